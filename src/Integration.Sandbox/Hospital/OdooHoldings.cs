using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Integration.Sandbox.Hospital;

/// <summary>The records of ours that an Odoo holds, read with a client of its own: what counts the product must not be the product.</summary>
internal sealed partial class OdooHoldings
{
    private const string Ours = "integration.";

    private readonly OdooReader _odoo;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, Dictionary<long, string>> _names = [];

    private OdooHoldings(OdooReader odoo, CancellationToken cancellation)
    {
        _odoo = odoo;
        _cancellation = cancellation;
    }

    public static async Task<IReadOnlyList<FoundRecord>> ReadAsync(OdooReader odoo, CancellationToken cancellationToken)
    {
        var holdings = new OdooHoldings(odoo, cancellationToken);
        return [.. await holdings.OrdersAsync(), .. await holdings.TransfersAsync(), .. await holdings.TasksAsync(), .. await holdings.EntriesAsync(), .. await holdings.RequestsAsync(), .. await holdings.EquipmentAsync()];
    }

    private async Task<IEnumerable<FoundRecord>> OrdersAsync()
    {
        var vendors = await NamesAsync("res.partner", "ref");
        var lines = await LinesAsync("purchase.order.line", "order_id", "product_qty", "product_uom_id", "price_unit");
        return (await OursAsync("purchase.order", "origin", "partner_id", "state")).Select(order =>
        {
            var found = new ExpectedOrder(Text(order.Record, "origin") ?? "", Name(vendors, order.Record, "partner_id"), Text(order.Record, "state")!, Lines(lines, order.Record));
            return new FoundRecord(order.ExternalId, "order", found.Key, found.Content, found.State != "cancel");
        });
    }

    private async Task<IEnumerable<FoundRecord>> TransfersAsync()
    {
        var places = await NamesAsync("stock.location", "barcode");
        var operations = await NamesAsync("stock.picking.type", "sequence_code");
        var lines = await LinesAsync("stock.move", "picking_id", "product_uom_qty", "product_uom", null);
        return (await OursAsync("stock.picking", "origin", "picking_type_id", "location_dest_id", "scheduled_date", "state")).Select(transfer =>
        {
            var operation = Name(operations, transfer.Record, "picking_type_id");
            var found = new ExpectedTransfer(
                operation,
                operation == "CASE" ? null : Text(transfer.Record, "origin"),
                Name(places, transfer.Record, "location_dest_id"),
                Text(transfer.Record, "scheduled_date"),
                Text(transfer.Record, "state") == "cancel",
                Lines(lines, transfer.Record));
            return new FoundRecord(transfer.ExternalId, "transfer", found.Key, found.Content, !found.Cancelled, found.Origin is null ? null : (found with { Scheduled = null }).Content);
        });
    }

    /// <summary>Work of the housekeepers, by bed, and of those who fill shifts.</summary>
    private async Task<IEnumerable<FoundRecord>> TasksAsync()
    {
        var projects = await NamesAsync("project.project", "name");
        return (await OursAsync("project.task", "name", "project_id", "date_deadline", "state")).Select(task =>
        {
            var isTurnover = Name(projects, task.Record, "project_id") == "Bed Turnover";
            var name = Text(task.Record, "name")!;
            var key = isTurnover ? name.Split(' ')[^1] : name.Split(':')[0];
            return new FoundRecord(
                task.ExternalId,
                isTurnover ? "turnover task" : "staffing task",
                key,
                $"{(isTurnover ? key : name)} by {Text(task.Record, "date_deadline")}",
                Text(task.Record, "state") != "1_canceled");
        });
    }

    /// <summary>Analytic lines; the account stands in the column of its own plan, which has another name in each database.</summary>
    private async Task<IEnumerable<FoundRecord>> EntriesAsync()
    {
        var column = (await _odoo.FieldsAsync("account.analytic.line", _cancellation)).First(field => field.Value == "Cost Centres").Key;
        var accounts = await NamesAsync("account.analytic.account", "code");
        return (await OursAsync("account.analytic.line", "ref", "name", "date", "amount", "unit_amount", column)).Select(entry => new FoundRecord(
            entry.ExternalId,
            "entry",
            Text(entry.Record, "ref")!,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Text(entry.Record, "ref")} {Text(entry.Record, "name")} for {Name(accounts, entry.Record, column)} on {Text(entry.Record, "date")}: {entry.Record.GetProperty("unit_amount").GetDecimal():0.##} at {entry.Record.GetProperty("amount").GetDecimal():0.00}"),
            Stands: true));
    }

    private async Task<IEnumerable<FoundRecord>> RequestsAsync()
    {
        var equipment = await NamesAsync("maintenance.equipment", "serial_no");
        return (await OursAsync("maintenance.request", "name", "equipment_id", "maintenance_type", "priority", "archive", "description")).Select(request =>
        {
            var key = $"{Name(equipment, request.Record, "equipment_id")} {Text(request.Record, "name")}";
            var tally = Tally().Match(Text(request.Record, "description") ?? "").Value;
            return new FoundRecord(
                request.ExternalId, "maintenance request", key, $"{key}, {Text(request.Record, "maintenance_type")}, priority {Text(request.Record, "priority")}, {tally}", !request.Record.GetProperty("archive").GetBoolean());
        });
    }

    /// <summary>People's records, on which only the counters are ours.</summary>
    private async Task<IEnumerable<FoundRecord>> EquipmentAsync()
    {
        var all = await _odoo.SearchReadAsync("maintenance.equipment", [], ["serial_no", "equipment_properties"], _cancellation);
        return all.SelectMany(equipment => equipment.GetProperty("equipment_properties").EnumerateArray()
            .Where(property => property.GetProperty("name").GetString() is "hours" or "cycles" && property.TryGetProperty("value", out var value) && value is { ValueKind: JsonValueKind.Number } && value.GetDecimal() != 0)
            .Select(property => (Serial: Text(equipment, "serial_no")!, Name: property.GetProperty("name").GetString(), Value: property.GetProperty("value").GetDecimal()))
            .Select(counter => new FoundRecord(
                $"{counter.Name} of {counter.Serial}", "equipment", counter.Serial, string.Create(CultureInfo.InvariantCulture, $"{counter.Serial}: {counter.Value:0.##} {counter.Name}"), Stands: true)));
    }

    [GeneratedRegex(@"\d+ (alarm|time)s?", RegexOptions.CultureInvariant)]
    private static partial Regex Tally();

    /// <summary>Records under an external id of ours; what people or Odoo itself made is none of the day's.</summary>
    private async Task<IReadOnlyList<(string ExternalId, JsonElement Record)>> OursAsync(string model, params string[] fields)
    {
        var records = await _odoo.SearchReadAsync(model, [], fields, _cancellation);
        var names = await _odoo.ExternalIdsAsync(model, [.. records.Select(record => record.GetProperty("id").GetInt64())], _cancellation);
        return [.. records.Select(record => (ExternalId: names.GetValueOrDefault(record.GetProperty("id").GetInt64(), ""), record)).Where(one => one.ExternalId.StartsWith(Ours, StringComparison.Ordinal))];
    }

    private async Task<Dictionary<long, string>> NamesAsync(string model, string field)
    {
        if (!_names.TryGetValue(model, out var names))
        {
            _names[model] = names = (await _odoo.SearchReadAsync(model, [], [field], _cancellation)).ToDictionary(record => record.GetProperty("id").GetInt64(), record => Text(record, field) ?? "");
        }

        return names;
    }

    private async Task<ILookup<long, ExpectedLine>> LinesAsync(string model, string parent, string quantity, string unit, string? price)
    {
        var items = await NamesAsync("product.product", "default_code");
        var units = await NamesAsync("uom.uom", "name");
        string[] fields = price is null ? [parent, "product_id", quantity, unit] : [parent, "product_id", quantity, unit, price];
        var records = await _odoo.SearchReadAsync(model, new JsonArray(new JsonArray(parent, "!=", false)), fields, _cancellation);
        return records.ToLookup(
            record => Id(record, parent),
            record => new ExpectedLine(Name(items, record, "product_id"), record.GetProperty(quantity).GetDecimal(), Name(units, record, unit), price is null ? null : record.GetProperty(price).GetDecimal()));
    }

    /// <summary>A line of quantity 0 asks for nothing: it is how a dropped item is taken out.</summary>
    private static List<ExpectedLine> Lines(ILookup<long, ExpectedLine> lines, JsonElement record) =>
        lines[record.GetProperty("id").GetInt64()].Where(line => line.Quantity != 0).ToList();

    private static string Name(Dictionary<long, string> names, JsonElement record, string field) => names.GetValueOrDefault(Id(record, field), "");

    private static long Id(JsonElement record, string field) => record.GetProperty(field) is { ValueKind: JsonValueKind.Array } pair ? pair[0].GetInt64() : 0;

    private static string? Text(JsonElement record, string field) => record.GetProperty(field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
