namespace Integration.Fhir.Paths;

/// <summary>Where one value is needed and a collection is at hand (FHIRPath N1, 4.5 Singleton Evaluation of Collections).</summary>
internal static class PathSingle
{
    public static readonly IReadOnlyList<PathValue> None = [];

    /// <summary>Null for an empty collection.</summary>
    public static PathValue? Of(IReadOnlyList<PathValue> items, int position) => items.Count switch
    {
        0 => null,
        1 => items[0],
        _ => throw new FhirPathException(FhirPathFailure.NotSingle, position, $"one value is needed here, not {items.Count}"),
    };

    /// <summary>True, false or unknown. One value that is no boolean is true: it is there.</summary>
    public static bool? Truth(IReadOnlyList<PathValue> items, int position) => Of(items, position) is not { } item ? null : item.Kind == PathKind.Boolean ? (bool?)Known(item, position) : true;

    /// <summary>What can be reckoned with; null for a complex element, and for one without a value.</summary>
    public static object? Known(PathValue value, int position) => value.IsUnreadable
        ? throw new FhirPathException(FhirPathFailure.Unreadable, position, $"{value.Element!.Location} does not hold a {value.Element.Type} that can be reckoned with")
        : value.Value;

    public static IReadOnlyList<PathValue> List(bool? value) => value is { } known ? [PathValue.Of(known)] : None;

    public static IReadOnlyList<PathValue> List(PathValue? value) => value is null ? None : [value];
}
