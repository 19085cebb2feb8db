using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital;
using Integration.Sandbox.Hospital.Drill;
using static Integration.Sandbox.Hospital.Drill.Requisition;

namespace Integration.Worker.Drill;

/// <summary>
/// People who work in Odoo while the hospital sends. For every episode they take some records over: what they made of them is written down as it stands then, and has to stand in the end, whatever the source says in the next episode.
/// </summary>
internal sealed class DrillPeople(DrillPlace place, DrillHospital hospital, TimeProvider time)
{
    /// <summary>Of all that is ordered for them.</summary>
    private const string Vendor = "NLS";

    private readonly List<Act> _waiting = [];
    private readonly List<Act> _done = [];

    /// <summary>How often each kind of thing was done.</summary>
    public Dictionary<string, int> Acts { get; } = [];

    /// <summary>The hospital orders what people will take over once it is in Odoo.</summary>
    public void Prepare()
    {
        _waiting.Add(new Act("confirmed", [Ordered(stock: false)], ConfirmAsync, Restated));
        _waiting.Add(new Act("quantity edited", [Ordered(stock: false)], (act, token) => EditAsync(act, "product_qty", 33, token), Restated));
        _waiting.Add(new Act("price edited", [Ordered(stock: false)], (act, token) => EditAsync(act, "price_unit", 3.21m, token), Restated));
        _waiting.Add(new Act("deleted", [Ordered(stock: false)], DeleteAsync, SaidBefore));
        _waiting.Add(new Act("picked", [Ordered(stock: true)], PickAsync, Restated));
        _waiting.Add(new Act("validated", [Ordered(stock: true)], ValidateAsync, SaidBefore));
        // The stand-in knows no merging.
        if (place.IsRealOdoo)
        {
            _waiting.Add(new Act("merged", [Ordered(stock: false), Ordered(stock: false)], MergeAsync, Repeated));
        }
    }

    /// <summary>In a quiet moment, when Odoo has all that was sent: people do what they do, and write down what there is then.</summary>
    public async Task ActAsync(Func<Task<DrillBooks>> read, CancellationToken cancellationToken)
    {
        foreach (var act in _waiting)
        {
            act.At = time.GetUtcNow();
            await act.Do(act, cancellationToken);
            Acts[act.Name] = Acts.GetValueOrDefault(act.Name) + 1;
        }

        var books = await read();
        foreach (var act in _waiting)
        {
            Remember(act, books);
        }

        _done.AddRange(_waiting);
        _waiting.Clear();
    }

    /// <summary>The source goes on as if nothing had happened.</summary>
    public void Tell()
    {
        foreach (var act in _done)
        {
            act.Tell(act);
        }

        _done.Clear();
    }

    /// <summary>As the buyer: all orders of a requisition.</summary>
    public async Task ConfirmAsync(Requisition requisition, CancellationToken cancellationToken) =>
        await place.Buyer.ExecuteAsync("purchase.order", "button_confirm", new JsonArray(await IdsAsync(place.Buyer, "purchase.order", requisition, cancellationToken)), [], cancellationToken);

    private static void Remember(Act act, DrillBooks books)
    {
        var told = new HashSet<Found>();
        foreach (var story in act.Stories)
        {
            // Odoo names a merged order after all it was made of.
            var mine = books.Records.Where(record => record.Key.Contains(story.Number, StringComparison.Ordinal) && told.Add(record)).ToList();
            foreach (var gone in mine.Where(record => !record.Stands))
            {
                story.End(gone.Key);
            }

            // A note on top tells people what the source wanted since.
            var standing = mine.Where(record => record.Stands)
                .Select(record => new Wanted(record.Key, [record.Content, record.Content.Replace(", 0 notes", ", 1 notes", StringComparison.Ordinal)], true, story.During)).ToList();
            story.Took(standing.Count > 0 ? standing : [new Wanted(story.KeyOf(Vendor), [], true, story.During)]);
        }
    }

    private async Task ConfirmAsync(Act act, CancellationToken cancellationToken) => await ConfirmAsync(act.Stories[0], cancellationToken);

    private async Task EditAsync(Act act, string field, decimal value, CancellationToken cancellationToken)
    {
        var orders = await IdsAsync(place.Buyer, "purchase.order", act.Stories[0], cancellationToken);
        var lines = await place.Buyer.SearchReadAsync("purchase.order.line", new JsonArray(new JsonArray("order_id", "in", orders)), ["product_qty"], cancellationToken);
        await place.Buyer.ExecuteAsync("purchase.order.line", "write", new JsonArray(new JsonArray(lines[0].GetProperty("id").GetInt64()), new JsonObject { [field] = value }), [], cancellationToken);
    }

    private async Task DeleteAsync(Act act, CancellationToken cancellationToken)
    {
        var orders = await IdsAsync(place.Buyer, "purchase.order", act.Stories[0], cancellationToken);
        await place.Buyer.ExecuteAsync("purchase.order", "button_cancel", new JsonArray(orders.DeepClone()), [], cancellationToken);
        await place.Buyer.ExecuteAsync("purchase.order", "unlink", new JsonArray(orders), [], cancellationToken);
    }

    private async Task MergeAsync(Act act, CancellationToken cancellationToken)
    {
        var orders = new JsonArray();
        foreach (var story in act.Stories)
        {
            foreach (var id in await IdsAsync(place.Buyer, "purchase.order", story, cancellationToken))
            {
                orders.Add(id!.DeepClone());
            }
        }

        await place.Buyer.ExecuteAsync("purchase.order", "action_merge", new JsonArray(orders), [], cancellationToken);
    }

    private async Task PickAsync(Act act, CancellationToken cancellationToken)
    {
        var (transfers, moves) = await TransferAsync(act, cancellationToken);
        await place.Storekeeper.ExecuteAsync("stock.picking", "action_assign", new JsonArray(transfers), [], cancellationToken);
        await PickAsync(moves[0], cancellationToken);
    }

    private async Task ValidateAsync(Act act, CancellationToken cancellationToken)
    {
        var (transfers, moves) = await TransferAsync(act, cancellationToken);
        foreach (var move in moves)
        {
            await PickAsync(move, cancellationToken);
        }

        await place.Storekeeper.ExecuteAsync("stock.picking", "button_validate", new JsonArray(transfers), new JsonObject { ["context"] = new JsonObject { ["skip_backorder"] = true } }, cancellationToken);
    }

    private async Task PickAsync(JsonElement move, CancellationToken cancellationToken) => await place.Storekeeper.ExecuteAsync(
        "stock.move",
        "write",
        new JsonArray(new JsonArray(move.GetProperty("id").GetInt64()), new JsonObject { ["quantity"] = move.GetProperty("product_uom_qty").GetDecimal(), ["picked"] = true }),
        [],
        cancellationToken);

    private async Task<(JsonArray Transfers, IReadOnlyList<JsonElement> Moves)> TransferAsync(Act act, CancellationToken cancellationToken)
    {
        var transfers = await IdsAsync(place.Storekeeper, "stock.picking", act.Stories[0], cancellationToken);
        return (transfers, await place.Storekeeper.SearchReadAsync("stock.move", new JsonArray(new JsonArray("picking_id", "in", transfers.DeepClone())), ["product_uom_qty"], cancellationToken));
    }

    /// <exception cref="DrillFailure">There is none.</exception>
    private static async Task<JsonArray> IdsAsync(OdooReader person, string model, Requisition requisition, CancellationToken cancellationToken)
    {
        var records = await person.SearchReadAsync(model, new JsonArray(new JsonArray("origin", "=", requisition.Number), new JsonArray("state", "!=", "cancel")), ["state"], cancellationToken);
        return records.Count > 0
            ? [.. records.Select(record => (JsonNode)record.GetProperty("id").GetInt64())]
            : throw new DrillFailure($"People look for {requisition.Number} in {model} and do not find it, although everything has settled.");
    }

    private Requisition Ordered(bool stock)
    {
        var requisition = hospital.NewRequisition(stock);
        requisition.Order(ALine(1, "1001", 5), ALine(2, "1005", 2));
        return requisition;
    }

    /// <summary>Written after people did theirs.</summary>
    private void Restated(Act act)
    {
        foreach (var story in act.Stories)
        {
            story.During = hospital.Episode;
            story.Order(ALine(2, "1005", 4));
        }
    }

    /// <summary>Said once more as it was: what a buyer put into another order is there already.</summary>
    private void Repeated(Act act)
    {
        foreach (var story in act.Stories)
        {
            story.During = hospital.Episode;
            story.Order(ALine(2, "1005", 2));
        }
    }

    /// <summary>Written before, and delivered after: what is said afterwards would be asked for anew.</summary>
    private void SaidBefore(Act act)
    {
        foreach (var story in act.Stories)
        {
            story.During = hospital.Episode;
            story.OrderedBefore(act.At.AddMilliseconds(-act.At.Millisecond).AddSeconds(-1), ALine(1, "1001", 9));
        }
    }

    private Line ALine(int number, string item, decimal quantity)
    {
        var found = Catalogue.Items.Single(one => one.Code == item);
        return new Line(number, found, found.Units[0], quantity, null, hospital.Noon(number));
    }

    /// <param name="Do">What is done to the records of the stories.</param>
    /// <param name="Tell">What the source says next.</param>
    private sealed record Act(string Name, IReadOnlyList<Requisition> Stories, Func<Act, CancellationToken, Task> Do, Action<Act> Tell)
    {
        public DateTimeOffset At { get; set; }
    }
}
