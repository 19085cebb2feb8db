using System.Globalization;
using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>
/// The census of a unit becomes one staffing task for each shift that runs or begins soon: how many of each role the most patients of any hour of it need. What is said is gathered for some minutes before it is written, a task is changed in place, and it lapses
/// with its shift. Only what was said by the latest wake-up counts, so the result depends on what was said and on the time, not on how it arrived.
/// </summary>
internal sealed class UnitFold(FoldOptions options) : SharedFold
{
    public const string Name = "unit";

    /// <summary>How long a shift that is over is still named: long enough to lapse.</summary>
    private static readonly TimeSpan NamedAfter = TimeSpan.FromDays(1);

    public override string Domain => Name;

    protected override Shown Show(long surrogate, Known known, CodeTables tables)
    {
        var visits = known.Of<VisitShare>(VisitFold.Name);
        var over = visits.Where(visit => visit.Share.IsForgotten(options.Beds.CensusKept, known.Passed)).Select(visit => visit.From).ToList();
        var shares = visits.Where(visit => !over.Contains(visit.From)).Select(visit => visit.Share).ToList();
        if (shares.Count == 0)
        {
            return new Shown([], [], over);
        }

        var wakeUps = new List<WakeUp>();
        var unsettled = shares.SelectMany(share => share.Views).Select(view => view.Said).Where(said => said > known.Passed).ToList();
        if (unsettled.Count > 0)
        {
            wakeUps.Add(new WakeUp("settle", unsettled.Min() + options.Beds.StaffingSettle));
        }

        var unit = shares[0].Unit;
        var desired = new List<DesiredRecord>();
        if (known.Passed > DateTimeOffset.MinValue && tables.Cell("care-units", "staffing-project", unit) is { Length: > 0 } project)
        {
            var shifts = Shifts.Around(tables, tables.Cell("care-units", "site", unit) ?? "", known.Passed);
            var since = shares.SelectMany(share => share.Views).Min(view => view.Said);
            desired.AddRange(shifts.Where(shift => shift.Start <= known.Passed + options.Beds.StaffingHorizon && shift.End > known.Passed - NamedAfter && shift.End > since).Select(Task).OfType<DesiredRecord>());
            var next = shifts.SelectMany(shift => new[] { shift.Start - options.Beds.StaffingHorizon, shift.End }).Where(at => at > known.Passed).ToList();
            if (next.Count > 0)
            {
                wakeUps.Add(new WakeUp("shift", next.Min()));
            }

            DesiredRecord? Task(Shift shift)
            {
                var id = $"{ExternalIds.Module}{Domain}_{surrogate}_{shift.Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}_{ExternalIds.Part(shift.Name)}";
                var cut = new[] { known.CutOf(id), known.Passed, shift.End }.Min();
                var views = shares.Select(share => share.At(cut)).OfType<VisitView>().ToList();
                var most = shift.Hours.Select(hour => Census.At(views, hour, cut)).DefaultIfEmpty().Max();
                return Staffing.Of(tables, unit, shift.Name, most) is { Count: > 0 } needs
                    ? new DesiredRecord(id, "staffing-task", shift.End <= known.Passed ? RecordStanding.Lapsed : RecordStanding.Active, Fields(shift, tables.Cell("care-units", "name", unit) ?? "", project, most, needs), [], shift.End)
                    : null;
            }
        }

        return new Shown(desired, wakeUps, over);
    }

    private static Dictionary<string, string?> Fields(Shift shift, string unit, string project, int census, IReadOnlyList<RoleNeed> needs)
    {
        var people = string.Join(", ", needs.Select(need => $"{need.Role} {need.People}"));
        var ratios = string.Join("; ", needs.Select(need => $"{need.Role}: one for {Neutral.Number(need.PatientsPerPerson)}, at least {need.Minimum}"));
        return new Dictionary<string, string?>
        {
            ["name"] = $"Staff {unit}, {shift.Name} {shift.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {people}",
            ["project"] = project,
            ["deadline"] = Neutral.Instant(shift.Start),
            ["hours"] = Neutral.Number(needs.Sum(need => need.People) * (decimal)(shift.End - shift.Start).TotalHours),
            ["description"] = $"Most patients at once: {census}. {ratios}.",
        };
    }
}
