using System.Text.Json;
using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>
/// A fold of the second level: it keeps what others share with it, which instant has passed, and when its records ended in Odoo, and works everything out from that alone. So the order in which things arrived cannot matter.
/// </summary>
internal abstract class SharedFold : IFold
{
    private const int MostUnnamed = 64;

    public abstract string Domain { get; }

    public FoldLevel Level => FoldLevel.Second;

    public FoldResult Apply(long surrogate, string? state, IReadOnlyList<FoldInput> inputs, CodeTables tables)
    {
        var kept = Read(state);
        var told = new Dictionary<string, JsonElement>(kept.Told, StringComparer.Ordinal);
        var ended = kept.Ended.ToDictionary(record => record.ExternalId, StringComparer.Ordinal);
        var passed = kept.Passed;
        foreach (var input in inputs)
        {
            switch (input)
            {
                case ShareInput { Content: { } content } share:
                    told[share.From] = JsonDocument.Parse(content).RootElement;
                    break;
                case ShareInput taken:
                    told.Remove(taken.From);
                    break;
                case TickInput tick:
                    passed = passed > tick.At ? passed : tick.At;
                    break;
                case ObservationInput seen:
                    var now = new EndedRecord(seen.ExternalId, seen.EndOfSecond, seen.End, seen.Sequence);
                    ended[seen.ExternalId] = ended.GetValueOrDefault(seen.ExternalId) is { } other && (other.At, other.Sequence).CompareTo((now.At, now.Sequence)) > 0 ? other : now;
                    break;
                default:
                    throw new ArgumentException($"The fold of {Domain} takes what is shared with it, ticks and observations only.", nameof(inputs));
            }
        }

        var shown = Show(surrogate, new Known([.. told.OrderBy(share => share.Key, StringComparer.Ordinal).Select(share => (share.Key, share.Value))], passed, ended), tables);
        foreach (var from in shown.Over)
        {
            told.Remove(from);
        }

        var named = shown.Desired.Select(record => record.ExternalId).ToHashSet(StringComparer.Ordinal);
        var next = new Kept(new SortedDictionary<string, JsonElement>(told, StringComparer.Ordinal), passed, Remember(ended.Values, named));
        return new FoldResult(JsonSerializer.Serialize(next, ContractJson.Options), shown.Desired, shown.WakeUps, []);
    }

    /// <summary>What a state holds of what folds of a domain told, for whoever only reads.</summary>
    public static IReadOnlyList<T> Told<T>(string state, string domain) =>
        [.. Read(state).Told.Where(share => share.Key.StartsWith(domain + "_", StringComparison.Ordinal)).Select(share => share.Value.Deserialize<T>(ContractJson.Options)!)];

    protected abstract Shown Show(long surrogate, Known known, CodeTables tables);

    private static Kept Read(string? state) => state is null ? new Kept(new Dictionary<string, JsonElement>(), DateTimeOffset.MinValue, []) : JsonSerializer.Deserialize<Kept>(state, ContractJson.Options)!;

    /// <summary>All that it still names, and the newest of the others: what is not named yet may be, once a late message is in.</summary>
    private static EndedRecord[] Remember(IReadOnlyCollection<EndedRecord> ended, HashSet<string> named) =>
    [
        .. ended.Where(record => named.Contains(record.ExternalId))
            .Concat(ended.Where(record => !named.Contains(record.ExternalId)).OrderBy(record => record.At).ThenBy(record => record.ExternalId, StringComparer.Ordinal).TakeLast(MostUnnamed))
            .OrderBy(record => record.ExternalId, StringComparer.Ordinal),
    ];

    /// <param name="Told">By domain and surrogate of who told it, in that order.</param>
    /// <param name="Passed">An instant that has certainly passed.</param>
    protected sealed record Known(IReadOnlyList<(string From, JsonElement Share)> Told, DateTimeOffset Passed, IReadOnlyDictionary<string, EndedRecord> Records)
    {
        public IReadOnlyList<(string From, T Share)> Of<T>(string domain) =>
            [.. Told.Where(share => share.From.StartsWith(domain + "_", StringComparison.Ordinal)).Select(share => (share.From, share.Share.Deserialize<T>(ContractJson.Options)!))];

        /// <summary>Up to when what is said may still change a record: what people have closed stays as it was when they closed it.</summary>
        public DateTimeOffset CutOf(string externalId) => Records.GetValueOrDefault(externalId) is { End: not RecordEnd.None } ended ? ended.At : DateTimeOffset.MaxValue;
    }

    /// <param name="Over">Who told what is over for so long that nobody asks any more.</param>
    protected sealed record Shown(IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps, IReadOnlyList<string> Over);

    protected sealed record EndedRecord(string ExternalId, DateTimeOffset At, RecordEnd End, long Sequence);

    private sealed record Kept(IReadOnlyDictionary<string, JsonElement> Told, DateTimeOffset Passed, IReadOnlyList<EndedRecord> Ended);
}
