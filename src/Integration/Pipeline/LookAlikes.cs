using System.Text.Json;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>
/// Requisitions that may be one need told twice: lines for the same item, place and day from two requisitions. What is known of each such place in the plan is a row of its own, locked with the requisitions, so that two workers never overlook each other.
/// </summary>
internal sealed class LookAlikes(IReadOnlyDictionary<FoldKey, FoldRow> rows)
{
    /// <summary>Requisitions remembered of one item, place and day; older ones make room.</summary>
    public const int Most = 16;

    private const string Domain = "look-alike";

    private readonly Dictionary<FoldKey, List<Told>> _kept = [];

    /// <summary>Rows of this that a message needs; none where its sender's look-alikes are usual.</summary>
    public static IEnumerable<FoldKey> KeysOf(MappingResult result, SenderProfile sender) =>
        sender.LookAlikes is null ? [] : result.Contracts.SelectMany(Of).Distinct();

    /// <summary>What of a message another requisition asked for already: item, place and day; null for nothing.</summary>
    public string? Suspect(MappingResult result, SenderProfile sender)
    {
        if (sender.LookAlikes is not { } window)
        {
            return null;
        }

        var alike = from mapped in result.Contracts
                    from key in Of(mapped)
                    let known = At(key)
                    // A requisition that was let in once is not asked about again when it changes.
                    where !known.Exists(told => told.Surrogate == rows[mapped.Key].Surrogate) && known.Exists(told => (told.AssertedAt - mapped.AssertedAt).Duration() <= window)
                    select key.Key;
        return alike.FirstOrDefault();
    }

    public void Keep(MappingResult result, SenderProfile sender)
    {
        foreach (var mapped in sender.LookAlikes is null ? [] : result.Contracts)
        {
            foreach (var key in Of(mapped).Distinct())
            {
                var surrogate = rows[mapped.Key].Surrogate;
                _kept[key] = [.. At(key).Where(told => told.Surrogate != surrogate).Append(new Told(surrogate, mapped.AssertedAt)).OrderBy(told => told.AssertedAt).TakeLast(Most)];
            }
        }
    }

    public IEnumerable<FoldUpdate> Updates(InterfaceDefinition feed) =>
        _kept.OrderBy(kept => kept.Key).Select(kept => new FoldUpdate(kept.Key, JsonSerializer.Serialize(kept.Value, ContractJson.Options), feed.Name, feed.Mode, 0, [], []) { Database = feed.Database });

    private List<Told> At(FoldKey key) =>
        _kept.GetValueOrDefault(key) ?? (rows[key].State is { } state ? JsonSerializer.Deserialize<List<Told>>(state, ContractJson.Options)! : []);

    private static IEnumerable<FoldKey> Of(MappedContract mapped) => mapped.Contract?.Content is Requisition requisition
        ? requisition.Lines
            .Where(line => line is { Action: LineAction.Set, Approval: not Approval.Refused, Item: not null, DeliverTo: not null, NeededBy: not null })
            .Select(line => new FoldKey(Domain, $"{line.Item}|{line.DeliverTo}|{line.NeededBy!.Value.UtcDateTime:yyyy-MM-dd}"))
        : [];

    private sealed record Told(long Surrogate, DateTimeOffset AssertedAt);
}
