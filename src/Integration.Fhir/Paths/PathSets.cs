namespace Integration.Fhir.Paths;

/// <summary>What looks at collections as sets: union, membership, distinct items (FHIRPath N1, 5.1, 5.3, 5.4 and 6.4).</summary>
internal static class PathSets
{
    public static IReadOnlyList<PathValue> Union(PathRun run, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position) => Distinct(run, left.Concat(right), position);

    /// <summary>Unknown where there is nothing to look for.</summary>
    public static IReadOnlyList<PathValue> Contains(PathRun run, IReadOnlyList<PathValue> items, IReadOnlyList<PathValue> sought, int position) =>
        PathSingle.Of(sought, position) is { } item ? [PathValue.Of(Has(run, items, item, position))] : PathSingle.None;

    public static bool Has(PathRun run, IReadOnlyList<PathValue> items, PathValue item, int position)
    {
        foreach (var each in items)
        {
            if (PathEquality.Equal(run, each, item, position) == true)
            {
                return true;
            }
        }

        return false;
    }

    public static List<PathValue> Distinct(PathRun run, IEnumerable<PathValue> items, int position)
    {
        var found = new List<PathValue>();
        foreach (var item in items)
        {
            if (!Has(run, found, item, position))
            {
                found.Add(item);
            }
        }

        return run.Bounded(found, position);
    }
}
