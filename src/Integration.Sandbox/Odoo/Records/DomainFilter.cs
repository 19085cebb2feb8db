using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Odoo.Records;

/// <summary>Search domains: prefix notation, the usual comparisons, and paths over one relation.</summary>
internal static class DomainFilter
{
    public static Func<Record, bool> Parse(OdooEnvironment env, ModelDefinition model, JsonArray domain)
    {
        var terms = new Queue<JsonNode?>(domain);
        var all = new List<Func<Record, bool>>();
        while (terms.Count > 0) all.Add(Term(env, model, terms));
        return record => all.TrueForAll(term => term(record));
    }

    private static Func<Record, bool> Term(OdooEnvironment env, ModelDefinition model, Queue<JsonNode?> terms)
    {
        if (!terms.TryDequeue(out var next)) throw OdooError.Value("Domain ends early");
        if (next is JsonValue connective)
        {
            var first = Term(env, model, terms);
            if (connective.GetValue<string>() == "!") return record => !first(record);
            var second = Term(env, model, terms);
            return connective.GetValue<string>() switch
            {
                "&" => record => first(record) && second(record),
                "|" => record => first(record) || second(record),
                var other => throw OdooError.Value($"Unknown operator {other}"),
            };
        }

        if (next is not JsonArray { Count: 3 } condition) throw OdooError.Value($"Domain() invalid item in domain: {next?.ToJsonString()}");
        return Condition(env, model, condition[0]!.GetValue<string>(), condition[1]!.GetValue<string>(), condition[2]);
    }

    private static Func<Record, bool> Condition(OdooEnvironment env, ModelDefinition model, string path, string comparison, JsonNode? value)
    {
        var steps = path.Split('.', 2);
        if (!model.Fields.TryGetValue(steps[0], out var field))
            throw OdooError.Value($"Invalid field {model.Name}.{steps[0]} in condition ('{path}', '{comparison}', {value?.ToJsonString() ?? "None"})");
        if (steps.Length == 1) return record => Compare(env, record, field, comparison, value);
        var rest = Condition(env, ModelCatalog.Models[field.Relation!], steps[1], comparison, value);
        return record => Targets(env, record, field).Any(rest);
    }

    private static IEnumerable<Record> Targets(OdooEnvironment env, Record record, FieldDefinition field) => env.Get(record, field.Name) switch
    {
        long id => env.Store.Find(field.Relation!, id) is { } target ? [target] : [],
        IEnumerable<long> ids => ids.Select(id => env.Store.Find(field.Relation!, id)).OfType<Record>(),
        _ => [],
    };

    private static bool Compare(OdooEnvironment env, Record record, FieldDefinition field, string comparison, JsonNode? wanted)
    {
        var value = env.Get(record, field.Name);
        IReadOnlyList<object?> found = value is IEnumerable<long> ids ? [.. ids.Cast<object?>()] : [value];
        return comparison switch
        {
            "=" => wanted is JsonArray list ? In(env, field, found, list) : found.Any(item => Same(env, field, item, wanted)),
            "!=" => wanted is JsonArray list ? !In(env, field, found, list) : !found.Any(item => Same(env, field, item, wanted)),
            "in" => In(env, field, found, (JsonArray)wanted!),
            "not in" => !In(env, field, found, (JsonArray)wanted!),
            "like" or "ilike" => found.Any(item => Like(env, field, item, wanted!.ToString(), comparison)),
            "<" or "<=" or ">" or ">=" => found.Any(item => item is not null && Ordered(item, wanted!, comparison)),
            _ => throw OdooError.Value($"Invalid operator {comparison} in condition"),
        };
    }

    private static bool In(OdooEnvironment env, FieldDefinition field, IReadOnlyList<object?> found, JsonArray wanted) =>
        found.Any(item => wanted.Any(one => Same(env, field, item, one)));

    private static bool Same(OdooEnvironment env, FieldDefinition field, object? item, JsonNode? wanted)
    {
        var isFalse = wanted is null || wanted.GetValueKind() == JsonValueKind.False;
        if (isFalse) return item is null or false or "";
        return (item, wanted!.GetValueKind()) switch
        {
            (bool flag, JsonValueKind.True) => flag,
            (long id, JsonValueKind.Number) => id == wanted.GetValue<decimal>(),
            (decimal number, JsonValueKind.Number) => number == wanted.GetValue<decimal>(),
            (string text, JsonValueKind.String) => text == wanted.GetValue<string>(),
            (long id, JsonValueKind.String) when field.Relation is not null => RecordJson.DisplayName(env, env.Store.Find(field.Relation, id)) == wanted.GetValue<string>(),
            _ => false,
        };
    }

    private static bool Like(OdooEnvironment env, FieldDefinition field, object? item, string part, string comparison)
    {
        var text = item is long id && field.Relation is not null ? RecordJson.DisplayName(env, env.Store.Find(field.Relation, id)) : item as string ?? "";
        return text.Contains(part.Trim('%'), comparison == "ilike" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    private static bool Ordered(object item, JsonNode wanted, string comparison)
    {
        var order = item is string text
            ? string.CompareOrdinal(text, wanted.GetValue<string>())
            : Convert.ToDecimal(item, System.Globalization.CultureInfo.InvariantCulture).CompareTo(wanted.GetValue<decimal>());
        return comparison switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }
}
