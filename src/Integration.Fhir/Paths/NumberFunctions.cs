namespace Integration.Fhir.Paths;

/// <summary>Mathematics that decimals do exactly (FHIRPath N1, 5.7); roots, powers and logarithms do not belong to it.</summary>
internal static class NumberFunctions
{
    /// <summary>Decimals that System.Decimal can round to.</summary>
    private const int MaxPrecision = 28;

    public static IEnumerable<PathFunction> All { get; } =
    [
        new("abs", 0, 0, Absolute),
        new("ceiling", 0, 0, call => Whole(call, decimal.Ceiling)),
        new("floor", 0, 0, call => Whole(call, decimal.Floor)),
        new("truncate", 0, 0, call => Whole(call, decimal.Truncate)),
        new("round", 0, 1, Round),
    ];

    private static IReadOnlyList<PathValue> Absolute(PathCall call) => call.Single() is not { } item ? PathSingle.None : call.Known(item) switch
    {
        null => PathSingle.None,
        int.MinValue => PathSingle.None,
        int number => [PathValue.Of(Math.Abs(number))],
        decimal number => [PathValue.Of(Math.Abs(number))],
        PathQuantity quantity => [PathValue.Of(quantity with { Value = Math.Abs(quantity.Value) })],
        _ => throw call.Fail(FhirPathFailure.WrongType, "a number or a quantity is needed here"),
    };

    /// <summary>What is no Integer any more is empty, as all that overflows.</summary>
    private static IReadOnlyList<PathValue> Whole(PathCall call, Func<decimal, decimal> round) =>
        Number(call) is { } number && round(number) is var whole and >= int.MinValue and <= int.MaxValue ? [PathValue.Of((int)whole)] : PathSingle.None;

    private static IReadOnlyList<PathValue> Round(PathCall call)
    {
        if (Number(call) is not { } number || (call.Has(0) ? call.Integer(0) : 0) is not { } precision)
        {
            return PathSingle.None;
        }

        return precision is >= 0 and <= MaxPrecision
            ? [PathValue.Of(decimal.Round(number, precision, MidpointRounding.AwayFromZero))]
            : throw call.Fail(FhirPathFailure.WrongType, $"a precision is 0 to {MaxPrecision}");
    }

    private static decimal? Number(PathCall call) => call.Single() is { } item && call.Known(item) is { } value
        ? PathComparison.Number(value) ?? throw call.Fail(FhirPathFailure.WrongType, "a number is needed here")
        : null;
}
