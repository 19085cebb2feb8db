namespace Integration.Fhir.Paths;

/// <summary>Less and greater (FHIRPath N1, 6.2).</summary>
internal static class PathComparison
{
    public static IReadOnlyList<PathValue> Compare(IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position, Func<int, bool> holds)
    {
        if (PathSingle.Of(left, position) is not { } first || PathSingle.Of(right, position) is not { } second)
        {
            return PathSingle.None;
        }

        var (one, other) = (PathSingle.Known(first, position), PathSingle.Known(second, position));
        if (first.IsWithoutValue || second.IsWithoutValue)
        {
            return PathSingle.None;
        }

        return Order(one, other, first, second, position) is { } order ? [PathValue.Of(holds(order))] : PathSingle.None;
    }

    public static decimal? Number(object? value) => value switch { int number => number, decimal number => number, _ => null };

    /// <summary>A number is a quantity of ones (FHIRPath N1, 5.5 Conversion, implicit conversions).</summary>
    public static PathQuantity? Quantity(object? value) => value as PathQuantity ?? (Number(value) is { } number ? new PathQuantity(number, "1", false) : null);

    private static int? Order(object? one, object? other, PathValue first, PathValue second, int position) => (one, other) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (PathTemporal a, PathTemporal b) when (a.Kind == PathKind.Time) == (b.Kind == PathKind.Time) => a.CompareTo(b),
        _ when Number(one) is { } a && Number(other) is { } b => a.CompareTo(b),
        _ when Quantity(one) is { } a && Quantity(other) is { } b => a.CompareTo(b, roughly: false),
        _ => throw new FhirPathException(FhirPathFailure.WrongType, position, $"{Name(first)} and {Name(second)} have no order"),
    };

    private static string Name(PathValue value) => value.Element?.Type ?? value.Kind.ToString();
}
