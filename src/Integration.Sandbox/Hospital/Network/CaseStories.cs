namespace Integration.Sandbox.Hospital.Network;

/// <summary>The operating schedules of the hospitals for the coming days: booked, moved, changed, called off, booked again, told late and told twice.</summary>
internal sealed class CaseStories(DayBook book)
{
    private const string Feed = "north-or-schedule";

    /// <summary>What each procedure's card holds, in the items' own units.</summary>
    public static IReadOnlyDictionary<string, (string Item, int Quantity)[]> Cards { get; } = new Dictionary<string, (string Item, int Quantity)[]>
    {
        ["27130"] = [("1001", 4), ("1002", 1), ("1003", 1), ("1004", 2), ("1005", 1), ("1006", 6)],
        ["27447"] = [("1004", 2), ("1005", 1), ("1006", 6), ("1008", 1), ("1009", 1)],
        ["47562"] = [("1005", 1), ("1006", 4), ("1010", 4), ("1011", 1)],
        ["49505"] = [("1001", 3), ("1005", 1), ("1006", 4), ("1012", 1)],
    };

    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Case> story = (at % 10) switch
            {
                0 or 1 or 2 => Booked,
                3 or 4 => Moved,
                5 => Changed,
                6 => CalledOff,
                7 => BookedAgain,
                8 => MovedBeforeItWasBooked,
                _ => SentTwice,
            };
            story(Make());
        }
    }

    private void Booked(Case booked)
    {
        Send(booked, "S12", booked.At, booked.At);
        Expect(booked);
    }

    private void Moved(Case booked)
    {
        Send(booked, "S12", booked.At, booked.At);
        var moved = booked with { Start = booked.Start.AddHours(book.Number(1, 5) * 24) };
        Send(moved, "S13", booked.At.AddHours(1), booked.At.AddHours(1));
        Expect(moved);
    }

    private void MovedBeforeItWasBooked(Case booked)
    {
        var moved = booked with { Start = booked.Start.AddHours(48) };
        Send(moved, "S13", booked.At, booked.At.AddHours(1));
        Send(booked, "S12", booked.At.AddHours(1), booked.At);
        Expect(moved);
    }

    private void Changed(Case booked)
    {
        Send(booked, "S12", booked.At, booked.At);
        var changed = booked with { Procedures = [.. booked.Procedures, book.Any([.. Cards.Keys.Except(booked.Procedures)])] };
        Send(changed, "S14", booked.At.AddHours(2), booked.At.AddHours(2));
        Expect(changed);
    }

    private void CalledOff(Case booked)
    {
        Send(booked, "S12", booked.At, booked.At);
        Send(booked, "S15", booked.At.AddHours(1), booked.At.AddHours(1));
        book.Expect(ExpectedRecord.CalledOff("transfer", Transfer(booked).Key));
    }

    private void BookedAgain(Case booked)
    {
        CalledOff(booked);
        Send(booked, "S12", booked.At.AddHours(2), booked.At.AddHours(2));
        Expect(booked);
    }

    private void SentTwice(Case booked)
    {
        var name = Send(booked, "S12", booked.At, booked.At);
        book.Resend(booked.At.AddMinutes(20), Feed, name);
        Expect(booked);
    }

    /// <summary>No two cases of a hospital begin at the same minute, so that each can be found again by its time.</summary>
    private Case Make()
    {
        var number = ++_count;
        var start = new DateTimeOffset(book.Now.UtcDateTime.Date.AddDays(2).AddHours(12).AddMinutes(number), TimeSpan.Zero);
        string[] procedures = number % 6 == 0 ? [.. book.Some(Cards.Keys, 2)] : [book.Any([.. Cards.Keys])];
        return new Case($"N-CASE-{number:00000}", book.Any(Facility.Hospitals), book.Moment(before: 4), start, procedures);
    }

    private string Send(Case booked, string trigger, DateTimeOffset at, DateTimeOffset said)
    {
        var facility = booked.Facility;
        var start = DayBook.Time(booked.Start, facility);
        var status = trigger is "S15" ? "Cancelled" : "Booked";
        IEnumerable<string> services = booked.Procedures.SelectMany((procedure, index) => (string[])
        [
            $"AIS|{index + 1}|A|{procedure}^^C4|{start}",
        ]);
        return book.Send(at, said, Feed, facility, "ORSCHED", $"SIU^{trigger}^SIU_S12", "processed",
        [
            $"SCH|P{booked.Id}^ORSCHED|{booked.Id}^ORSCHED|||||||120|min|^^^{start}||||||||||||||{status}^^HL70278",
            $"PID|1||MRN-{booked.Id}^^^{facility.Code}^MR||ASHGROVE^BARNABY||19630214|U",
            "RGS|1|A",
            .. services,
            $"AIL|1|A|OR-3^^^{facility.Code}",
            "AIP|1|A|S1001^SURGEON^SAM|SURGEON",
        ]);
    }

    private void Expect(Case booked)
    {
        var transfer = Transfer(booked);
        book.Expect(new ExpectedRecord("transfer", transfer.Key, transfer.Content));
    }

    private static ExpectedTransfer Transfer(Case booked) => new(
        "CASE",
        null,
        booked.Facility.Use!,
        DayBook.Utc(booked.Start.AddMinutes(-booked.Facility.Lead)),
        false,
        [.. booked.Procedures.SelectMany(procedure => Cards[procedure]).GroupBy(line => line.Item).Select(item => new ExpectedLine(item.Key, item.Sum(line => line.Quantity), "Units"))]);

    private sealed record Case(string Id, Facility Facility, DateTimeOffset At, DateTimeOffset Start, IReadOnlyList<string> Procedures);
}
