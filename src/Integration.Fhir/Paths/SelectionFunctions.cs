namespace Integration.Fhir.Paths;

/// <summary>What picks items, and what goes on from them (FHIRPath N1, 5.2, 5.3, 5.5.1 and 5.8).</summary>
internal static class SelectionFunctions
{
    public static IEnumerable<PathFunction> All { get; } =
    [
        new("where", 1, 1, call => [.. call.Input.Where((item, index) => call.Holds(0, item, index) == true)]) { IsOnItems = true, Result = PathResult.Input },
        new("select", 1, 1, Select) { IsOnItems = true, Result = PathResult.Arguments },
        new("repeat", 1, 1, Repeat) { IsOnFound = true, IsOnItems = true, Result = PathResult.Anything },
        new("single", 0, 0, call => PathSingle.List(call.Single())) { Result = PathResult.Input },
        new("first", 0, 0, call => [.. call.Input.Take(1)]) { Result = PathResult.Input },
        new("last", 0, 0, call => [.. call.Input.TakeLast(1)]) { Result = PathResult.Input },
        new("tail", 0, 0, call => [.. call.Input.Skip(1)]) { Result = PathResult.Input },
        new("skip", 1, 1, call => call.Integer(0) is { } count ? [.. call.Input.Skip(count)] : PathSingle.None) { Result = PathResult.Input },
        new("take", 1, 1, call => call.Integer(0) is { } count ? [.. call.Input.Take(count)] : PathSingle.None) { Result = PathResult.Input },
        new("iif", 2, 3, call => PathSingle.Truth(call.OnInput(0), call.Position) == true ? call.OnInput(1) : call.Has(2) ? call.OnInput(2) : PathSingle.None) { IsOnItems = true, Result = PathResult.Arguments },
        new("children", 0, 0, call => call.Bounded([.. Children(call, call.Input)])) { Result = PathResult.Anything },
        new("descendants", 0, 0, Descendants) { Result = PathResult.Anything },
    ];

    private static List<PathValue> Select(PathCall call)
    {
        var found = new List<PathValue>();
        for (var index = 0; index < call.Input.Count; index++)
        {
            found.AddRange(call.On(0, call.Input[index], index));
            call.Bounded(found);
        }

        return found;
    }

    /// <summary>Goes on from what is new until nothing new is found.</summary>
    private static List<PathValue> Repeat(PathCall call)
    {
        var found = new List<PathValue>();
        var open = new Queue<PathValue>(call.Input);
        for (var index = 0; open.TryDequeue(out var item); index++)
        {
            foreach (var next in call.On(0, item, index))
            {
                if (!PathSets.Has(call.Run, found, next, call.Position))
                {
                    found.Add(next);
                    open.Enqueue(next);
                }
            }

            call.Bounded(found);
        }

        return found;
    }

    private static List<PathValue> Descendants(PathCall call)
    {
        var found = new List<PathValue>();
        for (IReadOnlyList<PathValue> level = [.. Children(call, call.Input)]; level.Count > 0; level = [.. Children(call, level)])
        {
            found.AddRange(level);
            call.Bounded(found);
        }

        return found;
    }

    private static IEnumerable<PathValue> Children(PathCall call, IReadOnlyList<PathValue> items)
    {
        foreach (var child in items.SelectMany(item => item.Element?.Children ?? []))
        {
            call.Run.Visit(1, call.Position);
            yield return PathValue.Of(child);
        }
    }
}
