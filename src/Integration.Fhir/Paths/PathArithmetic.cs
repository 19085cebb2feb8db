namespace Integration.Fhir.Paths;

/// <summary>Numbers, quantities, moments and texts (FHIRPath N1, 6.6). What overflows is empty, as is what is divided by zero.</summary>
internal static class PathArithmetic
{
    private delegate PathValue? Step(object left, object right);

    public static IReadOnlyList<PathValue> Multiply(PathRun _, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Apply(left, right, position, (one, other) => (one, other) switch
    {
        (int a, int b) => PathValue.Of(checked(a * b)),
        (PathQuantity a, PathQuantity { Unit: "1" } b) => PathValue.Of(a with { Value = a.Value * b.Value }),
        (PathQuantity { Unit: "1" } a, PathQuantity b) => PathValue.Of(b with { Value = a.Value * b.Value }),
        (PathQuantity a, _) when PathComparison.Number(other) is { } b => PathValue.Of(a with { Value = a.Value * b }),
        (_, PathQuantity b) when PathComparison.Number(one) is { } a => PathValue.Of(b with { Value = a * b.Value }),
        _ when Numbers(one, other) is var (a, b) => PathValue.Of(a * b),
        _ => throw Wrong(position, "* multiplies numbers, and quantities by numbers"),
    });

    public static IReadOnlyList<PathValue> Divide(PathRun _, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Apply(left, right, position, (one, other) => (one, other) switch
    {
        (PathQuantity a, PathQuantity b) when a.Unit == b.Unit && a.IsCalendar == b.IsCalendar => PathValue.Of(new PathQuantity(a.Value / b.Value, "1", false)),
        (PathQuantity a, PathQuantity { Unit: "1" } b) => PathValue.Of(a with { Value = a.Value / b.Value }),
        (PathQuantity a, _) when PathComparison.Number(other) is { } b => PathValue.Of(a with { Value = a.Value / b }),
        _ when Numbers(one, other) is var (a, b) => PathValue.Of(a / b),
        _ => throw Wrong(position, "/ divides numbers, and quantities by numbers or by quantities of the same unit"),
    });

    public static IReadOnlyList<PathValue> DivideWhole(PathRun _, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Apply(left, right, position, (one, other) => (one, other) switch
    {
        _ when Numbers(one, other) is var (a, b) => PathValue.Of(checked((int)decimal.Truncate(a / b))),
        _ => throw Wrong(position, "div divides numbers"),
    });

    public static IReadOnlyList<PathValue> Remainder(PathRun _, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Apply(left, right, position, (one, other) => (one, other) switch
    {
        (int a, int b) => PathValue.Of((int)((long)a % b)),
        _ when Numbers(one, other) is var (a, b) => PathValue.Of(a % b),
        _ => throw Wrong(position, "mod divides numbers"),
    });

    public static IReadOnlyList<PathValue> Add(PathRun run, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Apply(left, right, position, (one, other) => (one, other) switch
    {
        (string a, string b) => Text(run, a, b, position),
        (int a, int b) => PathValue.Of(checked(a + b)),
        (PathTemporal a, PathQuantity b) => Moved(a, b.Value, b, position),
        (PathQuantity a, PathQuantity b) => b.In(a.Unit) is { } same && same.IsCalendar == a.IsCalendar ? PathValue.Of(a with { Value = a.Value + same.Value }) : null,
        _ when Numbers(one, other) is var (a, b) => PathValue.Of(a + b),
        _ => throw Wrong(position, "+ adds numbers, texts, quantities, and durations to moments"),
    });

    public static IReadOnlyList<PathValue> Subtract(PathRun _, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Apply(left, right, position, (one, other) => (one, other) switch
    {
        (int a, int b) => PathValue.Of(checked(a - b)),
        (PathTemporal a, PathQuantity b) => Moved(a, -b.Value, b, position),
        (PathQuantity a, PathQuantity b) => b.In(a.Unit) is { } same && same.IsCalendar == a.IsCalendar ? PathValue.Of(a with { Value = a.Value - same.Value }) : null,
        _ when Numbers(one, other) is var (a, b) => PathValue.Of(a - b),
        _ => throw Wrong(position, "- subtracts numbers, quantities, and durations from moments"),
    });

    /// <summary>An empty side is the empty text.</summary>
    public static IReadOnlyList<PathValue> Concatenate(PathRun run, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) =>
        [Text(run, Text(left, position), Text(right, position), position)];

    private static string Text(IReadOnlyList<PathValue> items, int position) => PathSingle.Of(items, position) is not { } item
        ? ""
        : item.Kind == PathKind.String ? item.Text ?? "" : throw Wrong(position, "& joins texts; convert others with toString()");

    private static PathValue Text(PathRun run, string left, string right, int position)
    {
        run.CheckText((long)left.Length + right.Length, position);
        return PathValue.Of(left + right);
    }

    private static IReadOnlyList<PathValue> Apply(IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position, Step step)
    {
        if (PathSingle.Of(left, position) is not { } first || PathSingle.Of(right, position) is not { } second)
        {
            return PathSingle.None;
        }

        var (one, other) = (PathSingle.Known(first, position), PathSingle.Known(second, position));
        if (one is null || other is null)
        {
            return first.IsWithoutValue || second.IsWithoutValue ? PathSingle.None : throw Wrong(position, "only a value can be reckoned with, and of quantities those with a unit of UCUM");
        }

        try
        {
            return PathSingle.List(step(one, other));
        }
        catch (ArithmeticException)
        {
            return PathSingle.None;
        }
    }

    private static (decimal Left, decimal Right)? Numbers(object one, object other) => PathComparison.Number(one) is { } left && PathComparison.Number(other) is { } right ? (left, right) : null;

    private static PathValue Moved(PathTemporal moment, decimal value, PathQuantity quantity, int position)
    {
        var unit = quantity.IsCalendar ? quantity.Unit : quantity.Unit switch
        {
            "s" => "second",
            "ms" => "millisecond",
            _ => throw Wrong(position, "a moment is moved by calendar durations (2 days), or by 's' and 'ms'"),
        };
        var isDays = unit is "year" or "month" or "week" or "day";
        if ((moment.Kind == PathKind.Time && isDays) || (moment.Kind == PathKind.Date && !isDays))
        {
            throw Wrong(position, "a date is moved by years, months, weeks and days, a time by hours, minutes and seconds");
        }

        return moment.Add(value, unit) is { } moved ? PathValue.Of(moved) : throw new FhirPathException(FhirPathFailure.OutOfRange, position, "the moment leaves the calendar: years are 1 to 9999");
    }

    private static FhirPathException Wrong(int position, string expected) => new(FhirPathFailure.WrongType, position, expected);
}
