using System.Globalization;
using Integration.Contracts;
using Integration.Hl7v2.Message;

namespace Integration.Mapping.Inbound.Functions;

/// <summary>What a date without a time of day stands for.</summary>
internal enum DateOnlyMeans
{
    /// <summary>Its first instant at the facility.</summary>
    StartOfDay,

    /// <summary>The last second of it at the facility.</summary>
    EndOfDay,
}

/// <summary>
/// <c>instant: [a, b]</c>, <c>date-only: start-of-day | end-of-day</c>, <c>unreadable: fault | flag</c>: the first valued of several as an instant, in the facility's zone where no offset was sent.
/// Where unreadable ones are only flagged, the next is tried.
/// </summary>
internal sealed class InstantOf(IReadOnlyList<Expression> choices, DateOnlyMeans dateOnly, bool flagUnreadable) : Expression
{
    public const string UnreadableTime = "unreadable-time";

    public override ValueKind Kind => ValueKind.Instant;

    public override Value Evaluate(Frame frame)
    {
        var where = "";
        foreach (var choice in choices)
        {
            var value = choice.Evaluate(frame);
            if (value.State == ValueState.Unknown)
            {
                return value;
            }

            if (value.HasText && Read(frame, value) is { } read)
            {
                return read;
            }

            where = where.Length == 0 ? value.Where : $"{where} or {value.Where}";
        }

        return Value.Empty(where);
    }

    public static DateTimeOffset Parse(string neutral) =>
        DateTimeOffset.Parse(neutral, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private Value? Read(Frame frame, Value value)
    {
        if (Hl7Timestamp.Parse(value.Text).TryGet(out var stamp, out var problem) && stamp.Precision >= Hl7Precision.Day)
        {
            var zone = frame.Run.Zone(frame.Findings);
            return zone is null ? Value.Unknown(value.Where) : Value.Of(Neutral.Instant(FacilityTime.ToInstant(stamp, zone, dateOnly, frame.Findings)), value.Where);
        }

        if (flagUnreadable)
        {
            frame.Findings.Flag(UnreadableTime);
            return null;
        }

        frame.Findings.Fault(value.Where, $"is no time: expected {problem?.Expected ?? "a date"}");
        return Value.Unknown(value.Where);
    }
}

/// <summary><c>day: a</c>: the calendar day of a time at the facility, <c>2026-11-22</c>; a date without a time of day is that day wherever it is read.</summary>
internal sealed class DayOf(Expression of) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        if (!value.HasText)
        {
            return value;
        }

        if (!Hl7Timestamp.Parse(value.Text).TryGet(out var stamp, out var problem) || stamp.Precision < Hl7Precision.Day)
        {
            frame.Findings.Fault(value.Where, $"is no day: expected {problem?.Expected ?? "a date"}");
            return Value.Unknown(value.Where);
        }

        return frame.Run.Zone(frame.Findings) is { } zone ? Value.Of(FacilityTime.ToDay(stamp, zone), value.Where) : Value.Unknown(value.Where);
    }
}

/// <summary><c>earlier: instant</c>, <c>minutes: [a, b]</c>: earlier by the sum of the minutes; parts that are empty count nothing, unless all are.</summary>
internal sealed class Earlier(Expression instant, IReadOnlyList<Expression> minutes) : Expression
{
    public override ValueKind Kind => ValueKind.Instant;

    public override Value Evaluate(Frame frame)
    {
        var value = instant.Evaluate(frame);
        var parts = minutes.Select(part => part.Evaluate(frame)).ToList();
        var stated = parts.FindAll(part => part.State != ValueState.Empty);
        if (!value.HasText || stated.Count == 0)
        {
            return value.HasText ? parts[0] : value;
        }

        var lead = 0;
        foreach (var part in stated)
        {
            if (part.State == ValueState.Unknown)
            {
                return part;
            }

            if (!int.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                frame.Findings.Fault(part.Where, "the minutes must be a whole number");
                return Value.Unknown(part.Where);
            }

            lead += count;
        }

        return Value.Of(Neutral.Instant(InstantOf.Parse(value.Text).AddMinutes(-lead)), value.Where);
    }
}
