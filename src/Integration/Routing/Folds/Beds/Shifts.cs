using Integration.Contracts;
using NodaTime;
using NodaTime.Text;

namespace Integration.Routing.Folds.Beds;

/// <summary>One shift on one day.</summary>
/// <param name="Day">On which it begins, in the site's time.</param>
/// <param name="Start">UTC.</param>
/// <param name="End">UTC; the first instant that is no more of it.</param>
internal sealed record Shift(string Name, DateOnly Day, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The instants at which a census is taken: each hour from the start.</summary>
    public IEnumerable<DateTimeOffset> Hours => Enumerable.Range(0, (int)Math.Ceiling((End - Start).TotalHours)).Select(hour => Start.AddHours(hour));
}

/// <summary>The table of shifts as a calendar.</summary>
internal static class Shifts
{
    private static readonly LocalTimePattern TimeOfDay = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>All shifts of a site that begin within two days of an instant, the earliest first. Rows that cannot be read are none: the check of the tables names them.</summary>
    public static IReadOnlyList<Shift> Around(CodeTables tables, string site, DateTimeOffset instant)
    {
        if (tables.Table("shifts") is not { } table)
        {
            return [];
        }

        var shifts = new List<Shift>();
        foreach (var row in table.Rows.Where(row => row.Values[0] == site))
        {
            var start = TimeOfDay.Parse(row.Values[table.IndexOf("start")]);
            var end = TimeOfDay.Parse(row.Values[table.IndexOf("end")]);
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(row.Values[table.IndexOf("zone")]);
            if (start.Success && end.Success && zone is not null)
            {
                var today = Instant.FromDateTimeOffset(instant).InZone(zone).Date;
                shifts.AddRange(Enumerable.Range(-2, 5).Select(days => Of(row.Values[1], today.PlusDays(days), start.Value, end.Value, zone)));
            }
        }

        return [.. shifts.OrderBy(shift => shift.Start).ThenBy(shift => shift.Name, StringComparer.Ordinal)];
    }

    /// <summary>When the clocks change, an hour that is missing shifts forward, and of one that comes twice the first counts (rule 24).</summary>
    private static Shift Of(string name, LocalDate day, LocalTime start, LocalTime end, DateTimeZone zone)
    {
        var until = end <= start ? day.PlusDays(1) : day;
        return new Shift(name, day.ToDateOnly(), Utc((day + start).InZoneLeniently(zone)), Utc((until + end).InZoneLeniently(zone)));
    }

    private static DateTimeOffset Utc(ZonedDateTime time) => time.ToInstant().ToDateTimeOffset();
}
