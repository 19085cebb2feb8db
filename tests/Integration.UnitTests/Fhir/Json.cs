using System.Text.Json;
using Integration.Fhir.Elements;

namespace Integration.UnitTests.Fhir;

/// <summary>Compares resources, as JSON and as trees.</summary>
internal static class Json
{
    /// <summary>The same keys with the same values; numbers digit by digit. What the reader leaves out with a warning, null and empty lists, may be missing on the right.</summary>
    public static string? Difference(JsonElement one, JsonElement other, string at = "$")
    {
        if (one.ValueKind != other.ValueKind)
        {
            return $"{at}: {one.ValueKind} became {other.ValueKind}";
        }

        return one.ValueKind switch
        {
            JsonValueKind.Object => OfObjects(one, other, at),
            JsonValueKind.Array => one.GetArrayLength() != other.GetArrayLength() ? $"{at}: {one.GetArrayLength()} became {other.GetArrayLength()}"
                : one.EnumerateArray().Zip(other.EnumerateArray()).Select((pair, i) => Difference(pair.First, pair.Second, $"{at}[{i}]")).FirstOrDefault(found => found is not null),
            JsonValueKind.String => one.GetString() == other.GetString() ? null : $"{at}: another text",
            JsonValueKind.Number => one.GetRawText() == other.GetRawText() ? null : $"{at}: another number",
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>A line an element.</summary>
    public static IEnumerable<string> Flat(FhirElement element) =>
        element.Children.SelectMany(Flat).Prepend($"{element.Parent?.Name} {element.Index} {element.Name} {element.Key} {element.Type} {element.IsResource} {element.HasValue} {element.IsQuoted} {element.Text}");

    private static string? OfObjects(JsonElement one, JsonElement other, string at)
    {
        foreach (var member in one.EnumerateObject())
        {
            if (other.TryGetProperty(member.Name, out var counterpart))
            {
                if (Difference(member.Value, counterpart, $"{at}.{member.Name}") is { } found)
                {
                    return found;
                }
            }
            else if (member.Value.ValueKind != JsonValueKind.Null && !(member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 0))
            {
                return $"{at}.{member.Name} is gone";
            }
        }

        return other.EnumerateObject().Where(member => !one.TryGetProperty(member.Name, out _)).Select(member => $"{at}.{member.Name} is new").FirstOrDefault();
    }
}
