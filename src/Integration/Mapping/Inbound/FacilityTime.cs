using Integration.Hl7v2.Message;
using Integration.Mapping.Inbound.Functions;
using NodaTime;
using NodaTime.TimeZones;

namespace Integration.Mapping.Inbound;

/// <summary>Local time of a facility (rule 24): an ambiguous time takes the earlier offset, which is the earlier instant; a missing one shifts forward by the gap. Both are flagged.</summary>
internal static class FacilityTime
{
    public const string Ambiguous = "ambiguous-local-time";
    public const string Skipped = "skipped-local-time";
    public const string DateOnly = "date-without-time";

    /// <summary>Version of the time-zone data, as the IANA names it: <c>2025b</c>.</summary>
    public static string Version { get; } = TzdbDateTimeZoneSource.Default.TzdbVersion;

    /// <summary>An IANA zone, or null.</summary>
    public static DateTimeZone? Zone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>The facility's day at an instant; UTC's where it has no zone.</summary>
    /// <param name="zones">By facility; <c>*</c> is any.</param>
    public static DateOnly DayOf(DateTimeOffset instant, IReadOnlyDictionary<string, string> zones, string facility)
    {
        var zone = zones.GetValueOrDefault(facility) ?? zones.GetValueOrDefault("*");
        return Instant.FromDateTimeOffset(instant).InZone((zone is null ? null : Zone(zone)) ?? DateTimeZone.Utc).Date.ToDateOnly();
    }

    /// <summary>The calendar day at the facility; a time with an offset of its own is taken there first.</summary>
    public static string ToDay(Hl7Timestamp stamp, DateTimeZone zone)
    {
        var day = stamp is { Precision: > Hl7Precision.Day, Instant: { } instant } ? Instant.FromDateTimeOffset(instant).InZone(zone).Date : LocalDate.FromDateTime(stamp.Local);
        return day.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static DateTimeOffset ToInstant(Hl7Timestamp stamp, DateTimeZone zone, DateOnlyMeans dateOnly, Findings findings)
    {
        var written = LocalDateTime.FromDateTime(stamp.Local);
        var isDate = stamp.Precision == Hl7Precision.Day;
        if (isDate && dateOnly == DateOnlyMeans.StartOfDay)
        {
            findings.Flag(DateOnly);
        }

        var local = isDate && dateOnly == DateOnlyMeans.EndOfDay ? written.Date.At(new LocalTime(23, 59, 59)) : written;
        if (stamp.Offset is { } offset)
        {
            return local.WithOffset(Offset.FromTimeSpan(offset)).ToDateTimeOffset().ToUniversalTime();
        }

        var mapped = zone.MapLocal(local);
        // A date names no hour that could be ambiguous or missing; only a written hour is worth a flag.
        if (mapped.Count != 1 && !isDate)
        {
            findings.Flag(mapped.Count == 0 ? Skipped : Ambiguous);
        }

        var resolved = mapped.Count == 0 ? Resolvers.ReturnForwardShifted(local, zone, mapped.EarlyInterval, mapped.LateInterval) : mapped.First();
        return resolved.ToInstant().ToDateTimeOffset();
    }
}
