using System.Globalization;
using System.Text.RegularExpressions;

namespace Integration.Sandbox.Hospital;

/// <summary>
/// Fills in the times of a sample, so that the hospital's day always lies around now. Three marks, each in the zone of a facility:
/// <c>{sent}</c> the moment of sending, with offset; <c>{day+2 0730}</c> a local time so many days from today, as HL7 writes it without offset; <c>{utc day+2 0730 -90}</c> the same as a UTC instant in Odoo's format, less so
/// many minutes.
/// </summary>
internal sealed partial class DayClock(DateTimeOffset today, TimeZoneInfo zone)
{
    public string Fill(string text, DateTimeOffset sentAt) => Mark().Replace(text, match => match switch
    {
        _ when match.Groups["sent"].Success => Sent(sentAt),
        _ when match.Groups["utc"].Success => Utc(match).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Local(match).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
    });

    [GeneratedRegex(@"\{(?:(?<sent>sent)|(?<utc>utc )?day\+(?<days>\d+) (?<hour>\d\d)(?<minute>\d\d)(?: -(?<less>\d+))?)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    private string Sent(DateTimeOffset sentAt)
    {
        var local = TimeZoneInfo.ConvertTime(sentAt, zone);
        var offset = local.Offset;
        return local.ToString("yyyyMMddHHmmss.fff", CultureInfo.InvariantCulture) + (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);
    }

    private DateTime Local(Match match)
    {
        var date = TimeZoneInfo.ConvertTime(today, zone).Date;
        return date.AddDays(Number(match, "days")).AddHours(Number(match, "hour")).AddMinutes(Number(match, "minute"));
    }

    private DateTime Utc(Match match)
    {
        var less = match.Groups["less"].Success ? Number(match, "less") : 0;
        return TimeZoneInfo.ConvertTimeToUtc(Local(match), zone).AddMinutes(-less);
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
