using System.Globalization;

namespace Integration.Sandbox.Hospital.Network;

/// <summary>Requisitions of all facilities: bought, fetched from the central store, changed, called off, ordered again, sent twice, and some that cannot be right.</summary>
internal sealed class RequisitionStories(DayBook book)
{
    private const string Feed = "north-supply-requisitions";

    /// <summary>What is bought: item, its vendor and the vendor's price of one.</summary>
    public static IReadOnlyList<(string Item, string Vendor, decimal Price)> Bought { get; } =
    [
        ("1001", "NLS", 1.5m), ("1002", "SMO", 910m), ("1003", "SMO", 655m), ("1004", "SMO", 48m), ("1007", "DET", 2.2m), ("1008", "SMO", 1180m),
        ("1009", "SMO", 420m), ("1010", "NLS", 33.5m), ("1011", "NLS", 60m), ("1012", "NLS", 76m),
    ];

    /// <summary>What the central store keeps: item, the unit asked for, and how many of its own unit that holds.</summary>
    private static readonly (string Item, string Unit, int Holds)[] s_kept = [("1005", "EA", 1), ("1006", "BX", 100), ("1007", "DZ", 12), ("1010", "EA", 1), ("1013", "BX", 20), ("1014", "BX", 100)];

    /// <summary>The same item for the same place and day a second time would be a suspected double.</summary>
    private readonly HashSet<(string Item, string Place, int Day)> _asked = [];
    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Requisition> story = (at % 10) switch
            {
                0 or 1 or 2 => Asked,
                3 or 4 => Changed,
                5 => CalledOff,
                6 => OrderedAgain,
                7 => SentTwice,
                8 => ChangedBeforeItWasAsked,
                _ => at % 40 == 9 ? Unmapped : at % 40 == 19 ? WithoutQuantity : at % 40 == 29 ? AskedByTwo : Asked,
            };
            story(Make(book.Number(0, 2) == 0));
        }
    }

    private void Asked(Requisition requisition) => Expect(requisition, Send(requisition, "NW", requisition.At, requisition.At).Requisition);

    /// <summary>Somebody else asks for the same, under a number of their own: it waits until a person says that both are meant.</summary>
    private void AskedByTwo(Requisition requisition)
    {
        Asked(requisition);
        Send(requisition with { Number = $"{requisition.Number}B" }, "NW", requisition.Later(1), requisition.Later(1), "held");
    }

    private void Changed(Requisition requisition)
    {
        Send(requisition, "NW", requisition.At, requisition.At);
        var changed = requisition.With(line => line with { Quantity = line.Quantity + book.Number(1, 4) });
        Send(changed, "XO", requisition.Later(1), requisition.Later(1));
        Expect(requisition, changed);
    }

    private void ChangedBeforeItWasAsked(Requisition requisition)
    {
        var changed = requisition.With(line => line with { Quantity = line.Quantity + 1 });
        Send(changed, "XO", requisition.At, requisition.Later(1));
        Send(requisition, "NW", requisition.Later(1), requisition.At);
        Expect(requisition, changed);
    }

    private void CalledOff(Requisition requisition)
    {
        Send(requisition, "NW", requisition.At, requisition.At);
        Send(requisition, "CA", requisition.Later(1), requisition.Later(1));
        Expect(requisition, null);
    }

    private void OrderedAgain(Requisition requisition)
    {
        CalledOff(requisition);
        Send(requisition, "NW", requisition.Later(2), requisition.Later(2));
        Expect(requisition, requisition);
    }

    private void SentTwice(Requisition requisition)
    {
        var (name, _) = Send(requisition, "NW", requisition.At, requisition.At);
        book.Resend(requisition.Later(0.5), Feed, name);
        Expect(requisition, requisition);
    }

    private void Unmapped(Requisition requisition) => Send(requisition.With(line => line with { Item = $"X{line.Item}" }), "NW", requisition.At, requisition.At, "held");

    private void WithoutQuantity(Requisition requisition) => Send(requisition.With(line => line with { Quantity = 0 }), "NW", requisition.At, requisition.At, "parked");

    private Requisition Make(bool isStock)
    {
        var facility = book.Any(Facility.All);
        var day = book.Number(2, 9);
        var items = isStock ? s_kept.Select(kept => (kept.Item, kept.Unit)) : Bought.Select(bought => (bought.Item, Unit: "EA"));
        var lines = book.Some(items, book.Number(1, 3)).Select((item, at) =>
        {
            var free = day;
            while (!_asked.Add((item.Item, facility.Shelf, free)))
            {
                free++;
            }

            return new Line(at + 1, item.Item, item.Unit, book.Number(1, 12), free);
        });
        return new Requisition($"N-{++_count:00000}", facility, isStock, book.Moment(before: 4), [.. lines]);
    }

    private (string Name, Requisition Requisition) Send(Requisition requisition, string control, DateTimeOffset at, DateTimeOffset said, string outcome = "processed")
    {
        var type = requisition.IsStock ? "OMS^O05^OMS_O05" : "OMN^O07^OMN_O07";
        var segments = requisition.Lines.SelectMany(line => (string[])
        [
            $"ORC|{control}|{requisition.Number}.{line.Number}^ORSUPPLY||{requisition.Number}^ORSUPPLY||N|||{DayBook.Time(said, requisition.Facility)}||7001^VERIFY^VIRGIL",
            $"RQD|{line.Number}|{line.Item}^Item|||{line.Quantity}|{line.Unit}|{requisition.Facility.CostCentre}||{requisition.Facility.Shelf}|{Day(requisition, line)}",
        ]);
        return (book.Send(at, said, Feed, requisition.Facility, "ORSUPPLY", type, outcome, segments), requisition);
    }

    /// <param name="last">As it stands in the end; null where it was called off.</param>
    private void Expect(Requisition first, Requisition? last)
    {
        if (first.IsStock)
        {
            var transfer = new ExpectedTransfer("REQ", first.Number, first.Facility.Shelf, null, last is null, [.. (last ?? first).Lines.Select(line => new ExpectedLine(line.Item, line.Quantity * s_kept.First(kept => kept.Item == line.Item).Holds, "Units"))]);
            book.Expect(last is null ? ExpectedRecord.CalledOff("transfer", transfer.Key) : new ExpectedRecord("transfer", transfer.Key, transfer.Content));
            return;
        }

        foreach (var vendor in (last ?? first).Lines.GroupBy(line => Bought.First(bought => bought.Item == line.Item).Vendor))
        {
            var order = new ExpectedOrder(first.Number, vendor.Key, "draft", [.. vendor.Select(line => new ExpectedLine(line.Item, line.Quantity, "Units", Bought.First(bought => bought.Item == line.Item).Price))]);
            book.Expect(last is null ? ExpectedRecord.CalledOff("order", order.Key) : new ExpectedRecord("order", order.Key, order.Content));
        }
    }

    private string Day(Requisition requisition, Line line) =>
        TimeZoneInfo.ConvertTime(book.Now, requisition.Facility.TimeZone).AddDays(line.Day).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <param name="Day">Days from today it is needed by.</param>
    private sealed record Line(int Number, string Item, string Unit, int Quantity, int Day);

    private sealed record Requisition(string Number, Facility Facility, bool IsStock, DateTimeOffset At, IReadOnlyList<Line> Lines)
    {
        public DateTimeOffset Later(double hours) => At.AddHours(hours);

        public Requisition With(Func<Line, Line> change) => this with { Lines = [.. Lines.Select(change)] };
    }
}
