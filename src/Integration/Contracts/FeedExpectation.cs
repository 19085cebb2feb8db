using System.Globalization;

namespace Integration.Contracts;

/// <summary>What is usual for an interface, so that what is unusual can be told.</summary>
/// <param name="Silence">How long nothing may come; null where any silence is usual.</param>
/// <param name="Hours">Times of day at which something is expected; null for always.</param>
/// <param name="Lateness">How old MSH-7 may be when a message comes; null where any age is usual.</param>
public sealed record FeedExpectation(TimeSpan? Silence, FeedHours? Hours, TimeSpan? Lateness)
{
    /// <summary>Whether it is idle: silent within its hours for longer than expected.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="last">When the last message came; null for never.</param>
    /// <param name="since">Since when somebody listens without a break: silence before that says nothing about the sender.</param>
    public bool IsIdle(DateTimeOffset now, DateTimeOffset? last, DateTimeOffset since)
    {
        if (Silence is not { } silence)
        {
            return false;
        }

        var from = last > since ? last.Value : since;
        if (Hours is not { } hours)
        {
            return now - from >= silence;
        }

        // The night does not count: silence begins anew with the hours.
        return hours.Opened(now) is { } opened && now - (opened > from ? opened : from) >= silence;
    }
}

/// <summary>Times of day in a zone; over midnight where they end earlier than they begin.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
public sealed record FeedHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>When the hours began that this instant lies in; null outside of them.</summary>
    public DateTimeOffset? Opened(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        return time.IsBetween(From, To) ? now - (time - From) : null;
    }

    /// <param name="text"><c>06:00-20:00</c>.</param>
    public static FeedHours? Read(string text, TimeZoneInfo zone)
    {
        var parts = text.Split('-');
        return parts.Length == 2 && Time(parts[0]) is { } from && Time(parts[1]) is { } to && from != to ? new FeedHours(from, to, zone) : null;
    }

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
