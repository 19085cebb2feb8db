using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>What an Odoo holds, read by an administrator with a client of its own: every order, transfer and entry with external ids, lines and notes, and whether the name that is in every message is in any text of them.</summary>
internal sealed class DrillBooks
{
    private const string Ours = "integration.";
    private const int Page = 2000;
    private static readonly string[] s_models = ["purchase.order", "stock.picking", "account.analytic.line"];

    private readonly OdooReader _odoo;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, Dictionary<long, string>> _names = [];
    private readonly List<string> _leaks = [];
    private int _texts;

    private DrillBooks(OdooReader odoo, CancellationToken cancellation) => (_odoo, _cancellation) = (odoo, cancellation);

    /// <summary>Records in which the name stands.</summary>
    public IReadOnlyList<string> Leaks => _leaks;

    /// <summary>How many records were looked through for it.</summary>
    public int Looked => _texts;

    public IReadOnlyList<Found> Records { get; private set; } = [];

    /// <param name="caseAt">Which case was ever booked for this date, as Odoo writes it; null for none.</param>
    public static async Task<DrillBooks> ReadAsync(OdooReader odoo, Func<string, string?> caseAt, CancellationToken cancellationToken)
    {
        var books = new DrillBooks(odoo, cancellationToken);
        var identities = await books.IdentitiesAsync();
        var notes = await books.NotesAsync();
        books.Records =
        [
            .. await books.OrdersAsync(identities, notes),
            .. await books.TransfersAsync(identities, notes, caseAt),
            .. await books.EntriesAsync(identities),
        ];
        return books;
    }

    /// <summary>The parts of an origin: buyers merge orders, and Odoo then names them all.</summary>
    private static string OrderKey(string? origin, string vendor) => $"order {origin} from {vendor}";

    private async Task<ILookup<(string, long), string>> IdentitiesAsync()
    {
        var models = new JsonArray([.. s_models.Select(model => (JsonNode)model)]);
        var rows = await AllAsync("ir.model.data", new JsonArray(new JsonArray("model", "in", models)), "module", "name", "model", "res_id");
        return rows.ToLookup(row => (Text(row, "model")!, row.GetProperty("res_id").GetInt64()), row => $"{Text(row, "module")}.{Text(row, "name")}");
    }

    /// <summary>How many comments each record has; Odoo's own remarks are none.</summary>
    private async Task<Dictionary<(string, long), int>> NotesAsync()
    {
        var models = new JsonArray([.. s_models.Take(2).Select(model => (JsonNode)model)]);
        var messages = await AllAsync("mail.message", new JsonArray(new JsonArray("model", "in", models)), "model", "res_id", "message_type", "body");
        return messages.Where(message => Text(message, "message_type") == "comment").GroupBy(message => (Text(message, "model")!, message.GetProperty("res_id").GetInt64())).ToDictionary(record => record.Key, record => record.Count());
    }

    private async Task<IEnumerable<Found>> OrdersAsync(ILookup<(string, long), string> identities, Dictionary<(string, long), int> notes)
    {
        var vendors = await NamesAsync("res.partner", "ref");
        var lines = await LinesAsync("purchase.order.line", "order_id", "product_qty", "product_uom_id", "price_unit", "date_planned");
        return (await AllAsync("purchase.order", [], "origin", "partner_id", "state", "priority", "name")).Select(order =>
        {
            var found = new FoundOrder
            {
                Origin = Text(order, "origin"),
                Vendor = Name(vendors, order, "partner_id"),
                State = Text(order, "state")!,
                Priority = Text(order, "priority") ?? "",
                Notes = notes.GetValueOrDefault(("purchase.order", Id(order))),
                Lines = [.. lines[Id(order)]],
            };
            return new Found(OrderKey(found.Origin, found.Vendor), found.ToString(), [.. identities[("purchase.order", Id(order))]], found.State != "cancel");
        });
    }

    /// <summary>Receipts are Odoo's own: it makes them when a buyer confirms.</summary>
    private async Task<IEnumerable<Found>> TransfersAsync(ILookup<(string, long), string> identities, Dictionary<(string, long), int> notes, Func<string, string?> caseAt)
    {
        var places = await NamesAsync("stock.location", "barcode");
        var operations = await NamesAsync("stock.picking.type", "sequence_code");
        var lines = await LinesAsync("stock.move", "picking_id", "product_uom_qty", "product_uom", null, null);
        return (await AllAsync("stock.picking", [], "origin", "picking_type_id", "state", "location_id", "location_dest_id", "scheduled_date", "name")).Select(transfer =>
        {
            var found = new FoundTransfer
            {
                Origin = Text(transfer, "origin"),
                Operation = Name(operations, transfer, "picking_type_id"),
                State = Text(transfer, "state")!,
                Source = Name(places, transfer, "location_id"),
                Destination = Name(places, transfer, "location_dest_id"),
                Scheduled = Text(transfer, "scheduled_date"),
                Notes = notes.GetValueOrDefault(("stock.picking", Id(transfer))),
                Lines = [.. lines[Id(transfer)]],
            };
            var key = found.Operation == FoundTransfer.Case ? caseAt(found.Scheduled ?? "") ?? $"no case at {found.Scheduled}" : found.Origin;
            return (found.Operation, Found: new Found($"transfer of {key}", found.ToString(), [.. identities[("stock.picking", Id(transfer))]], found.State != "cancel"));
        }).Where(pair => pair.Operation != "IN").Select(pair => pair.Found);
    }

    /// <summary>Analytic lines of ours; the account stands in the column of its own plan, which has another name in each database.</summary>
    private async Task<IEnumerable<Found>> EntriesAsync(ILookup<(string, long), string> identities)
    {
        var column = (await _odoo.FieldsAsync("account.analytic.line", _cancellation)).First(field => field.Value == "Cost Centres").Key;
        var accounts = await NamesAsync("account.analytic.account", "code");
        return (await AllAsync("account.analytic.line", [], "ref", "name", "date", "amount", "unit_amount", column))
            .Select(entry => (Entry: entry, Identities: identities[("account.analytic.line", Id(entry))].ToList()))
            .Where(pair => pair.Identities.Exists(name => name.StartsWith(Ours, StringComparison.Ordinal)) || Text(pair.Entry, "ref") is not null)
            .Select(pair =>
            {
                var (number, name) = (Text(pair.Entry, "ref"), Text(pair.Entry, "name"));
                var content = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{number} {name} for {Name(accounts, pair.Entry, column)} on {Text(pair.Entry, "date")}: {pair.Entry.GetProperty("unit_amount").GetDecimal():0.##} at {pair.Entry.GetProperty("amount").GetDecimal():0.00}");
                return new Found($"entry {number}{(name?.StartsWith("Credit", StringComparison.Ordinal) == true ? " (credit)" : "")}", content, pair.Identities, Stands: true);
            });
    }

    private async Task<ILookup<long, FoundLine>> LinesAsync(string model, string parent, string quantity, string unit, string? price, string? planned)
    {
        var items = await NamesAsync("product.product", "default_code");
        var units = await NamesAsync("uom.uom", "name");
        var rows = await AllAsync(model, new JsonArray(new JsonArray(parent, "!=", false)), [parent, "product_id", quantity, unit, .. ((string?[])[price, planned]).OfType<string>()]);
        return rows.ToLookup(
            row => Link(row, parent),
            row => new FoundLine(
                Name(items, row, "product_id"), row.GetProperty(quantity).GetDecimal(), Name(units, row, unit), price is null ? null : row.GetProperty(price).GetDecimal(), planned is null ? null : Text(row, planned)));
    }

    private async Task<Dictionary<long, string>> NamesAsync(string model, string field)
    {
        if (!_names.TryGetValue(model, out var names))
        {
            _names[model] = names = (await AllAsync(model, [], field)).ToDictionary(Id, record => Text(record, field) ?? "");
        }

        return names;
    }

    /// <summary>All of them, page by page, each looked through for the name.</summary>
    private async Task<List<JsonElement>> AllAsync(string model, JsonArray domain, params string[] fields)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var last = all.Count == 0 ? 0 : Id(all[^1]);
            var rest = domain.DeepClone().AsArray();
            rest.Add(new JsonArray("id", ">", last));
            var page = await _odoo.PageAsync(model, rest, fields, Page, _cancellation);
            foreach (var record in page)
            {
                _texts++;
                if (record.GetRawText().Contains(SendingSystem.Nobody, StringComparison.OrdinalIgnoreCase))
                {
                    _leaks.Add($"{model} {Id(record)}");
                }
            }

            all.AddRange(page);
            if (page.Count < Page)
            {
                return all;
            }
        }
    }

    private static string Name(Dictionary<long, string> names, JsonElement record, string field) => names.GetValueOrDefault(Link(record, field), "");

    private static long Id(JsonElement record) => record.GetProperty("id").GetInt64();

    private static long Link(JsonElement record, string field) => record.GetProperty(field) is { ValueKind: JsonValueKind.Array } pair ? pair[0].GetInt64() : 0;

    private static string? Text(JsonElement record, string field) => record.GetProperty(field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
