using Integration.Contracts;

namespace Integration.Mapping.Master;

/// <summary>What entries of item masters would change in the code tables. Pure; what the tables say already is not asked for again.</summary>
internal static class MasterChanges
{
    /// <param name="newest">The newest statement of each item; of several at one instant, in the order of the journal, what ends the item wins, else the last.</param>
    /// <param name="interfaces">Whose zones say on which day of the facility a row begins to hold; one that is no longer there has UTC.</param>
    /// <returns>Items with something to decide, in the order given.</returns>
    public static IReadOnlyList<MasterChange> Of(IReadOnlyList<Contract> newest, CodeTables tables, IReadOnlyList<InterfaceDefinition> interfaces)
    {
        var changes = new List<MasterChange>();
        newest = [.. newest.GroupBy(contract => contract.Envelope.Subject).Select(said => said.Index().MaxBy(one => (one.Item.Content is MasterRecord record && Ends(record), one.Index)).Item)];
        // What an item is the item master says; a shelf's count is asked only about items it does not name.
        var mastered = newest.Where(contract => contract.Content is MasterRecord { File: MasterFile.Item }).Select(contract => ((MasterRecord)contract.Content).Code).ToHashSet();
        foreach (var contract in newest)
        {
            if (contract.Content is MasterRecord item && (item.File == MasterFile.Item || !mastered.Contains(item.Code)))
            {
                var effective = item.EffectiveFrom ?? contract.Envelope.AssertedAt;
                var zones = interfaces.FirstOrDefault(one => one.Name == contract.Envelope.Interface)?.Sender.Zones ?? new Dictionary<string, string>();
                var day = Inbound.FacilityTime.DayOf(effective, zones, contract.Envelope.Facility);
                var isGone = Ends(item);
                List<MasterRow> rows = isGone ? [] : [.. Rows(contract.Envelope.Interface, item, tables).Select(row => Compared(row, day, tables)).OfType<MasterRow>()];
                // A row cannot be taken away by a master: requisitions may still name the item.
                var isKnown = tables.Table("item-units")?.Find(item.Code) is { Count: > 0 };
                if (rows.Count > 0 || (isGone && isKnown))
                {
                    changes.Add(new MasterChange(
                        item.Code, item.Description, item.Action, contract.Envelope.Interface, contract.Envelope.AssertedAt, effective, rows,
                        isGone ? "archive it in Odoo: lines that need it then wait for a person" : null)
                    {
                        IsKeptByLot = item.KeptByLot == true,
                    });
                }
            }
        }

        return changes;
    }

    private static bool Ends(MasterRecord item) => item.Action is MasterAction.Delete or MasterAction.Deactivate;

    /// <summary>The item before what refers to it.</summary>
    private static IEnumerable<(string Table, Dictionary<string, string> Cells)> Rows(string feed, MasterRecord item, CodeTables tables)
    {
        if (item.Unit is { } unit)
        {
            yield return ("item-units", new() { ["item"] = item.Code, ["unit"] = unit });
        }

        if (tables.Table("items")?.Find(feed, item.SenderCode) is not { Count: > 0 })
        {
            yield return ("items", new() { ["interface"] = feed, ["code"] = item.SenderCode, ["item"] = item.Code });
        }

        // One price a vendor: of several packages the first, which senders mark as the one to order.
        foreach (var package in item.Packages.Where(package => package.Price is not null).GroupBy(package => package.Vendor).Select(vendor => vendor.First()))
        {
            yield return ("vendor-prices", new() { ["vendor"] = package.Vendor, ["item"] = item.Code, ["price"] = Neutral.Number(package.Price!.Value), ["unit"] = package.Unit });
        }

        if (item.Packages.FirstOrDefault(package => package.Preferred == true) is { } preferred)
        {
            yield return ("preferred-vendors", new() { ["item"] = item.Code, ["vendor"] = preferred.Vendor });
        }
    }

    /// <summary>The row in the order of the table's columns; null where the table says so already or has other columns. Where the table has first days, the row has its own.</summary>
    private static MasterRow? Compared((string Table, Dictionary<string, string> Cells) wanted, DateOnly day, CodeTables tables)
    {
        if (tables.Table(wanted.Table) is not { } table || wanted.Cells.Keys.Any(column => table.IndexOf(column) < 0))
        {
            return null;
        }

        var from = table.IndexOf(CodeTable.From) >= 0 ? day : (DateOnly?)null;
        List<string> values = [.. table.Columns.Select(column => column == CodeTable.From ? $"{day:yyyy-MM-dd}" : wanted.Cells.GetValueOrDefault(column, ""))];
        var there = table.Find([.. values.Take(table.KeyColumns)]) is [var first, ..] ? first : null;
        return there is not null && wanted.Cells.All(cell => Same(there.Values[table.IndexOf(cell.Key)], cell.Value)) ? null : new MasterRow(wanted.Table, values, there?.Values, from);
    }

    private static bool Same(string left, string right) =>
        left == right || left == "*" || (Inbound.Functions.DecimalOf.TryRead(left, out var one) && Inbound.Functions.DecimalOf.TryRead(right, out var other) && one == other);
}

/// <summary>What an item master asks for.</summary>
/// <param name="Interface">Who stated it.</param>
/// <param name="StatedAt">UTC.</param>
/// <param name="EffectiveFrom">UTC; may lie ahead: rows of tables with first days can be accepted before, others only then.</param>
/// <param name="Note">What to do in place of accepting; null where it can be accepted.</param>
internal sealed record MasterChange(
    string Code, string? Description, MasterAction Action, string Interface, DateTimeOffset StatedAt, DateTimeOffset EffectiveFrom, IReadOnlyList<MasterRow> Rows, string? Note)
{
    /// <summary>Odoo's product is to be traced by lot, which only a person can decide.</summary>
    public bool IsKeptByLot { get; init; }

    /// <summary>Tables whose rows would hold at once although the change does not hold yet; while there are any, none of its rows can be accepted, because they refer to each other.</summary>
    public IReadOnlyList<string> TooEarlyFor(DateTimeOffset now) => EffectiveFrom > now ? [.. Rows.Where(row => row.From is null).Select(row => row.Table).Distinct()] : [];
}

/// <param name="Was">The row there is; null for none.</param>
/// <param name="From">The first day it holds, which stands in its column 'from' too; null where the table has none.</param>
internal sealed record MasterRow(string Table, IReadOnlyList<string> Values, IReadOnlyList<string>? Was, DateOnly? From);
