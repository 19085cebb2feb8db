using System.Text.Json;

namespace Integration.Ingestion.Fhir;

/// <summary>What a server's OperationOutcome says, as far as it can be told on: its issue codes (FHIR R4, OperationOutcome.issue.code), never its words, which may name a patient.</summary>
internal static class FhirOutcome
{
    private const int Most = 5;
    private const int LongestCode = 30;

    /// <summary>Codes of an OperationOutcome by itself; empty for anything else.</summary>
    public static IReadOnlyList<string> Codes(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Codes(json.RootElement);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <inheritdoc cref="Codes(ReadOnlyMemory{byte})"/>
    public static IReadOnlyList<string> Codes(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.Text("resourceType") == "OperationOutcome"
            ? [.. resource.Items("issue").Select(issue => issue.Text("code") ?? "").Where(IsCode).Distinct().Take(Most)]
            : [];

    private static bool IsCode(string code) => code.Length is > 0 and <= LongestCode && code.All(letter => char.IsAsciiLetterLower(letter) || letter == '-');
}

/// <summary>Looks into JSON that may be anything.</summary>
internal static class JsonLooks
{
    public static string? Text(this JsonElement json, string name) => json.Child(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static JsonElement? Child(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var child) ? child : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) => json.Child(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
