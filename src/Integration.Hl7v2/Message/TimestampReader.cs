using System.Globalization;

namespace Integration.Hl7v2.Message;

/// <summary>Reads one time stamp from left to right; the first thing that does not fit is the problem.</summary>
internal ref struct TimestampReader
{
    private readonly ReadOnlySpan<char> text;
    private int at;
    private TextProblem? problem;
    private Hl7Precision precision;
    private int year;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private long ticks;
    private TimeSpan? offset;

    public TimestampReader(string text)
    {
        // Blanks at the end are common (SCH-11.4); positions still count from the start of the text.
        this.text = text.AsSpan().TrimEnd();
        at = text.Length - text.AsSpan().TrimStart().Length;
    }

    public Parsed<Hl7Timestamp> Read()
    {
        var digits = CountDigits();
        var isIso = digits == 4 && Peek(4) == '-' && char.IsAsciiDigit(Peek(5)) && char.IsAsciiDigit(Peek(6)) && Peek(7) is '-' or '\0';
        if (digits is 1 or 2 && Peek(digits) == '/')
        {
            ReadAmerican();
        }
        else if (isIso)
        {
            ReadIso();
        }
        else
        {
            ReadDigits(digits);
        }

        if (problem is null && at < text.Length)
        {
            Fail(at, "the end, or an offset such as +0100");
        }

        return problem is null ? Build() : new Parsed<Hl7Timestamp>(problem);
    }

    private readonly char Peek(int ahead = 0) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private readonly int CountDigits()
    {
        var rest = text[Math.Min(at, text.Length)..];
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? rest.Length : length;
    }

    private void ReadDigits(int digits)
    {
        // 13 and 16 digits occur in real data and cannot be told apart from a lost or doubled digit.
        if (digits is not (4 or 6 or 8 or 10 or 12 or 14 or 17))
        {
            Fail(at, "4, 6, 8, 10, 12 or 14 digits: YYYYMMDDHHMMSS to the precision known");
            return;
        }

        year = Number(4, 1, 9999, "a year", Hl7Precision.Year);
        month = digits < 6 ? 1 : Number(2, 1, 12, "a month", Hl7Precision.Month);
        day = digits < 8 ? 1 : ReadDay();
        hour = digits < 10 ? 0 : Number(2, 0, 23, "an hour from 00 to 23", Hl7Precision.Hour);
        minute = digits < 12 ? 0 : Number(2, 0, 59, "a minute", Hl7Precision.Minute);
        second = digits < 14 ? 0 : Number(2, 0, 59, "a second", Hl7Precision.Second);
        if (digits == 17)
        {
            ReadFraction(3);
        }
        else if (digits == 14 && Peek() == '.')
        {
            at++;
            ReadFraction(CountDigits());
        }

        ReadOffset();
    }

    private void ReadIso()
    {
        year = Number(4, 1, 9999, "a year", Hl7Precision.Year);
        at++;
        month = Number(2, 1, 12, "a month", Hl7Precision.Month);
        if (Peek() == '-')
        {
            at++;
            day = ReadDay();
        }

        if (Peek() is 'T' or 't' or ' ')
        {
            at++;
            ReadClock();
        }

        ReadOffset();
    }

    private void ReadAmerican()
    {
        month = Number(CountDigits(), 1, 12, "a month", Hl7Precision.Month);
        Expect('/');
        var start = at;
        day = Number(CountDigits(), 1, 31, "a day", Hl7Precision.Day);
        Expect('/');
        year = Number(4, 1, 9999, "a year", Hl7Precision.Day);
        if (problem is null && day > DateTime.DaysInMonth(year, month))
        {
            Fail(start, "a day of that month");
        }

        if (Peek() == ' ')
        {
            at++;
            ReadClock();
        }
    }

    private void ReadClock()
    {
        hour = Number(2, 0, 23, "an hour from 00 to 23", Hl7Precision.Hour);
        Expect(':');
        minute = Number(2, 0, 59, "a minute", Hl7Precision.Minute);
        if (Peek() != ':')
        {
            return;
        }

        at++;
        second = Number(2, 0, 59, "a second", Hl7Precision.Second);
        if (Peek() == '.')
        {
            at++;
            ReadFraction(CountDigits());
        }
    }

    private int ReadDay() =>
        Number(2, 1, problem is null ? DateTime.DaysInMonth(year, month) : 31, "a day of that month", Hl7Precision.Day);

    private void ReadFraction(int digits)
    {
        if (problem is not null)
        {
            return;
        }

        if (digits is < 1 or > 7)
        {
            Fail(at, "1 to 7 digits of a second");
            return;
        }

        ticks = long.Parse(text.Slice(at, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        for (var i = digits; i < 7; i++)
        {
            ticks *= 10;
        }

        at += digits;
        precision = Hl7Precision.Fraction;
    }

    private void ReadOffset()
    {
        if (problem is not null || Peek() is not ('+' or '-' or 'Z' or 'z'))
        {
            return;
        }

        var start = at;
        var sign = text[at++];
        if (sign is 'Z' or 'z')
        {
            offset = TimeSpan.Zero;
            return;
        }

        var digits = CountDigits();
        if (digits == 2 && Peek(2) == ':')
        {
            var hours = OffsetNumber(2);
            at++;
            SetOffset(start, sign, hours, CountDigits() == 2 ? OffsetNumber(2) : 99);
        }
        else if (digits is 3 or 4)
        {
            SetOffset(start, sign, OffsetNumber(digits - 2), OffsetNumber(2));
        }
        else
        {
            Fail(start, "an offset such as +0100");
        }
    }

    private int OffsetNumber(int digits)
    {
        at += digits;
        return int.Parse(text.Slice(at - digits, digits), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private void SetOffset(int start, char sign, int hours, int minutes)
    {
        // +14:00 (Line Islands) is the largest offset in use, and the largest .NET can hold.
        if (minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            Fail(start, "an offset from -1400 to +1400");
            return;
        }

        var distance = new TimeSpan(hours, minutes, 0);
        offset = sign == '-' ? -distance : distance;
    }

    private int Number(int digits, int lowest, int highest, string expected, Hl7Precision reached)
    {
        if (problem is not null)
        {
            return lowest;
        }

        var start = at;
        if (digits is < 1 or > 4 || CountDigits() < digits)
        {
            Fail(start, expected);
            return lowest;
        }

        var number = int.Parse(text.Slice(at, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        if (number < lowest || number > highest)
        {
            Fail(start, expected);
            return lowest;
        }

        at += digits;
        precision = reached;
        return number;
    }

    private void Expect(char character)
    {
        if (Peek() == character)
        {
            at++;
        }
        else
        {
            Fail(at, $"'{character}'");
        }
    }

    private void Fail(int position, string expected) => problem ??= new TextProblem(position, expected);

    private readonly Parsed<Hl7Timestamp> Build()
    {
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(ticks);

        // The first and last hours of the calendar have no instant with an offset.
        return offset is { } distance && (local < DateTime.MinValue.AddDays(1) || local > DateTime.MaxValue.AddDays(-1))
            ? new Parsed<Hl7Timestamp>(new TextProblem(0, $"a year that leaves room for the offset {distance}"))
            : new Parsed<Hl7Timestamp>(new Hl7Timestamp(local, precision, offset));
    }
}
