using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Journal;
using Integration.Odoo;

namespace Integration.Worker.Bench.Delivering;

/// <summary>As common connectors do: for each record a search, a create with its lines, and what confirms it. Ids of what it refers to are known to them.</summary>
internal sealed class OneByOne(BenchSite site) : IWay
{
    public string Name => "one by one";

    public bool IsJournalled => false;

    public async Task<Func<Task<WayResult>>> PrepareAsync(IReadOnlyList<PostingDraft> drafts, CancellationToken cancellationToken)
    {
        var resolved = await site.ResolveAsync(drafts, cancellationToken);
        var records = resolved.Items.Select(item => Values(resolved, item.Wanted!)).ToList();
        return async () =>
        {
            var waits = await site.SideBySideAsync(records, (record, token) => WriteAsync(resolved, record, token), cancellationToken);
            return new WayResult(records.Count, records.Count, waits, [], null);
        };
    }

    private async Task WriteAsync(Resolved resolved, JsonObject values, CancellationToken cancellationToken)
    {
        var model = resolved.Policy.Model;
        var there = await site.Odoo.SearchReadAsync(model, OdooDomain.Where(resolved.KeyField, "=", values[resolved.KeyField]!.GetValue<string>()), ["id"], 1, "id", 0, resolved.Context, cancellationToken);
        if (there.Count > 0)
        {
            throw new InvalidOperationException($"{model} is there already.");
        }

        var id = await site.Odoo.CreateAsync(model, values, resolved.Context, cancellationToken);
        if (resolved.Policy.Confirm is { } confirm)
        {
            await site.Odoo.CallAsync(model, confirm.Method, [id], resolved.Context, cancellationToken);
        }
    }

    private static JsonObject Values(Resolved resolved, Delivery.WantedRecord wanted)
    {
        var values = Values(resolved.Fields.Record, wanted.Values);
        if (resolved.Policy.Lines is { } lines)
        {
            values[lines.Field] = new JsonArray([.. wanted.Lines.Select(line => (JsonNode)new JsonArray(0, 0, Values(resolved.Fields.Line, line.Values)))]);
        }

        return values;
    }

    private static JsonObject Values(IReadOnlyDictionary<string, OdooField> fields, IReadOnlyDictionary<string, string?> values) =>
        new(values.Where(value => !fields[value.Key].ReadOnly).Select(value => KeyValuePair.Create(value.Key, Json(fields[value.Key], value.Value))));

    private static JsonNode? Json(OdooField field, string? value) => (value, field.Type) switch
    {
        (null, _) => false,
        (_, "boolean") => value == "true",
        (_, "integer" or "float" or "monetary" or "many2one") => decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture),
        (_, "many2many") => new JsonArray(new JsonArray(6, 0, new JsonArray([.. value.Split(',').Select(id => (JsonNode)long.Parse(id, CultureInfo.InvariantCulture))]))),
        (_, "json") => JsonNode.Parse(value),
        _ => value,
    };
}
