namespace Integration.Fhir.Paths;

/// <summary>Texts (FHIRPath N1, 5.6; split, join and trim as in the releases after it).</summary>
internal static class TextFunctions
{
    public static IEnumerable<PathFunction> All { get; } =
    [
        new("indexOf", 1, 1, call => With(call, (text, other) => [PathValue.Of(text.IndexOf(other, StringComparison.Ordinal))])),
        new("startsWith", 1, 1, call => With(call, (text, other) => [PathValue.Of(text.StartsWith(other, StringComparison.Ordinal))])),
        new("endsWith", 1, 1, call => With(call, (text, other) => [PathValue.Of(text.EndsWith(other, StringComparison.Ordinal))])),
        new("contains", 1, 1, call => With(call, (text, other) => [PathValue.Of(text.Contains(other, StringComparison.Ordinal))])),
        new("substring", 1, 2, Substring),
        new("upper", 0, 0, call => With(call, text => call.Of(text.ToUpperInvariant()))),
        new("lower", 0, 0, call => With(call, text => call.Of(text.ToLowerInvariant()))),
        new("trim", 0, 0, call => With(call, text => call.Of(text.Trim()))),
        new("length", 0, 0, call => With(call, text => [PathValue.Of(text.Length)])),
        new("toChars", 0, 0, call => With(call, text => call.Bounded([.. text.Take(MaxCharacters).Select(character => PathValue.Of(character.ToString()))]))),
        new("replace", 2, 2, Replace),
        new("matches", 1, 1, call => With(call, text => [PathValue.Of(call.Pattern.IsMatch(text))])),
        new("replaceMatches", 2, 2, ReplaceMatches),
        new("split", 1, 1, call => With(call, (text, separator) => call.Bounded([.. text.Split(separator, MaxCharacters).Select(PathValue.Of)]))),
        new("join", 0, 1, Join),
    ];

    /// <summary>More than any bound of a collection, so that the bound is what is told.</summary>
    private const int MaxCharacters = 1_000_000;

    private static IReadOnlyList<PathValue> With(PathCall call, Func<string, IReadOnlyList<PathValue>> make) => call.Text() is { } text ? make(text) : PathSingle.None;

    private static IReadOnlyList<PathValue> With(PathCall call, Func<string, string, IReadOnlyList<PathValue>> make) =>
        call.Text() is { } text && call.Text(0) is { } other ? make(text, other) : PathSingle.None;

    private static IReadOnlyList<PathValue> Substring(PathCall call)
    {
        if (call.Text() is not { } text || call.Integer(0) is not { } start || start < 0 || start >= text.Length)
        {
            return PathSingle.None;
        }

        var length = call.Has(1) ? call.Integer(1) ?? text.Length : text.Length;
        return call.Of(text.Substring(start, Math.Clamp(length, 0, text.Length - start)));
    }

    private static IReadOnlyList<PathValue> Replace(PathCall call)
    {
        if (call.Text() is not { } text || call.Text(0) is not { } sought || call.Text(1) is not { } substitution)
        {
            return PathSingle.None;
        }

        var pieces = sought.Length == 0 ? text.Length + 2L : (text.Length / sought.Length) + 1L;
        call.Run.CheckText(Math.Max(text.Length, pieces * substitution.Length), call.Position);
        return sought.Length == 0
            ? call.Of(substitution + string.Concat(text.Select(character => character + substitution)))
            : call.Of(text.Replace(sought, substitution, StringComparison.Ordinal));
    }

    private static IReadOnlyList<PathValue> ReplaceMatches(PathCall call)
    {
        if (call.Text() is not { } text || call.Text(1) is not { } substitution)
        {
            return PathSingle.None;
        }

        call.Run.CheckText((text.Length + 1L) * Math.Max(1, substitution.Length), call.Position);
        return call.Of(call.Pattern.Replace(text, substitution));
    }

    private static IReadOnlyList<PathValue> Join(PathCall call)
    {
        if (call.Input.Count == 0)
        {
            return PathSingle.None;
        }

        var separator = call.Has(0) ? call.Text(0) ?? "" : "";
        if (call.Input.Any(item => item.Kind != PathKind.String))
        {
            throw call.Fail(FhirPathFailure.WrongType, "join joins texts; convert others with select(toString())");
        }

        call.Run.CheckText(call.Input.Sum(item => (long)(item.Text?.Length ?? 0) + separator.Length), call.Position);
        return call.Of(string.Join(separator, call.Input.Where(item => item.Text is not null).Select(item => item.Text)));
    }
}
