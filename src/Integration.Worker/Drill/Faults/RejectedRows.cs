using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill.Faults;

/// <summary>An item is archived in Odoo, so that one order cannot be made while all others go on; a person puts it right and releases what waits.</summary>
internal sealed class RejectedRows : IDrillFault
{
    /// <summary>Nobody else asks for it.</summary>
    private static readonly Item s_item = new("1014", "DET", [new ItemUnit("BX", "Box of 100", 22.00m, 100)]);

    public string Name => "rejected-rows";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var found = await scene.Place.Administrator.SearchReadAsync("product.product", Orders.Where("default_code", "=", s_item.Code), ["id"], cancellationToken);
        var product = Orders.Ids(found.Select(item => item.GetProperty("id").GetInt64()));
        await ArchiveAsync(scene, product, true, cancellationToken);
        var (bad, good) = (scene.Hospital.NewRequisition(stock: false), scene.Hospital.NewRequisition(stock: false));
        try
        {
            bad.Order(new Requisition.Line(1, s_item, s_item.Units[0], 2, null, scene.Hospital.Noon(1)));
            good.Order(Orders.ALine(scene, 1, 6));
            await scene.UntilAsync("the order beside it is in Odoo", DrillScene.Patience, () => Orders.HoldsAsync(scene, good, 6, cancellationToken), cancellationToken);
            await scene.UntilAsync("the refused one waits for a person", DrillScene.Patience, async () => (await WaitingAsync(scene, cancellationToken)).Count > 0, cancellationToken);
            scene.Measured(Promise.FailuresIsolated, (await Orders.FindAsync(scene, bad, cancellationToken)).Length == 0, $"{good.Number} arrived while {bad.Number} was refused for an item that is archived");
        }
        finally
        {
            await ArchiveAsync(scene, product, false, CancellationToken.None);
        }

        foreach (var entry in await WaitingAsync(scene, cancellationToken))
        {
            await scene.Workers.RunVerbAsync(["release", entry.Kind, entry.Subject, "--by", "drill", "--reason", "the item is active again"], cancellationToken);
        }

        await scene.UntilAsync("what was released is in Odoo", DrillScene.Patience, async () => (await Orders.FindAsync(scene, bad, cancellationToken)).Length > 0, cancellationToken);
    }

    private static async Task ArchiveAsync(DrillScene scene, JsonArray product, bool archived, CancellationToken cancellationToken) =>
        await scene.Place.Administrator.ExecuteAsync("product.product", "write", [product.DeepClone(), new JsonObject { ["active"] = !archived }], [], cancellationToken);

    private static async Task<IReadOnlyList<DrillException>> WaitingAsync(DrillScene scene, CancellationToken cancellationToken) =>
        [.. (await scene.Workers.ExceptionsAsync(cancellationToken)).Where(entry => entry.Subject.Contains(s_item.Code, StringComparison.Ordinal))];
}
