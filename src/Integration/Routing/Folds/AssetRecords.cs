using System.Globalization;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>What of an asset stands in Odoo, in the words of its outbound mappings.</summary>
internal static class AssetRecords
{
    public const string Request = "maintenance-request";

    public const string Reading = "equipment-reading";

    private const string PreventivePriority = "1";

    public static Dictionary<string, string?> Corrective(AssetCard card, AssetCause cause) => new()
    {
        ["name"] = $"{cause.What}: {card.Name}",
        ["asset"] = card.Serial,
        ["type"] = "corrective",
        ["priority"] = cause.Priority.ToString(CultureInfo.InvariantCulture),
        ["team"] = card.Team,
        ["description"] = $"The device reports: {cause.What}. Asset {card.Asset}.",
        ["tally"] = Tally(cause),
    };

    public static Dictionary<string, string?> Preventive(AssetCard card, AssetThreshold threshold, decimal due, decimal every) => new()
    {
        ["name"] = $"{threshold.Name}: {card.Name}",
        ["asset"] = card.Serial,
        ["type"] = "preventive",
        ["priority"] = PreventivePriority,
        ["team"] = card.Team,
        ["description"] = $"Due at {Neutral.Number(due)} {threshold.Counter}, every {Neutral.Number(every)}. Asset {card.Asset}.",
    };

    public static Dictionary<string, string?> Transfer(AssetCard card, string centralStore) => new()
    {
        ["operation"] = "REQ",
        ["source"] = centralStore,
        ["destination"] = card.Location,
        ["origin"] = card.Asset,
        ["urgent"] = "false",
    };

    public static IReadOnlyList<GenerationLine> Moves(AssetCard card, string item, AssetLevel level, string centralStore) =>
        Folds.Moves.Sum([(item, level.Unit, level.Refill)], centralStore, card.Location, null);

    /// <summary>What the equipment itself shows; null while nothing is known to show.</summary>
    public static DesiredRecord? Of(string id, AssetCard card, AssetMark? state, IReadOnlyDictionary<string, decimal> counters) => state is null && counters.Count == 0
        ? null
        : new DesiredRecord(
            id,
            Reading,
            RecordStanding.Active,
            new Dictionary<string, string?>
            {
                ["serial"] = card.Serial,
                ["hours"] = Shown(counters, "hours"),
                ["cycles"] = Shown(counters, "cycles"),
                ["status"] = state?.What,
            },
            []);

    private static string? Shown(IReadOnlyDictionary<string, decimal> counters, string name) => counters.TryGetValue(name, out var total) ? Neutral.Number(total) : null;

    private static string Tally(AssetCause cause)
    {
        var often = $"{cause.Count} {cause.Noun}{(cause.Count == 1 ? "" : "s")}, last {Moment(cause.Last)}";
        return cause.Resolved is { } resolved ? $"{often}; resolved {Moment(resolved)}" : often;
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
