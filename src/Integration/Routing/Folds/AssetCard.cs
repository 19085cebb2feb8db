using System.Globalization;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>What the asset register says of an asset, and what is to be done with its model: the tables <c>assets</c>, <c>maintenance-thresholds</c>, <c>board-levels</c> and <c>item-units</c>.</summary>
/// <param name="Serial">Serial number of its equipment in Odoo.</param>
/// <param name="Location">Code of the place where it stands.</param>
internal sealed record AssetCard(CodeTables Tables, string Asset, string Serial, string Name, string Model, string Location, string Team)
{
    /// <summary>An asset that left the register keeps its own code for all that is not known of it any more.</summary>
    public static AssetCard Of(CodeTables tables, string asset)
    {
        var table = tables.Table("assets");
        var row = table?.Find(asset) is [var found, ..] ? found : null;
        string Cell(string column) => row is null ? "" : row.Values[table!.IndexOf(column)];
        return row is null
            ? new AssetCard(tables, asset, asset, asset, "", "", "")
            : new AssetCard(tables, asset, Cell("serial"), Cell("name"), Cell("model"), Cell("location"), Cell("team"));
    }

    /// <summary>What has to be done every so many hours or cycles.</summary>
    public IEnumerable<(string Name, decimal Every)> Thresholds(string counter) =>
        Rows("maintenance-thresholds", Model, counter).Select(row => (row("name"), Number(row("every")))).Where(row => row.Item2 > 0);

    /// <summary>The level of a consumable; null for one that may run out.</summary>
    public AssetLevel? Level(string item, string unit) =>
        Rows("board-levels", Model, item, unit).Select(row => new AssetLevel(Number(row("level")), Number(row("refill")), UnitOf(item))).FirstOrDefault(level => level.Refill > 0);

    private string UnitOf(string item) => Rows("item-units", item).Select(row => row("unit")).FirstOrDefault("");

    private IEnumerable<Func<string, string>> Rows(string name, params string[] key) => Tables.Table(name) is { } table
        ? table.Find(key).Select(row => (Func<string, string>)(column => row.Values[table.IndexOf(column)]))
        : [];

    /// <summary>A cell that is no number asks for nothing; the check of the tables names it.</summary>
    private static decimal Number(string cell) => decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <param name="Level">Below it, counted in the device's unit, more is sent.</param>
/// <param name="Refill">So much, counted in <paramref name="Unit"/>.</param>
/// <param name="Unit">The item's own.</param>
internal sealed record AssetLevel(decimal Level, decimal Refill, string Unit);
