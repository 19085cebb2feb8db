using System.Globalization;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2025", "2025-01-01T00:00:00.0000000", Hl7Precision.Year, null)]
    [InlineData("202503", "2025-03-01T00:00:00.0000000", Hl7Precision.Month, null)]
    [InlineData("20250315", "2025-03-15T00:00:00.0000000", Hl7Precision.Day, null)]
    [InlineData("2025031514", "2025-03-15T14:00:00.0000000", Hl7Precision.Hour, null)]
    [InlineData("202503151430", "2025-03-15T14:30:00.0000000", Hl7Precision.Minute, null)]
    [InlineData("20250315143059", "2025-03-15T14:30:59.0000000", Hl7Precision.Second, null)]
    [InlineData("20250315143059.1", "2025-03-15T14:30:59.1000000", Hl7Precision.Fraction, null)]
    [InlineData("20250315143059.1234", "2025-03-15T14:30:59.1234000", Hl7Precision.Fraction, null)]
    [InlineData("20250315143059.1234567", "2025-03-15T14:30:59.1234567", Hl7Precision.Fraction, null)]
    [InlineData("20250315143059123", "2025-03-15T14:30:59.1230000", Hl7Precision.Fraction, null)]
    [InlineData("20250315143059+0100", "2025-03-15T14:30:59.0000000", Hl7Precision.Second, 60)]
    [InlineData("20250315143059.12-0930", "2025-03-15T14:30:59.1200000", Hl7Precision.Fraction, -570)]
    [InlineData("202503151430+0215", "2025-03-15T14:30:00.0000000", Hl7Precision.Minute, 135)]
    [InlineData("20250315143059-500", "2025-03-15T14:30:59.0000000", Hl7Precision.Second, -300)]
    [InlineData("20250315+1400", "2025-03-15T00:00:00.0000000", Hl7Precision.Day, 840)]
    [InlineData(" 20250315143059  ", "2025-03-15T14:30:59.0000000", Hl7Precision.Second, null)]
    [InlineData("2025-03-15", "2025-03-15T00:00:00.0000000", Hl7Precision.Day, null)]
    [InlineData("2025-03", "2025-03-01T00:00:00.0000000", Hl7Precision.Month, null)]
    [InlineData("2025-03-15T14:30", "2025-03-15T14:30:00.0000000", Hl7Precision.Minute, null)]
    [InlineData("2025-03-15T14:30:59Z", "2025-03-15T14:30:59.0000000", Hl7Precision.Second, 0)]
    [InlineData("2025-03-15T14:30:59.5+01:00", "2025-03-15T14:30:59.5000000", Hl7Precision.Fraction, 60)]
    [InlineData("2025-03-15 14:30:59", "2025-03-15T14:30:59.0000000", Hl7Precision.Second, null)]
    [InlineData("01/15/2025 14:30:00", "2025-01-15T14:30:00.0000000", Hl7Precision.Second, null)]
    [InlineData("1/5/2025", "2025-01-05T00:00:00.0000000", Hl7Precision.Day, null)]
    [InlineData("20240229", "2024-02-29T00:00:00.0000000", Hl7Precision.Day, null)]
    [InlineData("2025-0500", "2025-01-01T00:00:00.0000000", Hl7Precision.Year, -300)]
    public void Reads(string text, string local, Hl7Precision precision, int? offsetMinutes)
    {
        Assert.True(Hl7Timestamp.Parse(text).TryGet(out var stamp, out var problem), problem?.ToString());
        Assert.Equal(local, stamp.Local.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture));
        Assert.Equal(precision, stamp.Precision);
        Assert.Equal(offsetMinutes, (int?)stamp.Offset?.TotalMinutes);
        Assert.Equal(offsetMinutes is null, stamp.Instant is null);
        Assert.Equal(DateTimeKind.Unspecified, stamp.Local.Kind);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 3)]
    [InlineData("202", 0)]
    [InlineData("2004010010801", 0)]
    [InlineData("2004010110801012", 0)]
    [InlineData("200401011080101299", 0)]
    [InlineData("20251315", 4)]
    [InlineData("20250230", 6)]
    [InlineData("20230229", 6)]
    [InlineData("00000101", 0)]
    [InlineData("2025031524", 8)]
    [InlineData("202503151460", 10)]
    [InlineData("20250315143060", 12)]
    [InlineData("20250315143059.", 15)]
    [InlineData("20250315143059.12345678", 15)]
    [InlineData("20250315143059+25", 14)]
    [InlineData("20250315143059+1401", 14)]
    [InlineData("20250315143059+0060", 14)]
    [InlineData("20250315x", 8)]
    [InlineData(" 20251315", 5)]
    [InlineData("Aug 15, 1942", 0)]
    [InlineData("13/15/2025", 0)]
    [InlineData("02/30/2025", 3)]
    [InlineData("01-15-2025", 0)]
    [InlineData("2025-13-15", 5)]
    [InlineData("2025-03-15T24:00", 11)]
    [InlineData("2025-03-15T14", 13)]
    [InlineData("99991231235959-0500", 0)]
    public void Refuses_and_says_where(string text, int position)
    {
        Assert.False(Hl7Timestamp.Parse(text).TryGet(out _, out var problem));
        Assert.Equal(position, problem.Position);
    }
}
