using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill.Faults;

/// <summary>Orders that an episode writes about by itself: what it needs to know of them while it lasts.</summary>
internal static class Orders
{
    /// <summary>One line of an item that has one price, in the quantity that tells versions apart.</summary>
    public static Requisition.Line ALine(DrillScene scene, int number, decimal quantity)
    {
        var item = Catalogue.Items.First(item => item.Code == "1001");
        return new Requisition.Line(number, item, item.Units[0], quantity, null, scene.Hospital.Noon(number));
    }

    /// <summary>Whether Odoo holds it in this quantity.</summary>
    public static async Task<bool> HoldsAsync(DrillScene scene, Requisition order, decimal quantity, CancellationToken cancellationToken)
    {
        var lines = await scene.Place.Administrator.SearchReadAsync("purchase.order.line", Where("order_id", "in", Ids(await FindAsync(scene, order, cancellationToken))), ["product_qty"], cancellationToken);
        return lines.Any(line => line.GetProperty("product_qty").GetDecimal() == quantity);
    }

    /// <summary>Database ids of its orders, oldest first.</summary>
    public static async Task<long[]> FindAsync(DrillScene scene, Requisition order, CancellationToken cancellationToken) =>
        IdsOf(await scene.Place.Administrator.SearchReadAsync("purchase.order", Where("origin", "=", order.Number), ["id"], cancellationToken));

    public static async Task<IReadOnlySet<long>> LinesAsync(DrillScene scene, Requisition order, CancellationToken cancellationToken) =>
        IdsOf(await scene.Place.Administrator.SearchReadAsync("purchase.order.line", Where("order_id", "in", Ids(await FindAsync(scene, order, cancellationToken))), ["id"], cancellationToken)).ToHashSet();

    /// <summary>How many versions of it the journal has made; 0 before the first is mapped.</summary>
    public static async Task<int> RevisionAsync(DrillScene scene, Requisition order, CancellationToken cancellationToken) =>
        (await scene.Place.Database.TextsAsync($"select max(revision) from posting where desired like '%{order.Number}%'", cancellationToken)) is [{ Length: > 0 } text] ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether the journal has something of it still to be delivered.</summary>
    public static async Task<bool> IsDueAsync(DrillScene scene, Requisition order, CancellationToken cancellationToken) =>
        (await scene.Place.Database.TextsAsync($"select external_id from posting where due is not null and desired like '%{order.Number}%'", cancellationToken)).Count > 0;

    public static JsonArray Where(string field, string comparison, JsonNode? value) => new(new JsonArray(field, comparison, value));

    public static JsonArray Ids(IEnumerable<long> ids) => new([.. ids.Select(id => (JsonNode)id)]);

    private static long[] IdsOf(IReadOnlyList<JsonElement> records) => [.. records.Select(record => record.GetProperty("id").GetInt64())];
}
