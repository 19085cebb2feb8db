using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>API keys. Odoo shows a key once and keeps its hash; this one keeps the key.</summary>
internal sealed class ApiKeys : ModelBehaviour
{
    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod>
    {
        ["remove"] = (env, records, _) => IdentityChecks.Guard(env, "res.users.apikeys", "remove", records, () => Remove(env, records)),
    };

    /// <summary>The user a key opens for, if it has not ended.</summary>
    public static Record? OwnerOf(RecordStore store, string key, DateTimeOffset now)
    {
        var found = store.All("res.users.apikeys").FirstOrDefault(record => record.Text("key") == key);
        if (found is null || (found.Text("expiration_date") is { } end && string.CompareOrdinal(end, Instant(now)) < 0)) return null;
        return store.Find("res.users", found.Link("user_id")!.Value) is { } owner && owner.Flag("active") ? owner : null;
    }

    public static string Make(OdooEnvironment env, string name, string? end)
    {
        var key = RandomNumberGenerator.GetHexString(40, lowercase: true);
        env.Sudo().Create("res.users.apikeys", new() { ["name"] = name, ["user_id"] = env.User.Id, ["expiration_date"] = end, ["key"] = key });
        return key;
    }

    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static JsonObject Remove(OdooEnvironment env, IReadOnlyList<Record> records)
    {
        if (records.Any(record => !AccessRules.MaySee(env, record)))
            throw OdooError.Access("You can not remove API keys unless they're yours or you are a system user");
        foreach (var record in records) env.Store.Remove(record);
        return new JsonObject { ["type"] = "ir.actions.act_window_close" };
    }
}

/// <summary>A key that is wanted.</summary>
internal sealed class ApiKeyDescriptions : ModelBehaviour
{
    /// <summary>Of a plain user (res.groups.api_key_duration of base.group_user).</summary>
    private const int LongestDays = 90;

    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod>
    {
        ["make_key"] = (env, records, _) => IdentityChecks.Guard(env, "res.users.apikeys.description", "make_key", records, () => new JsonObject
        {
            ["type"] = "ir.actions.act_window",
            ["res_model"] = "res.users.apikeys.show",
            ["context"] = new JsonObject { ["default_key"] = ApiKeys.Make(env, records[0].Text("name")!, records[0].Text("expiration_date")) },
        }),
    };

    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        if (values.GetValueOrDefault("duration") is string days && int.Parse(days, CultureInfo.InvariantCulture) is > 0 and var number)
            values["expiration_date"] = ApiKeys.Instant(new DateTimeOffset(env.Clock.UtcDateTime.Date.AddDays(number), TimeSpan.Zero));
    }

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        if (AccessRules.IsAdministrator(env)) return;
        if (record.Text("expiration_date") is not { } end) throw OdooError.Validation("The API key must have an expiration date");
        if (string.CompareOrdinal(end, ApiKeys.Instant(env.Clock.AddDays(LongestDays))) > 0) throw OdooError.Validation($"You cannot exceed {LongestDays}.0 days.");
    }
}

/// <summary>Asks for the password before an action that needs one, and then goes on with it.</summary>
internal sealed class IdentityChecks : ModelBehaviour
{
    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod> { ["run_check"] = Run };

    public static JsonNode? Guard(OdooEnvironment env, string model, string method, IReadOnlyList<Record> records, Func<JsonNode?> act)
    {
        if (env.Session is null) throw OdooError.User("This method can only be accessed over HTTP");
        if (env.Session.IsIdentityChecked) return act();
        var request = new JsonArray(model, method, new JsonArray([.. records.Select(record => (JsonNode)record.Id)]));
        var check = env.Sudo().Create("res.users.identitycheck", new() { ["request"] = request.ToJsonString() });
        return new JsonObject { ["type"] = "ir.actions.act_window", ["res_model"] = "res.users.identitycheck", ["res_id"] = check.Id };
    }

    private static JsonNode? Run(OdooEnvironment env, IReadOnlyList<Record> records, JsonObject named)
    {
        if (env.Session is null) throw OdooError.User("This method can only be accessed over HTTP");
        if (env.Context["password"]?.GetValue<string>() != env.User.Text("password"))
            throw OdooError.User("Incorrect Password, try again or click on Forgot Password to reset your password.");
        env.Session.IsIdentityChecked = true;
        var request = JsonNode.Parse(records[0].Text("request")!)!.AsArray();
        var model = request[0]!.GetValue<string>();
        return Of(model).Methods[request[1]!.GetValue<string>()](env, [.. request[2]!.AsArray().Select(id => env.Browse(model, id!.GetValue<long>()))], []);
    }
}
