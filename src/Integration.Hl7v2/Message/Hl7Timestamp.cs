namespace Integration.Hl7v2.Message;

/// <summary>How much of a time stamp was sent.</summary>
public enum Hl7Precision
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

/// <summary>
/// A DT, DTM or TS value (HL7 v2.9.1 chapter 2A, "DTM"), to the precision sent. Deformations that have one meaning only are read as well:
/// ISO 8601, <c>01/15/2025 14:30:00</c> (month first), blanks around, an offset of three digits, milliseconds without a point (17 digits).
/// </summary>
/// <param name="Local">Wall-clock time where it was written; what was not sent is the lowest value. Its kind is unspecified.</param>
/// <param name="Precision">What of <paramref name="Local"/> was sent.</param>
/// <param name="Offset">Distance from UTC; null where none was sent and the facility's zone decides.</param>
public readonly record struct Hl7Timestamp(DateTime Local, Hl7Precision Precision, TimeSpan? Offset)
{
    /// <summary>The instant, where an offset was sent.</summary>
    public DateTimeOffset? Instant => Offset is { } offset ? new DateTimeOffset(Local, offset) : null;

    /// <param name="text">One value as read by a path.</param>
    public static Parsed<Hl7Timestamp> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TimestampReader(text).Read();
    }
}
