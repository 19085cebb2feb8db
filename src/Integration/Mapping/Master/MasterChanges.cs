using Integration.Contracts;

namespace Integration.Mapping.Master;

/// <summary>What entries of item masters would change in the code tables. Pure; what the tables say already is not asked for again.</summary>
internal static class MasterChanges
{
    /// <param name="newest">The newest statement of each item.</param>
    /// <returns>Items with something to decide, in the order given.</returns>
    public static IReadOnlyList<MasterChange> Of(IReadOnlyList<Contract> newest, CodeTables tables)
    {
        var changes = new List<MasterChange>();
        foreach (var contract in newest)
        {
            if (contract.Content is MasterRecord { File: MasterFile.Item } item)
            {
                var isGone = item.Action is MasterAction.Delete or MasterAction.Deactivate;
                List<MasterRow> rows = isGone ? [] : [.. Rows(contract.Envelope.Interface, item, tables).Select(row => Compared(row, tables)).OfType<MasterRow>()];
                // A row cannot be taken away by a master: requisitions may still name the item.
                var isKnown = tables.Table("item-units")?.Find(item.Code) is { Count: > 0 };
                if (rows.Count > 0 || (isGone && isKnown))
                {
                    changes.Add(new MasterChange(
                        item.Code, item.Description, item.Action, contract.Envelope.Interface, contract.Envelope.AssertedAt, item.EffectiveFrom ?? contract.Envelope.AssertedAt, rows,
                        isGone ? "archive it in Odoo: lines that need it then wait for a person" : null));
                }
            }
        }

        return changes;
    }

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

    /// <summary>The row in the order of the table's columns; null where the table says so already or has other columns. Dates, where it has them, are the day it holds from.</summary>
    private static MasterRow? Compared((string Table, Dictionary<string, string> Cells) wanted, CodeTables tables)
    {
        if (tables.Table(wanted.Table) is not { } table || wanted.Cells.Keys.Any(column => table.IndexOf(column) < 0))
        {
            return null;
        }

        List<string> values = [.. table.Columns.Select(column => wanted.Cells.GetValueOrDefault(column, ""))];
        var there = table.Find([.. values.Take(table.KeyColumns)]) is [var first, ..] ? first : null;
        return there is not null && wanted.Cells.All(cell => Same(there.Values[table.IndexOf(cell.Key)], cell.Value)) ? null : new MasterRow(wanted.Table, values, there?.Values);
    }

    private static bool Same(string left, string right) =>
        left == right || left == "*" || (Inbound.Functions.DecimalOf.TryRead(left, out var one) && Inbound.Functions.DecimalOf.TryRead(right, out var other) && one == other);
}

/// <summary>What an item master asks for.</summary>
/// <param name="Interface">Who stated it.</param>
/// <param name="StatedAt">UTC.</param>
/// <param name="EffectiveFrom">UTC; may lie ahead: accept it then, or add the row with map-code and its day in 'from' where the table has that column.</param>
/// <param name="Note">What to do in place of accepting; null where it can be accepted.</param>
internal sealed record MasterChange(
    string Code, string? Description, MasterAction Action, string Interface, DateTimeOffset StatedAt, DateTimeOffset EffectiveFrom, IReadOnlyList<MasterRow> Rows, string? Note);

/// <param name="Was">The row there is; null for none.</param>
internal sealed record MasterRow(string Table, IReadOnlyList<string> Values, IReadOnlyList<string>? Was);
