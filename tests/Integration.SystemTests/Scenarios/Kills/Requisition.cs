using System.Globalization;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>One requisition as the system that sends it knows it.</summary>
internal sealed class Requisition(SendingSystem sender, string number, bool stock)
{
    private readonly SortedDictionary<int, Line> _lines = [];
    private readonly Dictionary<int, Item> _items = [];
    private readonly Dictionary<string, int> _ends = [];

    public string Number => number;

    public bool IsStock => stock;

    public IEnumerable<int> Lines => _lines.Keys;

    /// <summary>Set once a buyer has confirmed its order: what Odoo has to hold from then on.</summary>
    public IReadOnlyList<IReadOnlyList<FoundOrder>>? Taken { get; set; }

    /// <summary>How often a record of this vendor, or transfer, was no longer asked for: as many may stand cancelled in Odoo, fewer if it was called off before it got there.</summary>
    public IReadOnlyDictionary<string, int> Ends => _ends;

    /// <summary>What was ever ordered on this line; null for a new one.</summary>
    public Item? ItemOf(int line) => _items.GetValueOrDefault(line);

    /// <summary>Orders lines, new or changed, in one message.</summary>
    public void Order(params IReadOnlyList<Line> lines)
    {
        sender.Write(Type, lines.SelectMany(line => Segments(_lines.ContainsKey(line.Number) ? "XO" : "NW", line)));
        Become(() =>
        {
            foreach (var line in lines) (_lines[line.Number], _items[line.Number]) = (line, line.Item);
        });
    }

    public void Cancel(params IReadOnlyList<int> lines)
    {
        sender.Write(Type, lines.SelectMany(line => (string[])[Order("CA", line), $"RQD|{line}||||||4100"]));
        Become(() =>
        {
            foreach (var line in lines) _lines.Remove(line);
        });
    }

    public IEnumerable<FoundOrder> Orders() => stock ? [] : _lines.Values.GroupBy(line => line.Item.Vendor).Select(vendor => new FoundOrder
    {
        Origin = number,
        Vendor = vendor.Key,
        State = "draft",
        Priority = "0",
        Lines = [.. vendor.Select(line => new FoundLine(line.Item.Code, line.Quantity, line.Unit.Name, line.Price ?? line.Unit.Price, Found.Instant(line.NeededBy)))],
    });

    public IEnumerable<FoundTransfer> Transfers() => !stock || _lines.Count == 0 ? [] :
    [
        new FoundTransfer
        {
            Origin = number,
            Operation = "REQ",
            State = FoundTransfer.Stands,
            Source = "CS-STOCK",
            Destination = "OR-SUPPLY",
            Scheduled = Found.Instant(_lines.Values.Min(line => line.NeededBy)),
            Lines = [.. _lines.Values.GroupBy(line => line.Item.Code).Select(item => new FoundLine(item.Key, item.Sum(line => line.Quantity * line.Unit.Pieces), "Units", null, null))],
        },
    ];

    private string Type => stock ? "OMS^O05^OMS_O05" : "OMN^O07^OMN_O07";

    private IEnumerable<string> Keys => _lines.Values.Select(line => stock ? "" : line.Item.Vendor).Distinct();

    private void Become(Action change)
    {
        var before = Keys.ToList();
        change();
        foreach (var ended in before.Except(Keys)) _ends[ended] = _ends.GetValueOrDefault(ended) + 1;
    }

    private string Order(string control, int line) => $"ORC|{control}|{number}.{line}^ORSUPPLY||{number}^ORSUPPLY||N|||{sender.Now}||7001^VERIFY^VIRGIL";

    private IEnumerable<string> Segments(string control, Line line)
    {
        yield return Order(control, line.Number);
        yield return $"RQD|{line.Number}|{line.Code ?? line.Item.Code}|||{Text(line.Quantity)}|{line.Unit.Code}|4100||ORSUP|{SendingSystem.Local(line.NeededBy)}";
        if (line.Price is { } price) yield return $"RQ1|{Text(price)}|||{line.Item.Vendor}";
    }

    private static string Text(decimal number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    /// <param name="Price">The sender's own; null leaves it to the vendor's list.</param>
    /// <param name="Code">The sender's own code of the item, where it has one.</param>
    internal sealed record Line(int Number, Item Item, ItemUnit Unit, decimal Quantity, decimal? Price, DateTimeOffset NeededBy, string? Code = null);
}
