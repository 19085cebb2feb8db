namespace Integration.Fhir.Paths;

/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
internal sealed record PathFunction(string Name, int Least, int Most, Func<PathCall, IReadOnlyList<PathValue>> Body)
{
    /// <summary>The arguments are criteria or projections, in which <c>$this</c> is an item of the input.</summary>
    public bool IsOnItems { get; init; }

    /// <summary>The projection is also evaluated on what it gave.</summary>
    public bool IsOnFound { get; init; }

    public PathResult Result { get; init; }
}

/// <summary>Every function an expression may call. What is not here is refused when the expression is compiled.</summary>
internal static class PathFunctions
{
    private static readonly Dictionary<string, PathFunction> Functions = new[]
    {
        CollectionFunctions.All, SelectionFunctions.All, TextFunctions.All, ConversionFunctions.All, NumberFunctions.All, FhirFunctions.All,
    }.SelectMany(each => each).ToDictionary(each => each.Name, StringComparer.Ordinal);

    /// <summary>In the order of the alphabet, with those that take a type.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Functions.Keys.Concat(["is", "as", "ofType"]).Order(StringComparer.Ordinal)];

    public static PathFunction Find(PathToken name)
    {
        if (Functions.TryGetValue(name.Text, out var function))
        {
            return function;
        }

        throw name.Text is "now" or "today" or "timeOfDay"
            ? PathRefusal.At(name.Position, "NoClock", $"{name.Text}() is refused: a mapping has no clock, so that the same message always gives the same result")
            : PathRefusal.At(name.Position, "UnknownFunction", $"there is no function {name.Text}; supported are {string.Join(", ", Names)}");
    }
}
