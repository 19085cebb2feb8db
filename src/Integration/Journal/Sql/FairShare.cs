namespace Integration.Journal.Sql;

/// <summary>Who gets how much of a claim: one each in turn, by priority within a turn, until the claim is full or nothing waits. A flood on one interface takes only the turns the others leave.</summary>
internal static class FairShare
{
    /// <param name="waiting">How many wait per interface.</param>
    /// <param name="priorities">Smaller comes earlier in a turn; an interface without one comes last.</param>
    public static IReadOnlyDictionary<string, int> Split(int most, IReadOnlyDictionary<string, int> waiting, IReadOnlyDictionary<string, int> priorities)
    {
        var shares = new Dictionary<string, int>();
        var turn = waiting.Where(pair => pair.Value > 0).Select(pair => pair.Key)
            .OrderBy(name => priorities.GetValueOrDefault(name, int.MaxValue)).ThenBy(name => name, StringComparer.Ordinal).ToList();
        while (most > 0 && turn.Count > 0)
        {
            foreach (var name in turn.Take(most))
            {
                shares[name] = shares.GetValueOrDefault(name) + 1;
            }

            most -= turn.Count;
            turn.RemoveAll(name => shares.GetValueOrDefault(name) == waiting[name]);
        }

        return shares;
    }
}
