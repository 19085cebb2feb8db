namespace Integration.Fhir.Paths;

/// <summary>Existence, and what looks at whole collections (FHIRPath N1, 5.1 and 5.4).</summary>
internal static class CollectionFunctions
{
    public static IEnumerable<PathFunction> All { get; } =
    [
        new("empty", 0, 0, call => Of(call.Input.Count == 0)),
        new("exists", 0, 1, call => Of(call.Has(0) ? call.Input.Where((item, index) => call.Holds(0, item, index) == true).Any() : call.Input.Count > 0)) { IsOnItems = true },
        new("all", 1, 1, call => Of(call.Input.Select((item, index) => call.Holds(0, item, index)).All(holds => holds == true))) { IsOnItems = true },
        new("allTrue", 0, 0, call => Of(call.Input.All(item => Boolean(call, item)))),
        new("anyTrue", 0, 0, call => Of(call.Input.Any(item => Boolean(call, item)))),
        new("allFalse", 0, 0, call => Of(call.Input.All(item => !Boolean(call, item)))),
        new("anyFalse", 0, 0, call => Of(call.Input.Any(item => !Boolean(call, item)))),
        new("not", 0, 0, call => PathSingle.List(!PathSingle.Truth(call.Input, call.Position))),
        new("count", 0, 0, call => [PathValue.Of(call.Input.Count)]),
        new("distinct", 0, 0, call => PathSets.Distinct(call.Run, call.Input, call.Position)) { Result = PathResult.Input },
        new("isDistinct", 0, 0, call => Of(PathSets.Distinct(call.Run, call.Input, call.Position).Count == call.Input.Count)),
        new("subsetOf", 1, 1, call => Of(Within(call, call.Input, call.Argument(0)))),
        new("supersetOf", 1, 1, call => Of(Within(call, call.Argument(0), call.Input))),
        new("union", 1, 1, call => PathSets.Union(call.Run, call.Input, call.Argument(0), call.Position)) { Result = PathResult.InputAndArgument },
        new("combine", 1, 1, call => call.Bounded([.. call.Input, .. call.Argument(0)])) { Result = PathResult.InputAndArgument },
        new("intersect", 1, 1, Intersect) { Result = PathResult.Input },
        new("exclude", 1, 1, Exclude) { Result = PathResult.Input },
    ];

    private static IReadOnlyList<PathValue> Of(bool value) => [PathValue.Of(value)];

    private static bool Boolean(PathCall call, PathValue item) => call.Known(item) as bool? ?? throw call.Fail(FhirPathFailure.WrongType, "booleans are needed here");

    private static bool Within(PathCall call, IReadOnlyList<PathValue> items, IReadOnlyList<PathValue> all) => items.All(item => PathSets.Has(call.Run, all, item, call.Position));

    private static List<PathValue> Intersect(PathCall call)
    {
        var other = call.Argument(0);
        return PathSets.Distinct(call.Run, call.Input.Where(item => PathSets.Has(call.Run, other, item, call.Position)), call.Position);
    }

    private static List<PathValue> Exclude(PathCall call)
    {
        var other = call.Argument(0);
        return [.. call.Input.Where(item => !PathSets.Has(call.Run, other, item, call.Position))];
    }
}
