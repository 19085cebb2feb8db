using System.Globalization;
using System.Text.RegularExpressions;

namespace Integration.Fhir.Paths;

/// <summary>How much of a moment is said. Seconds and their fractions are one precision (FHIRPath N1, 6.1.1).</summary>
internal enum PathPrecision
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// <summary>A Date, DateTime or Time, of which only the beginning may be given.</summary>
/// <param name="Kind">Date, DateTime or Time.</param>
/// <param name="Local">The earliest moment it may mean, as written; a Time is on the first day there is.</param>
/// <param name="Offset">Minutes to UTC; null where none is written.</param>
/// <param name="Fraction">Digits written behind the seconds.</param>
internal sealed partial record PathTemporal(PathKind Kind, PathPrecision Precision, DateTime Local, int? Offset, int Fraction)
{
    private static readonly string[] Parts = ["month", "day", "hour", "minute", "second"];
    private static readonly string[] Formats = ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-ddTHH", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];
    private static readonly string[] TimeFormats = ["", "", "", "HH", "HH:mm", "HH:mm:ss"];

    /// <summary>Without <c>@</c>; a Time also without <c>T</c>. Null where the text is no moment of the kind.</summary>
    public static PathTemporal? Parse(string text, PathKind kind)
    {
        var match = kind == PathKind.Time ? TimeFormat().Match(text) : MomentFormat().Match(text);
        if (!match.Success || (kind == PathKind.Date && text.Contains('T', StringComparison.Ordinal)))
        {
            return null;
        }

        var numbers = Array.ConvertAll(Parts, part => match.Groups[part].Success ? int.Parse(match.Groups[part].ValueSpan, CultureInfo.InvariantCulture) : (int?)null);
        var year = kind == PathKind.Time ? 1 : int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        var given = kind == PathKind.Time ? 2 : 0;
        var (month, day, hour, minute, second) = (numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 0, numbers[3] ?? 0, numbers[4] ?? 0);
        if ((numbers[1] is null && numbers[2] is not null && given == 0) || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return null;
        }

        var precision = (PathPrecision)(given + numbers.Skip(given).TakeWhile(number => number is not null).Count());
        var fraction = match.Groups["fraction"].ValueSpan;
        var ticks = fraction.Length == 0 ? 0 : (long)(decimal.Parse($"0.{fraction[..Math.Min(7, fraction.Length)]}", CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond);
        var whole = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Unspecified).Ticks + (second * TimeSpan.TicksPerSecond) + ticks;
        return whole > DateTime.MaxValue.Ticks ? null : new PathTemporal(kind, precision, new DateTime(whole, DateTimeKind.Unspecified), OffsetOf(match.Groups["zone"].Value), Math.Min(7, fraction.Length));
    }

    /// <summary>
    /// Below, at or above zero; null where it cannot be said because one is more precise and the other may mean either side of it. Where only one has an offset, the other is taken to be of the same place
    /// (FHIRPath N1, 6.1.1 Date/Time Equality: which zone is meant is the implementation's to say; here there is no clock and no zone).
    /// </summary>
    public int? CompareTo(PathTemporal other)
    {
        var sameZone = Offset is null || other.Offset is null;
        var (from, to) = Ticks(sameZone);
        var (otherFrom, otherTo) = other.Ticks(sameZone);
        return to < otherFrom ? -1 : from > otherTo ? 1 : from == otherFrom && to == otherTo ? 0 : null;
    }

    /// <summary>Null where the moment leaves the calendar. The quantity is cut to the precision that is there: <c>@2014 + 24 months</c> is <c>@2016</c> (FHIRPath N1, 6.7).</summary>
    /// <param name="unit">A calendar duration in the singular.</param>
    public PathTemporal? Add(decimal value, string unit)
    {
        // Time-valued quantities above seconds count whole units only.
        var whole = unit is "second" or "millisecond" ? value : decimal.Truncate(value);
        if (Math.Abs(whole) > 1_000_000_000_000m)
        {
            return null;
        }

        try
        {
            return Kind == PathKind.Time ? Around(whole, unit) : unit switch
            {
                "year" => this with { Local = Local.AddYears((int)whole) },
                "month" when Precision == PathPrecision.Year => this with { Local = Local.AddYears((int)decimal.Truncate(whole / 12)) },
                "month" => this with { Local = Local.AddMonths((int)whole) },
                _ => AddSeconds(whole * SecondsOf(unit)),
            };
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    public PathTemporal ToDate() => Kind == PathKind.Date ? this : this with
    {
        Kind = PathKind.Date,
        Precision = Precision > PathPrecision.Day ? PathPrecision.Day : Precision,
        Local = Local.Date,
        Offset = null,
        Fraction = 0,
    };

    public override string ToString()
    {
        var text = Local.ToString((Kind == PathKind.Time ? TimeFormats : Formats)[(int)Precision], CultureInfo.InvariantCulture);
        if (Fraction > 0)
        {
            text += "." + (Local.Ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture)[..Fraction];
        }

        return Offset switch
        {
            null => text,
            0 => text + "Z",
            { } minutes => string.Create(CultureInfo.InvariantCulture, $"{text}{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}"),
        };
    }

    /// <summary>How many ticks it may mean.</summary>
    private long Length => Precision switch
    {
        PathPrecision.Year => TimeSpan.TicksPerDay * (DateTime.IsLeapYear(Local.Year) ? 366 : 365),
        PathPrecision.Month => TimeSpan.TicksPerDay * DateTime.DaysInMonth(Local.Year, Local.Month),
        PathPrecision.Day => TimeSpan.TicksPerDay,
        PathPrecision.Hour => TimeSpan.TicksPerHour,
        PathPrecision.Minute => TimeSpan.TicksPerMinute,
        PathPrecision.Second => 1,
        _ => throw new System.Diagnostics.UnreachableException(Precision.ToString()),
    };

    private static decimal SecondsOf(string unit) => unit switch { "week" => 604_800, "day" => 86_400, "hour" => 3_600, "minute" => 60, "second" => 1, _ => 0.001m };

    private static int? OffsetOf(string zone) => zone.Length switch
    {
        0 => null,
        1 => 0,
        _ => (zone[0] == '-' ? -1 : 1) * ((int.Parse(zone.AsSpan(1, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(zone.AsSpan(4, 2), CultureInfo.InvariantCulture)),
    };

    /// <summary>A time of day goes round.</summary>
    private PathTemporal Around(decimal value, string unit)
    {
        var ticks = (Local.Ticks + (long)(Cut(value * SecondsOf(unit)) * TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerDay;
        return Finer(unit) with { Local = new DateTime(ticks < 0 ? ticks + TimeSpan.TicksPerDay : ticks, DateTimeKind.Unspecified) };
    }

    private PathTemporal AddSeconds(decimal seconds)
    {
        if (Precision <= PathPrecision.Month)
        {
            var months = Precision == PathPrecision.Year ? decimal.Truncate(seconds / (365 * SecondsOf("day"))) * 12 : decimal.Truncate(seconds / (30 * SecondsOf("day")));
            return this with { Local = Local.AddMonths((int)months) };
        }

        return Finer(seconds == decimal.Truncate(seconds) ? "second" : "millisecond") with { Local = Local.AddTicks((long)(Cut(seconds) * TimeSpan.TicksPerSecond)) };
    }

    private PathTemporal Finer(string unit) => unit == "millisecond" && Precision == PathPrecision.Second ? this with { Fraction = Math.Max(3, Fraction) } : this;

    private decimal Cut(decimal seconds)
    {
        var unit = (decimal)Length / TimeSpan.TicksPerSecond;
        return Precision == PathPrecision.Second ? seconds : decimal.Truncate(seconds / unit) * unit;
    }

    private (long From, long To) Ticks(bool asWritten)
    {
        var from = Local.Ticks - (asWritten ? 0 : (Offset ?? 0) * TimeSpan.TicksPerMinute);
        return (from, from + Length - 1);
    }

    [GeneratedRegex(@"^(?<year>[0-9]{4})(-(?<month>[0-9]{2})(-(?<day>[0-9]{2}))?)?(T((?<hour>[0-9]{2})(:(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?)?)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MomentFormat();

    [GeneratedRegex(@"^T?(?<hour>[0-9]{2})(:(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?)?)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TimeFormat();
}
