using System.Globalization;

namespace Integration.Pipeline;

/// <summary>Times of day, in one zone, at which Odoo is left alone: its backup, its upgrade, the month's end. Reading and accepting go on; nothing is claimed and no writing call begins.</summary>
/// <param name="Zone">The zone the times are in.</param>
public sealed record QuietWindows(IReadOnlyList<QuietWindow> Windows, TimeZoneInfo Zone)
{
    /// <summary>Most windows of one database.</summary>
    public const int Most = 24;

    public static readonly QuietWindows None = new([], TimeZoneInfo.Utc);

    /// <summary>The window an instant lies in, or null.</summary>
    public QuietWindow? At(DateTimeOffset instant)
    {
        var time = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(instant, Zone).TimeOfDay);
        return Windows.FirstOrDefault(window => time.IsBetween(window.From, window.To));
    }

    /// <param name="windows">Each as <c>22:00-23:30</c>; one that ends earlier than it begins goes over midnight.</param>
    /// <param name="zone">IANA name.</param>
    /// <param name="errors">Takes one sentence for each that cannot be read.</param>
    public static QuietWindows Read(IReadOnlyList<string> windows, string zone, ICollection<string> errors)
    {
        if (windows.Count > Most)
        {
            errors.Add($"QuietWindows must be at most {Most}, not {windows.Count}.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            errors.Add($"Zone '{zone}' is no IANA time zone such as Europe/Berlin.");
        }

        var read = new List<QuietWindow>();
        foreach (var text in windows)
        {
            var parts = text.Split('-');
            if (parts.Length == 2 && Time(parts[0]) is { } from && Time(parts[1]) is { } to && from != to)
            {
                read.Add(new QuietWindow(from, to));
            }
            else
            {
                errors.Add($"QuietWindows '{text}' must be two different times of day, such as 22:00-23:30.");
            }
        }

        return new QuietWindows(read, found ?? TimeZoneInfo.Utc);
    }

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
public sealed record QuietWindow(TimeOnly From, TimeOnly To)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:HH\\:mm}-{To:HH\\:mm}");
}
