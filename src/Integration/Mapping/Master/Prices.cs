using Integration.Contracts;
using Integration.Mapping.Inbound.Functions;

namespace Integration.Mapping.Master;

/// <summary>What a quantity of an item is worth by the tables: the preferred vendor's price, in the item's own unit.</summary>
internal static class Prices
{
    /// <param name="unit">Of the quantity; null for the item's own.</param>
    /// <returns>In the company's currency; null where item, price or unit are not known.</returns>
    public static decimal? ValueOf(CodeTables tables, string item, decimal quantity, string? unit)
    {
        if (Cell(tables, "preferred-vendors", "vendor", item) is not { } vendor
            || Cell(tables, "vendor-prices", "price", vendor, item) is not { } text
            || !DecimalOf.TryRead(text, out var price)
            || Factor(tables, Cell(tables, "vendor-prices", "unit", vendor, item)) is not { } sold
            || Factor(tables, unit ?? Cell(tables, "item-units", "unit", item)) is not { } asked
            || sold.Root != asked.Root)
        {
            return null;
        }

        return decimal.Round(price * quantity * asked.Factor / sold.Factor, 2, MidpointRounding.AwayFromZero);
    }

    private static (string Root, decimal Factor)? Factor(CodeTables tables, string? unit) =>
        unit is not null && Cell(tables, "unit-factors", "root", unit) is { } root && DecimalOf.TryRead(Cell(tables, "unit-factors", "factor", unit) ?? "", out var factor) && factor > 0 ? (root, factor) : null;

    private static string? Cell(CodeTables tables, string name, string column, params ReadOnlySpan<string> key) =>
        tables.Table(name) is { } table && table.IndexOf(column) >= 0 && table.KeyColumns == key.Length ? tables.Cell(name, column, key) : null;
}
