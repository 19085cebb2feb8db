using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Importing;
using Integration.Sandbox.Odoo.Models;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo;

/// <summary>The methods every model has. Arguments come by place or by name.</summary>
internal static class RecordMethods
{
    private delegate JsonNode? ModelMethod(OdooEnvironment env, ModelDefinition model, CallArguments arguments);

    private static readonly FrozenDictionary<string, ModelMethod> Common = new Dictionary<string, ModelMethod>
    {
        ["load"] = (env, model, call) => new Importer(env, model).Load(call.Need(0, "fields").AsArray(), call.Need(1, "data").AsArray()),
        ["create"] = Create,
        ["write"] = (env, model, call) => Each(env, model, call, record => env.Write(record, RecordJson.Values(model, call.Need(1, "vals").AsObject()))),
        ["unlink"] = (env, model, call) => Each(env, model, call, env.Unlink),
        ["read"] = (env, model, call) => ReadAll(env, model, Existing(env, model, call), call),
        ["search"] = (env, model, call) => new JsonArray([.. Search(env, model, call, 1).Select(record => (JsonNode)record.Id)]),
        ["search_read"] = (env, model, call) => ReadAll(env, model, Search(env, model, call, 2), call),
        ["search_count"] = (env, model, call) => Search(env, model, call, 1).Count(),
        ["exists"] = (env, model, call) => new JsonArray([.. Existing(env, model, call).Select(record => (JsonNode)record.Id)]),
        ["get_external_id"] = ExternalIds,
        ["fields_get"] = FieldsGet,
        // Of all defaults, only the clock's are asked for.
        ["default_get"] = (env, _, call) => new JsonObject([.. call.Need(0, "fields").AsArray().Select(field => field!.GetValue<string>()).Where(field => field == "date").Select(field => KeyValuePair.Create(field, (JsonNode?)env.Now))]),
        ["has_access"] = (env, model, call) => AccessRules.IsGranted(env, model.Name, call.Need(1, "operation").GetValue<string>()),
        ["check_object_reference"] = CheckObjectReference,
        ["message_post"] = MessagePost,
        ["context_get"] = (env, _, _) => new JsonObject { ["lang"] = env.User.Text("lang"), ["tz"] = env.User.Text("tz"), ["uid"] = env.User.Id },
    }.ToFrozenDictionary();

    public static bool Knows(string model, string method) => Common.ContainsKey(method) || ModelBehaviour.Of(model).Methods.ContainsKey(method);

    public static JsonNode? Call(OdooEnvironment env, string modelName, string method, JsonArray arguments, JsonObject named)
    {
        var model = ModelCatalog.Models.GetValueOrDefault(modelName) ?? throw OdooError.User($"Object {modelName} doesn't exist");
        if (method.StartsWith('_')) throw OdooError.Access($"Private methods (such as '{modelName}.{method}') cannot be called remotely.");
        var call = new CallArguments(arguments, named);
        if (Common.TryGetValue(method, out var common)) return common(env, model, call);
        if (!ModelBehaviour.Of(modelName).Methods.TryGetValue(method, out var special))
            throw OdooError.Attribute($"The method '{modelName}.{method}' does not exist");
        AccessRules.Check(env, model, "write");
        return special(env, [.. call.Ids().Select(id => env.Browse(modelName, id))], named);
    }

    private static JsonNode Create(OdooEnvironment env, ModelDefinition model, CallArguments call)
    {
        var values = call.Need(0, "vals_list");
        return values is JsonArray several
            ? new JsonArray([.. several.Select(one => (JsonNode)env.Create(model.Name, RecordJson.Values(model, one!.AsObject())).Id)])
            : env.Create(model.Name, RecordJson.Values(model, values.AsObject())).Id;
    }

    private static JsonValue Each(OdooEnvironment env, ModelDefinition model, CallArguments call, Action<Record> act)
    {
        foreach (var record in call.Ids().Select(id => env.Browse(model.Name, id)).ToArray()) act(record);
        return JsonValue.Create(true);
    }

    private static IEnumerable<Record> Existing(OdooEnvironment env, ModelDefinition model, CallArguments call) =>
        call.Ids().Select(id => env.Store.Find(model.Name, id)).OfType<Record>();

    private static JsonArray ReadAll(OdooEnvironment env, ModelDefinition model, IEnumerable<Record> records, CallArguments call)
    {
        AccessRules.Check(env, model, "read");
        var bareIds = call.Named["load"]?.GetValue<string>() == "_classic_write";
        string[] names = call.Get(1, "fields") is JsonArray { Count: > 0 } some ? [.. some.Select(name => name!.GetValue<string>())] : [.. model.Fields.Keys];
        var found = records.ToArray();
        foreach (var record in found) AccessRules.CheckRecord(env, record, "read");
        return [.. found.Select(record => RecordJson.Read(env, record, names, bareIds))];
    }

    private static IEnumerable<Record> Search(OdooEnvironment env, ModelDefinition model, CallArguments call, int offsetPlace)
    {
        AccessRules.Check(env, model, "read");
        var domain = call.Get(0, "domain")?.AsArray() ?? [];
        var matches = DomainFilter.Parse(env, model, domain);
        var mayBeArchived = domain.ToJsonString().Contains("\"active\"", StringComparison.Ordinal) || env.Context["active_test"]?.GetValueKind() == JsonValueKind.False;
        var found = env.Store.All(model.Name).Where(record => AccessRules.MaySee(env, record) && matches(record)
            && (mayBeArchived || !model.Fields.ContainsKey("active") || record.Flag("active")));
        found = Order(env, found, call.Get(offsetPlace + 2, "order")?.GetValue<string>() ?? "id");
        found = found.Skip(call.Get(offsetPlace, "offset")?.GetValue<int>() ?? 0);
        return call.Get(offsetPlace + 1, "limit") is JsonValue limit && limit.GetValueKind() == JsonValueKind.Number ? found.Take(limit.GetValue<int>()) : found;
    }

    private static IEnumerable<Record> Order(OdooEnvironment env, IEnumerable<Record> records, string order)
    {
        IOrderedEnumerable<Record> sorted = records.Order(Comparer<Record>.Create((_, _) => 0));
        foreach (var term in order.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(term => term.Split(' ')))
            sorted = term is [_, "desc" or "DESC"]
                ? sorted.ThenByDescending(record => env.Get(record, term[0]), Comparer<object?>.Create(Compare))
                : sorted.ThenBy(record => env.Get(record, term[0]), Comparer<object?>.Create(Compare));
        return sorted;
    }

    private static int Compare(object? left, object? right) => left is string a && right is string b ? string.CompareOrdinal(a, b) : Comparer<object?>.Default.Compare(left, right);

    private static JsonObject ExternalIds(OdooEnvironment env, ModelDefinition model, CallArguments call) => new(call.Ids().Select(id => KeyValuePair.Create(
        id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        (JsonNode?)(env.Store.Find(model.Name, id) is { } record ? env.Store.ExternalIdOf(record) ?? "" : ""))));

    private static JsonObject FieldsGet(OdooEnvironment env, ModelDefinition model, CallArguments call)
    {
        AccessRules.Check(env, model, "read");
        return new JsonObject(model.Fields.Values.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Describe(field))));
    }

    private static JsonObject Describe(FieldDefinition field)
    {
        var json = new JsonObject
        {
            ["type"] = field.Type.ToString().ToLowerInvariant(),
            ["string"] = field.Label,
            ["required"] = field.IsRequired,
            ["readonly"] = field.IsComputed,
        };
        if (field.Type == FieldType.Properties)
        {
            json["definition_record"] = field.Inverse!.Split('.')[0];
            json["definition_record_field"] = field.Inverse.Split('.')[1];
        }
        else if (field.Relation is not null) json["relation"] = field.Relation;
        if (field.Type == FieldType.Selection) json["selection"] = new JsonArray([.. field.Selection.Select(item => new JsonArray(item.Key, item.Label))]);
        return json;
    }

    private static JsonArray CheckObjectReference(OdooEnvironment env, ModelDefinition model, CallArguments call)
    {
        var name = $"{call.Need(0, "module")}.{call.Need(1, "xml_id")}";
        var record = env.Store.Resolve(name) ?? throw OdooError.Value($"External ID not found in the system: {name}");
        var seen = AccessRules.MaySee(env, record) && (!record.Model.Fields.ContainsKey("active") || record.Flag("active"));
        AccessRules.Check(env, record.Model, "read");
        return new JsonArray(record.Model.Name, seen ? record.Id : false);
    }

    private static JsonArray MessagePost(OdooEnvironment env, ModelDefinition model, CallArguments call)
    {
        AccessRules.Check(env, model, "write");
        var record = env.Browse(model.Name, call.Ids()[0]);
        return new JsonArray(Messages.Post(env, record, call.Named["body"]?.GetValue<string>() ?? "", "notification"));
    }
}

/// <summary>The arguments of one call.</summary>
internal sealed record CallArguments(JsonArray Placed, JsonObject Named)
{
    public JsonNode? Get(int place, string name) => place < Placed.Count ? Placed[place] : Named[name];

    public JsonNode Need(int place, string name) => Get(place, name) ?? throw OdooError.Type($"missing 1 required positional argument: '{name}'");

    /// <summary>The records a method is called on: a list of ids, or one.</summary>
    public IReadOnlyList<long> Ids() => Placed.Count == 0
        ? throw OdooError.Value("not enough values to unpack (expected at least 1, got 0)")
        : Placed[0] is JsonArray ids ? [.. ids.Select(id => id!.GetValue<long>())] : [Placed[0]!.GetValue<long>()];
}
