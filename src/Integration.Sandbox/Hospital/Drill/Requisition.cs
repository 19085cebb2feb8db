using System.Globalization;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>One requisition as the system that sends it knows it.</summary>
internal sealed class Requisition(SendingSystem sender, string number, bool stock) : Story
{
    private readonly SortedDictionary<int, Line> _lines = [];
    private readonly Dictionary<int, Item> _items = [];

    /// <summary>The last message, for whoever repeats it.</summary>
    private (DateTimeOffset At, IReadOnlyList<string> Segments)? _said;

    public string Number => number;

    public bool IsStock => stock;

    public IEnumerable<int> Lines => _lines.Keys;

    /// <summary>What was ever ordered on this line; null for a new one.</summary>
    public Item? ItemOf(int line) => _items.GetValueOrDefault(line);

    public string KeyOf(string vendor) => stock ? $"transfer of {number}" : $"order {number} from {vendor}";

    /// <summary>Orders lines, new or changed, in one message.</summary>
    public void Order(params IReadOnlyList<Line> lines)
    {
        Say(sender.Now(), at => lines.SelectMany(line => Segments(_lines.ContainsKey(line.Number) ? "XO" : "NW", line, at)), () =>
        {
            foreach (var line in lines)
            {
                (_lines[line.Number], _items[line.Number]) = (line, line.Item);
            }
        });
    }

    /// <summary>Says so of a time before any other message: nothing comes of it, however late it arrives.</summary>
    public void OrderLate(Line line, TimeSpan ago)
    {
        Say(sender.Now() - ago, at => Segments("XO", line, at), () => { });
        // By it the line was wanted all along, also while the order stood called off: until that is seen in Odoo, the one made since is called off, and made once more.
        foreach (var key in Ends.Keys.Union(Keys).ToList())
        {
            End(key);
        }
    }

    /// <summary>A change that was written before people did what they did with the order, and came after.</summary>
    public void OrderedBefore(DateTimeOffset at, Line line) => Say(at, said => Segments("XO", line, said), () => { });

    public void Cancel(params IReadOnlyList<int> lines)
    {
        Say(sender.Now(), at => lines.SelectMany(line => (string[])[Order("CA", line, at), $"RQD|{line}||||||4100"]), () =>
        {
            foreach (var line in lines)
            {
                _lines.Remove(line);
            }
        });
    }

    /// <summary>The last message again, as it comes back from elsewhere: the same facts under a number of its own.</summary>
    public void Echo()
    {
        if (_said is { } said)
        {
            Late |= sender.Write(said.At, Type, said.Segments);
        }
    }

    public override IReadOnlyList<Wanted> Wants()
    {
        if (stock)
        {
            return _lines.Count == 0 ? [] : [Want(KeyOf(""), Transfer().ToString())];
        }

        return [.. _lines.Values.GroupBy(line => line.Item.Vendor).Select(vendor => Want(KeyOf(vendor.Key), Order(vendor).ToString()))];
    }

    private FoundOrder Order(IGrouping<string, Line> vendor) => new()
    {
        Origin = number,
        Vendor = vendor.Key,
        State = "draft",
        Priority = "0",
        Lines = [.. vendor.Select(line => new FoundLine(line.Item.Code, line.Quantity, line.Unit.Name, line.Price ?? line.Unit.Price, Found.Instant(line.NeededBy)))],
    };

    private FoundTransfer Transfer() => new()
    {
        Origin = number,
        Operation = "REQ",
        State = FoundTransfer.Stands,
        Source = "CS-STOCK",
        Destination = "OR-SUPPLY",
        Scheduled = Found.Instant(_lines.Values.Min(line => line.NeededBy)),
        Lines = [.. _lines.Values.GroupBy(line => line.Item.Code).Select(item => new FoundLine(item.Key, item.Sum(line => line.Quantity * line.Unit.Pieces), "Units", null, null))],
    };

    private string Type => stock ? "OMS^O05^OMS_O05" : "OMN^O07^OMN_O07";

    private List<string> Keys => [.. _lines.Values.Select(line => KeyOf(line.Item.Vendor)).Distinct()];

    private void Say(DateTimeOffset at, Func<DateTimeOffset, IEnumerable<string>> segments, Action become)
    {
        IReadOnlyList<string> said = [SendingSystem.Patient, .. segments(at)];
        var before = Keys;
        become();
        foreach (var ended in before.Except(Keys))
        {
            End(ended);
        }

        _said = (at, said);
        if (sender.Write(at, Type, said))
        {
            // The one after it goes first: any of its records may be called off for that moment.
            foreach (var key in before.Union(Keys))
            {
                End(key);
            }

            Late = true;
        }
    }

    private string Order(string control, int line, DateTimeOffset at) => $"ORC|{control}|{number}.{line}^ORSUPPLY||{number}^ORSUPPLY||N|||{SendingSystem.Stamp(at)}||7001^VERIFY^VIRGIL";

    private IEnumerable<string> Segments(string control, Line line, DateTimeOffset at)
    {
        yield return Order(control, line.Number, at);
        yield return $"RQD|{line.Number}|{line.Code ?? line.Item.Code}|||{Text(line.Quantity)}|{line.Unit.Code}|4100||ORSUP|{SendingSystem.Local(line.NeededBy)}";
        if (line.Price is { } price)
        {
            yield return $"RQ1|{Text(price)}|||{line.Item.Vendor}";
        }
    }

    private static string Text(decimal number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    /// <param name="Price">The sender's own; null leaves it to the vendor's list.</param>
    /// <param name="Code">The sender's own code of the item, where it has one.</param>
    internal sealed record Line(int Number, Item Item, ItemUnit Unit, decimal Quantity, decimal? Price, DateTimeOffset NeededBy, string? Code = null);
}
