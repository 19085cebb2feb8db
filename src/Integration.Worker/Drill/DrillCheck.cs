using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill;

/// <summary>Holds what an Odoo holds against what should be there by what was sent and what people did.</summary>
internal static class DrillCheck
{
    /// <param name="stories">All that was sent about.</param>
    /// <param name="found">All that Odoo holds.</param>
    /// <returns>Every difference; empty when they agree.</returns>
    public static IReadOnlyList<Finding> Compare(IReadOnlyList<Story> stories, IReadOnlyList<Found> found)
    {
        var wanted = stories.SelectMany(story => story.Holds()).ToLookup(want => want.Key);
        var standing = found.Where(record => record.Stands).ToLookup(record => record.Key);
        var findings = new List<Finding>();
        foreach (var key in wanted.Select(group => group.Key).Union(standing.Select(group => group.Key)))
        {
            findings.AddRange(CompareKey(key, [.. wanted[key]], [.. standing[key]]));
        }

        findings.AddRange(found.Where(record => record.Identities.Count != 1).Select(record =>
            new Finding(Promise.NothingTwice, false, $"{record.Key}: {record.Identities.Count} external ids in place of one ({string.Join(", ", record.Identities)}): {record.Content}", null)));
        findings.AddRange(CalledOff(stories, found));
        return findings;
    }

    private static IEnumerable<Finding> CompareKey(string key, List<Wanted> wanted, List<Found> found)
    {
        var during = wanted.Count == 0 ? null : wanted[0].During;
        var byPeople = wanted.Exists(want => want.ByPeople);
        // What people did away with is wanted by nobody.
        var missing = wanted.Where(want => want.Ways.Count > 0).ToList();
        var rest = new List<Found>();
        foreach (var record in found)
        {
            if (missing.Find(want => want.Ways.Contains(record.Content)) is { } match)
            {
                missing.Remove(match);
            }
            else
            {
                rest.Add(record);
            }
        }

        foreach (var (want, record) in missing.Zip(rest))
        {
            yield return new Finding(byPeople ? Promise.EditsIntact : Promise.LatestWins, false, $"{key}: Odoo has '{record.Content}' ({string.Join(", ", record.Identities)}), and should have '{string.Join("' or '", want.Ways)}'", during);
        }

        foreach (var want in missing.Skip(rest.Count))
        {
            yield return new Finding(byPeople ? Promise.EditsIntact : Promise.NothingLost, false, $"{key}: Odoo lacks '{string.Join("' or '", want.Ways)}'", during);
        }

        foreach (var record in rest.Skip(missing.Count))
        {
            yield return new Finding(
                byPeople ? Promise.EditsIntact : Promise.NothingTwice, false, $"{key}: Odoo has {(wanted.Count == 0 ? "what nobody asked for" : "one more")}: '{record.Content}' ({string.Join(", ", record.Identities)})", during);
        }
    }

    /// <summary>What was called off may stand cancelled, once for each time; what never reached Odoo before that is not there at all.</summary>
    private static IEnumerable<Finding> CalledOff(IReadOnlyList<Story> stories, IReadOnlyList<Found> found)
    {
        var most = stories.SelectMany(story => story.Ends.Select(end => (end.Key, end.Value, story.During))).ToLookup(end => end.Key);
        foreach (var group in found.Where(record => !record.Stands).GroupBy(record => record.Key))
        {
            var ends = most[group.Key].Sum(end => end.Value);
            if (group.Count() > ends)
            {
                yield return new Finding(
                    Promise.NothingTwice, false, $"{group.Key}: {group.Count()} cancelled in Odoo, called off {ends} times: {string.Join("; ", group.Select(record => $"'{record.Content}' ({string.Join(", ", record.Identities)})"))}", most[group.Key].Select(end => end.During).FirstOrDefault());
            }
        }
    }
}
