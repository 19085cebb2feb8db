namespace Integration.Sandbox.Hospital;

/// <summary>Compares what Odoo holds with what the day should have led to; one sentence for each difference.</summary>
internal static class DayCheck
{
    public static IReadOnlyList<string> Compare(IReadOnlyList<ExpectedRecord> expected, IReadOnlyList<FoundRecord> found)
    {
        var differences = new List<string>();
        var missing = expected.Where(record => record.Content is not null).GroupBy(record => (record.What, record.Content)).ToDictionary(group => group.Key, group => group.Count());
        var calledOff = expected.Where(record => record.Content is null).GroupBy(record => (record.What, record.Key)).ToDictionary(group => group.Key, group => group.Count());
        foreach (var record in found)
        {
            var isExplained = record.Stands
                ? Take(missing, (record.What, record.Content)) || (record.Undated is { } undated && Take(missing, (record.What, undated)))
                : Take(calledOff, (record.What, record.Key));
            if (!isExplained)
            {
                differences.Add($"{record.What} in Odoo that the day does not explain: {record.ExternalId}, {(record.Stands ? record.Content : $"{record.Key}, called off")}");
            }
        }

        differences.AddRange(missing.Where(left => left.Value > 0).SelectMany(left => Enumerable.Repeat($"{left.Key.What} missing in Odoo: {left.Key.Content}", left.Value)));
        differences.AddRange(found.GroupBy(record => record.ExternalId).Where(id => id.Count() > 1).Select(id => $"{id.Count()} records in Odoo have the external id {id.Key}"));
        return differences;
    }

    private static bool Take<T>(Dictionary<T, int> left, T one)
        where T : notnull
    {
        if (left.GetValueOrDefault(one) == 0)
        {
            return false;
        }

        left[one]--;
        return true;
    }
}
