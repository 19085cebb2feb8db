using System.Globalization;
using System.Text.RegularExpressions;

namespace Integration.Fhir.Paths;

/// <summary>A number with a unit (FHIRPath N1, 4.1.8).</summary>
/// <param name="Unit">A UCUM code; of calendar durations the word in the singular: <c>month</c>.</param>
/// <param name="IsCalendar">A calendar month is not UCUM's <c>mo</c>, which is 30.4375 days.</param>
internal sealed partial record PathQuantity(decimal Value, string Unit, bool IsCalendar)
{
    private static readonly string[] CalendarUnits = ["year", "month", "week", "day", "hour", "minute", "second", "millisecond"];

    /// <summary>Calendar durations and those of UCUM as so many seconds; a year and a month are none.</summary>
    private static readonly Dictionary<string, decimal> Seconds = new(StringComparer.Ordinal)
    {
        ["week"] = 604_800,
        ["day"] = 86_400,
        ["hour"] = 3_600,
        ["minute"] = 60,
        ["second"] = 1,
        ["millisecond"] = 0.001m,
        ["wk"] = 604_800,
        ["d"] = 86_400,
        ["h"] = 3_600,
        ["min"] = 60,
        ["s"] = 1,
        ["ms"] = 0.001m,
    };

    private static readonly Dictionary<string, string> Ucum = new(StringComparer.Ordinal)
    {
        ["year"] = "a",
        ["month"] = "mo",
        ["week"] = "wk",
        ["day"] = "d",
        ["hour"] = "h",
        ["minute"] = "min",
        ["second"] = "s",
        ["millisecond"] = "ms",
    };

    /// <summary>The calendar duration a word names, in the singular; null where it names none.</summary>
    public static string? CalendarUnit(string word) => Array.Find(CalendarUnits, unit => word == unit || (word.Length == unit.Length + 1 && word[^1] == 's' && word.StartsWith(unit, StringComparison.Ordinal)));

    public static PathQuantity? Parse(string text)
    {
        var match = Format().Match(text);
        if (!match.Success || PathReading.Decimal(match.Groups["value"].Value.TrimStart('+')) is not { } value)
        {
            return null;
        }

        if (match.Groups["code"].Success)
        {
            return new PathQuantity(value, match.Groups["code"].Value, false);
        }

        return match.Groups["word"].Success ? CalendarUnit(match.Groups["word"].Value) is { } unit ? new PathQuantity(value, unit, true) : null : new PathQuantity(value, "1", false);
    }

    /// <summary>
    /// Below, at or above zero; null where the units do not compare. A calendar duration longer than a second compares with a calendar one only, unless what is asked is whether both are about the same
    /// (FHIRPath N1, 6.1.1 and 6.1.2).
    /// </summary>
    public int? CompareTo(PathQuantity other, bool roughly)
    {
        if (Unit == other.Unit && IsCalendar == other.IsCalendar)
        {
            return Value.CompareTo(other.Value);
        }

        if (roughly && (IsCalendar ? Ucum[Unit] : Unit) == (other.IsCalendar ? Ucum[other.Unit] : other.Unit))
        {
            return Value.CompareTo(other.Value);
        }

        if (IsCalendar && other.IsCalendar && Months is { } months && other.Months is { } others)
        {
            return months.CompareTo(others);
        }

        if (!Seconds.TryGetValue(Unit, out var factor) || !Seconds.TryGetValue(other.Unit, out var otherFactor))
        {
            return null;
        }

        var mixed = IsCalendar != other.IsCalendar && (factor > 1 || otherFactor > 1);
        return mixed && !roughly ? null : Scaled(Value, factor).CompareTo(Scaled(other.Value, otherFactor));
    }

    /// <summary>The same quantity in another unit; null where it cannot be converted.</summary>
    public PathQuantity? In(string unit)
    {
        var calendar = CalendarUnit(unit);
        var (name, isCalendar) = (calendar ?? unit, calendar is not null);
        if (name == Unit && isCalendar == IsCalendar)
        {
            return this;
        }

        return Seconds.TryGetValue(Unit, out var from) && Seconds.TryGetValue(name, out var to) && (IsCalendar == isCalendar || (from <= 1 && to <= 1)) ? new PathQuantity(Scaled(Value, from) / to, name, isCalendar) : null;
    }

    public override string ToString() => IsCalendar
        ? string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit}{(Value is 1 or -1 ? "" : "s")}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value} '{Unit}'");

    private decimal? Months => Unit switch { "year" when Math.Abs(Value) < 1_000_000_000 => Value * 12, "month" => Value, _ => null };

    /// <summary>A number so large that its seconds have no decimal is longer than any other.</summary>
    private static decimal Scaled(decimal value, decimal factor) => Math.Abs(value) > decimal.MaxValue / 1_000_000 ? Math.Sign(value) * decimal.MaxValue : value * factor;

    /// <summary>FHIRPath N1, 5.5.7 toQuantity.</summary>
    [GeneratedRegex(@"^(?<value>[+-]?[0-9]+(\.[0-9]+)?)(\s*'(?<code>[^']+)'|\s+(?<word>[a-zA-Z]+))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
