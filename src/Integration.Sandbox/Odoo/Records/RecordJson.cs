using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Odoo.Records;

/// <summary>Values between records and JSON: how <c>read</c> writes them and how <c>create</c> and <c>write</c> take them.</summary>
internal static class RecordJson
{
    /// <param name="env">Who reads.</param>
    /// <param name="record">What is read.</param>
    /// <param name="fields">Names; the id comes by itself.</param>
    /// <param name="bareIds">A many2one without its name, which some clients ask for.</param>
    public static JsonObject Read(OdooEnvironment env, Record record, IReadOnlyList<string> fields, bool bareIds)
    {
        var json = new JsonObject { ["id"] = record.Id };
        foreach (var name in fields.Where(name => name != "id"))
        {
            var field = record.Model.Fields.GetValueOrDefault(name) ?? throw OdooError.Value($"Invalid field '{name}' on '{record.Model.Name}'");
            json[name] = bareIds && field.Type == FieldType.Many2one && env.Get(record, name) is long id ? id : Value(env, record, field);
        }

        return json;
    }

    public static string DisplayName(OdooEnvironment env, Record? record)
    {
        if (record is null) return "";
        var name = record.Text("name") ?? $"{record.Model.Name},{record.Id}";
        return record.Model.Name switch
        {
            "product.product" when record.Text("default_code") is { } code => $"[{code}] {name}",
            "account.analytic.account" when record.Text("code") is { } code => $"[{code}] {name}",
            "maintenance.equipment" when record.Text("serial_no") is { } serial => $"{name}/{serial}",
            "stock.location" => env.Get(record, "complete_name") as string ?? name,
            _ => name,
        };
    }

    public static FieldValues Values(ModelDefinition model, JsonObject json)
    {
        var values = new FieldValues();
        foreach (var (name, value) in json)
        {
            var field = model.Fields.GetValueOrDefault(name) ?? throw OdooError.Value($"Invalid field '{name}' in '{model.Name}'");
            values[name] = Parse(field, value);
        }

        return values;
    }

    private static JsonNode? Value(OdooEnvironment env, Record record, FieldDefinition field)
    {
        if (field.Name == "display_name") return DisplayName(env, record);
        if (field.Name == "password") return "";
        return (field.Type, env.Get(record, field.Name)) switch
        {
            (FieldType.Boolean, var flag) => flag is true,
            (FieldType.Many2one, long id) => new JsonArray(id, DisplayName(env, env.Store.Find(field.Relation!, id))),
            (FieldType.One2many or FieldType.Many2many, var ids) => new JsonArray([.. ((IEnumerable<long>?)ids ?? []).Select(id => (JsonNode)id)]),
            (FieldType.Float, var number) => JsonValue.Create((decimal?)number ?? 0m),
            (FieldType.Integer, var number) => Convert.ToInt64(number ?? 0, CultureInfo.InvariantCulture),
            (FieldType.Properties, _) => Properties.Read(env, record, field),
            (FieldType.Json, string text) => JsonNode.Parse(text),
            (_, string text) => text,
            _ => false,
        };
    }

    private static object? Parse(FieldDefinition field, JsonNode? value)
    {
        if (value is null || value.GetValueKind() == JsonValueKind.False)
            return field.Type == FieldType.Boolean ? false : field.Type == FieldType.Many2many ? Array.Empty<long>() : null;
        return field.Type switch
        {
            FieldType.Boolean => value.GetValueKind() == JsonValueKind.True,
            FieldType.Many2one or FieldType.Integer => value.GetValue<long>(),
            FieldType.Float => value.GetValue<decimal>(),
            FieldType.Json or FieldType.Properties => value.ToJsonString(),
            FieldType.Many2many => Links(value.AsArray()),
            FieldType.One2many => Lines(ModelCatalog.Models[field.Relation!], value.AsArray()),
            FieldType.Datetime or FieldType.Date => value.GetValue<string>() is { Length: > 0 } text ? text : null,
            FieldType.Char or FieldType.Text or FieldType.Html or FieldType.Selection => value.GetValue<string>(),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A list of ids, or Odoo's commands 6 (replace all) and 4 (add).</summary>
    private static object Links(JsonArray value)
    {
        if (value.All(item => item is JsonArray command && command[0]!.GetValue<int>() == 4)) return new MoreLinks([.. value.Select(command => command![1]!.GetValue<long>())]);
        var ids = value is [JsonArray all] && all[0]!.GetValue<int>() == 6 ? all[2]!.AsArray() : value;
        return ids.Select(id => id!.GetValue<long>()).ToArray();
    }

    /// <summary>Odoo's commands 0 (create), 1 (write) and 2 (delete).</summary>
    private static List<LineWrite> Lines(ModelDefinition model, JsonArray commands) =>
        [.. commands.Select(command => command!.AsArray()).Select(command => command[0]!.GetValue<int>() switch
        {
            0 => new LineWrite(null, Values(model, command[2]!.AsObject())),
            1 => new LineWrite(command[1]!.GetValue<long>(), Values(model, command[2]!.AsObject())),
            2 => new LineWrite(command[1]!.GetValue<long>(), null),
            var other => throw OdooError.Value($"Command {other} is not known here"),
        })];
}
