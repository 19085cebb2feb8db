using System.Text.RegularExpressions;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>Equals and equivalent (FHIRPath N1, 6.1).</summary>
internal static partial class PathEquality
{
    /// <summary>Characters compared that count as one element looked at.</summary>
    private const int CharactersPerVisit = 256;

    /// <summary>Same items in the same order; unknown where one side is empty.</summary>
    public static bool? Equal(PathRun run, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return null;
        }

        return left.Count == right.Count ? All(left.Zip(right, (one, other) => Equal(run, one, other, position))) : false;
    }

    public static bool? Equal(PathRun run, PathValue left, PathValue right, int position)
    {
        var (one, other) = (PathSingle.Known(left, position), PathSingle.Known(right, position));
        run.Visit(1 + ((one as string)?.Length / CharactersPerVisit ?? 0), position);
        return (one, other) switch
        {
            (null, null) when left.Element is { } first && right.Element is { } second => Children(first, second, (a, b) => Equal(run, a, b, position)),
            (string a, string b) => a == b,
            (bool a, bool b) => a == b,
            (PathTemporal a, PathTemporal b) => (a.Kind == PathKind.Time) == (b.Kind == PathKind.Time) ? a.CompareTo(b) is { } order ? order == 0 : null : false,
            _ when PathComparison.Number(one) is { } a && PathComparison.Number(other) is { } b => a == b,
            _ when PathComparison.Quantity(one) is { } a && PathComparison.Quantity(other) is { } b => a.CompareTo(b, roughly: false) is { } order ? order == 0 : a.IsCalendar == b.IsCalendar ? null : false,
            _ => false,
        };
    }

    /// <summary>The same items in any order, texts without regard to case and blanks, decimals to the precision of the less precise one.</summary>
    public static bool Equivalent(PathRun run, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        var open = right.ToList();
        return left.All(item => open.FindIndex(other => Equivalent(run, item, other, position)) is var found && found >= 0 && Remove(open, found));
    }

    private static bool Equivalent(PathRun run, PathValue left, PathValue right, int position)
    {
        var (one, other) = (PathSingle.Known(left, position), PathSingle.Known(right, position));
        run.Visit(1 + ((one as string)?.Length / CharactersPerVisit ?? 0), position);
        return (one, other) switch
        {
            (null, null) when left.Element is { } first && right.Element is { } second => Groups(first).Select(group => group.Key).SequenceEqual(Groups(second).Select(group => group.Key))
                && Groups(first).Zip(Groups(second), (a, b) => Equivalent(run, [.. a.Select(PathValue.Of)], [.. b.Select(PathValue.Of)], position)).All(same => same),
            (string a, string b) => Plain(a) == Plain(b),
            (bool a, bool b) => a == b,
            (PathTemporal a, PathTemporal b) => (a.Kind == PathKind.Time) == (b.Kind == PathKind.Time) && a.CompareTo(b) == 0,
            _ when PathComparison.Number(one) is { } a && PathComparison.Number(other) is { } b => SameToThePrecision(a, b),
            _ when PathComparison.Quantity(one) is { } a && PathComparison.Quantity(other) is { } b => a.CompareTo(b, roughly: true) == 0 || (a.Unit == b.Unit && SameToThePrecision(a.Value, b.Value)),
            _ => false,
        };
    }

    private static bool Remove(List<PathValue> items, int index)
    {
        items.RemoveAt(index);
        return true;
    }

    private static bool SameToThePrecision(decimal one, decimal other)
    {
        var scale = Math.Min(one.Scale, other.Scale);
        return decimal.Round(one, scale, MidpointRounding.AwayFromZero) == decimal.Round(other, scale, MidpointRounding.AwayFromZero);
    }

    private static string Plain(string text) => Blanks().Replace(text, " ").ToUpperInvariant();

    /// <summary>The order of the members of a JSON object means nothing, that of the items of a list does.</summary>
    private static bool? Children(FhirElement left, FhirElement right, Func<PathValue, PathValue, bool?> equal) => left.Children.Count == right.Children.Count
        ? All(left.Children.OrderBy(child => child.Name, StringComparer.Ordinal).Zip(
            right.Children.OrderBy(child => child.Name, StringComparer.Ordinal),
            (one, other) => one.Name == other.Name ? equal(PathValue.Of(one), PathValue.Of(other)) : false))
        : false;

    private static IEnumerable<IGrouping<string, FhirElement>> Groups(FhirElement element) => element.Children.OrderBy(child => child.Name, StringComparer.Ordinal).GroupBy(child => child.Name);

    /// <summary>False if one is, else unknown if one is.</summary>
    private static bool? All(IEnumerable<bool?> results)
    {
        bool? all = true;
        foreach (var result in results)
        {
            all &= result;
            if (all == false)
            {
                return false;
            }
        }

        return all;
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
