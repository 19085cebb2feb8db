using System.Globalization;
using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>
/// A bed that was left becomes a turnover task, due when the unit's turnover should be over. It is called off when the bed was not left after all, and lapses once somebody else is in the bed, housekeeping calls it ready, or it is too old to be of use.
/// Nothing in it says whose bed it was.
/// </summary>
internal sealed class BedFold(FoldOptions options) : SharedFold
{
    public const string Name = "bed";

    public override string Domain => Name;

    protected override Shown Show(long surrogate, Known known, CodeTables tables)
    {
        var visits = known.Of<VisitShare>(VisitFold.Name);
        var statuses = known.Of<StatusShare>(BedStatusFold.Name).SelectMany(share => share.Share.Statuses).OrderBy(status => status.At).ToList();
        var desired = new List<DesiredRecord>();
        var looks = new List<DateTimeOffset>();
        foreach (var (from, visit) in visits)
        {
            foreach (var left in visit.Now.Departures)
            {
                if (Turnover($"{ExternalIds.Module}{Domain}_{surrogate}_{from[(VisitFold.Name.Length + 1)..]}_g{left.Number}", from, left) is { } record)
                {
                    desired.Add(record);
                    looks.AddRange(record.Standing == RecordStanding.Active ? [LapseOf(left)] : []);
                }
            }
        }

        var over = visits.Where(visit => visit.Share.IsForgotten(options.Beds.CensusKept, known.Passed)).Select(visit => visit.From).ToList();
        looks.AddRange(visits.Where(visit => !over.Contains(visit.From)).Select(visit => visit.Share.Over).OfType<DateTimeOffset>().Select(end => end + options.Beds.CensusKept));
        return new Shown(desired, looks.Count == 0 ? [] : [new WakeUp("look", looks.Min())], over);

        DesiredRecord? Turnover(string id, string from, Departure left)
        {
            if (tables.Cell("care-units", "turnover-project", left.Place.Unit) is not { Length: > 0 } project)
            {
                return null;
            }

            var cut = known.CutOf(id);
            var then = visits.Select(visit => (visit.From, View: visit.Share.At(cut))).Where(visit => visit.View is not null).ToList();
            var asItWas = then.Where(visit => visit.From == from).SelectMany(visit => visit.View!.Departures).LastOrDefault(other => other.Number == left.Number) ?? left;
            var isUrgent = then.Where(visit => visit.From != from).Any(visit => IsAwaited(visit.View!, asItWas));
            var isIsolation = asItWas.Isolation || IsContaminated(statuses.Where(status => status.At <= cut), asItWas.At);
            var standing = left.CalledOff ? RecordStanding.Withdrawn : IsOver(from, left) || LapseOf(left) <= known.Passed ? RecordStanding.Lapsed : RecordStanding.Active;
            return new DesiredRecord(id, "turnover-task", standing, Fields(asItWas, project, isUrgent, isIsolation, tables), [], LapseOf(left));
        }

        bool IsOver(string from, Departure left) =>
            visits.Any(visit => visit.Share.Now.Stays.Any(stay => stay.To is not { } to || to > left.At))
            || statuses.Any(status => status.Status == BedCondition.Unoccupied && status.At > left.At)
            // Two who left one bed together leave one turnover.
            || visits.Any(visit => string.CompareOrdinal(visit.From, from) < 0 && visit.Share.Now.Departures.Any(other => !other.CalledOff && other.At == left.At));
    }

    private static Dictionary<string, string?> Fields(Departure left, string project, bool isUrgent, bool isIsolation, CodeTables tables)
    {
        var minutes = double.TryParse(tables.Cell("care-units", "turnover-minutes", left.Place.Unit), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        var room = tables.Table("beds") is { } beds && beds.Rows.FirstOrDefault(row => row.Values[beds.IndexOf("bed")] == left.Place.Bed) is { } row ? row.Values[beds.IndexOf("room")] : "";
        var unit = tables.Cell("care-units", "name", left.Place.Unit) ?? "";
        return new Dictionary<string, string?>
        {
            ["name"] = $"Turn over {left.Place.Bed}",
            ["project"] = project,
            ["deadline"] = Neutral.Instant(left.At.AddMinutes(minutes)),
            ["urgent"] = isUrgent ? "true" : "false",
            ["isolation"] = isIsolation ? "true" : "false",
            ["description"] = string.Join(", ", new[] { unit, room.Length > 0 ? $"room {room}" : "", $"bed {left.Place.Bed}" }.Where(part => part.Length > 0)),
        };
    }

    /// <summary>The next one is waiting for this bed, or was.</summary>
    private bool IsAwaited(VisitView other, Departure left) =>
        other.Stays.Where(stay => stay.Foretold).Select(stay => stay.From).Concat(other.Expected.Select(expected => expected.At).OfType<DateTimeOffset>())
            .Any(at => at >= left.At && at < left.At + options.Beds.UrgentWithin);

    /// <summary>Housekeeping said so since the bed was last called ready, and before it is again.</summary>
    private static bool IsContaminated(IEnumerable<SaidStatus> statuses, DateTimeOffset leftAt)
    {
        var all = statuses.ToList();
        var ready = all.Where(status => status.Status == BedCondition.Unoccupied).Select(status => status.At).ToList();
        var before = ready.Where(at => at <= leftAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var after = ready.Where(at => at > leftAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return all.Any(status => status.Status is BedCondition.Contaminated or BedCondition.Isolated && status.At > before && status.At < after);
    }

    private DateTimeOffset LapseOf(Departure left) => left.At + options.Beds.TurnoverLapse;
}
