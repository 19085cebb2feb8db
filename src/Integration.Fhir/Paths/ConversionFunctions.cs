namespace Integration.Fhir.Paths;

/// <summary>From one system type to another; what cannot be converted is empty (FHIRPath N1, 5.5).</summary>
internal static class ConversionFunctions
{
    private static readonly (string Name, Func<PathCall, PathValue, object, PathValue?> Convert)[] Conversions =
    [
        ("Boolean", (_, _, value) => Boolean(value) is { } known ? PathValue.Of(known) : null),
        ("Integer", (_, _, value) => Integer(value) is { } known ? PathValue.Of(known) : null),
        ("Decimal", (_, _, value) => Decimal(value) is { } known ? PathValue.Of(known) : null),
        ("Date", (_, _, value) => Moment(value, PathKind.Date)),
        ("DateTime", (_, _, value) => Moment(value, PathKind.DateTime)),
        ("Time", (_, _, value) => Moment(value, PathKind.Time)),
        ("String", (_, item, value) => PathValue.Of(value is PathQuantity or bool ? value is bool known ? known ? "true" : "false" : value.ToString()! : item.Text!)),
        ("Quantity", Quantity),
    ];

    public static IEnumerable<PathFunction> All { get; } = Conversions.SelectMany(conversion => new[]
    {
        new PathFunction($"to{conversion.Name}", 0, conversion.Name == "Quantity" ? 1 : 0, call => PathSingle.List(Converted(call, conversion.Convert))),
        new PathFunction($"convertsTo{conversion.Name}", 0, conversion.Name == "Quantity" ? 1 : 0, call => call.Input.Count == 0 ? PathSingle.None : [PathValue.Of(Converted(call, conversion.Convert) is not null)]),
    });

    private static PathValue? Converted(PathCall call, Func<PathCall, PathValue, object, PathValue?> convert) =>
        call.Single() is { } item && call.Known(item) is { } value ? convert(call, item, value) : null;

    private static bool? Boolean(object value) => value switch
    {
        bool known => known,
        string text => text.ToUpperInvariant() switch
        {
            "TRUE" or "T" or "YES" or "Y" or "1" or "1.0" => true,
            "FALSE" or "F" or "NO" or "N" or "0" or "0.0" => false,
            _ => null,
        },
        _ => PathComparison.Number(value) switch { 1 => true, 0 => false, _ => null },
    };

    private static int? Integer(object value) => value switch
    {
        int number => number,
        bool known => known ? 1 : 0,
        string text => PathReading.Integer(text),
        _ => null,
    };

    private static decimal? Decimal(object value) => value switch
    {
        bool known => known ? 1.0m : 0.0m,
        string text when text.IndexOfAny(['e', 'E', ' ']) < 0 => PathReading.Decimal(text.TrimStart('+')),
        _ => PathComparison.Number(value),
    };

    private static PathValue? Moment(object value, PathKind kind)
    {
        var moment = value switch
        {
            PathTemporal known when known.Kind == kind => known,
            PathTemporal { Kind: PathKind.DateTime } known when kind == PathKind.Date => known.ToDate(),
            PathTemporal { Kind: PathKind.Date } known when kind == PathKind.DateTime => known with { Kind = PathKind.DateTime },
            string text => PathTemporal.Parse(text, kind),
            _ => null,
        };
        return moment is null ? null : PathValue.Of(moment);
    }

    private static PathValue? Quantity(PathCall call, PathValue item, object value)
    {
        var quantity = value switch
        {
            bool known => new PathQuantity(known ? 1.0m : 0.0m, "1", false),
            string text => PathQuantity.Parse(text),
            _ => PathComparison.Quantity(value),
        };
        if (call.Has(0))
        {
            quantity = call.Text(0) is { } unit ? quantity?.In(unit) : null;
        }

        return quantity is null ? null : PathValue.Of(quantity);
    }
}
