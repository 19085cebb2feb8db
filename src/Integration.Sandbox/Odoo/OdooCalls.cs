using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Models;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo;

/// <summary>What is behind all of the stand-in's addresses: login and methods of records. One call at a time; a call that fails leaves nothing behind.</summary>
internal sealed class OdooCalls(RecordStore store, string database, TimeProvider time)
{
    private readonly Lock _turn = new();

    public static JsonObject Version => new()
    {
        ["server_version"] = "19.0",
        ["server_version_info"] = new JsonArray(19, 0, 0, "final", 0, ""),
        ["server_serie"] = "19.0",
        ["protocol_version"] = 1,
    };

    public bool Has(string asked) => asked == database;

    /// <summary>The services behind <c>/jsonrpc</c>.</summary>
    /// <param name="service">common or object.</param>
    /// <param name="method">version, authenticate, login or execute_kw.</param>
    /// <param name="arguments">As on the wire.</param>
    /// <exception cref="OdooError">What Odoo would raise.</exception>
    public JsonNode? Call(string service, string method, JsonArray arguments) => (service, method) switch
    {
        ("common", "version") => Version,
        ("common", "authenticate" or "login") => LogIn(Text(arguments, 0), Text(arguments, 1), Text(arguments, 2)) is { } user ? user : false,
        ("object", "execute_kw") => Execute(arguments, arguments.Count > 6 ? arguments[6] as JsonObject ?? [] : []),
        ("object", "execute") => Execute([.. arguments.Take(5).Select(item => item?.DeepClone()), new JsonArray([.. arguments.Skip(5).Select(item => item?.DeepClone())])], []),
        _ => throw OdooError.Attribute($"Method not found: {service}.{method}"),
    };

    /// <summary>The user's id, for a password or a key; null when they do not fit.</summary>
    public long? LogIn(string asked, string login, string secret)
    {
        if (!Has(asked)) throw new OdooError("psycopg2.OperationalError", $"connection to server failed: FATAL:  database \"{asked}\" does not exist\n");
        lock (_turn) return store.All("res.users").FirstOrDefault(user => user.Text("login") == login && user.Flag("active") && Opens(user, secret))?.Id;
    }

    /// <summary>Only a password opens a web session.</summary>
    public WebSession OpenSession(string asked, string login, string password)
    {
        var user = LogIn(asked, login, password) is { } id ? store.Find("res.users", id) : null;
        return user?.Text("password") == password ? new WebSession(user.Id) : throw OdooError.Denied();
    }

    /// <summary>A key says by itself whose it is.</summary>
    public WebSession OpenByKey(string? key)
    {
        lock (_turn)
        {
            return key is not null && ApiKeys.OwnerOf(store, key, time.GetUtcNow()) is { } owner
                ? new WebSession(owner.Id)
                : throw OdooError.Http("Unauthorized", "Invalid apikey");
        }
    }

    public JsonNode? Run(WebSession session, string model, string method, JsonArray arguments, JsonObject named)
    {
        lock (_turn) return Run(store.Find("res.users", session.User) ?? throw OdooError.Denied(), session, model, method, arguments, named);
    }

    private static string Text(JsonArray arguments, int place) => arguments[place]!.GetValue<string>();

    private bool Opens(Record user, string secret) => user.Text("password") == secret || ApiKeys.OwnerOf(store, secret, time.GetUtcNow())?.Id == user.Id;

    private JsonNode? Execute(JsonArray arguments, JsonObject named)
    {
        if (!Has(Text(arguments, 0))) LogIn(Text(arguments, 0), "", "");
        lock (_turn)
        {
            var user = store.Find("res.users", arguments[1]!.GetValue<long>());
            if (user is null || !Opens(user, Text(arguments, 2))) throw OdooError.Denied();
            return Run(user, null, Text(arguments, 3), Text(arguments, 4), arguments[5]!.AsArray(), named);
        }
    }

    private JsonNode? Run(Record user, WebSession? session, string model, string method, JsonArray arguments, JsonObject named)
    {
        var context = named["context"] as JsonObject ?? [];
        named.Remove("context");
        var start = store.Savepoint();
        try
        {
            var env = new OdooEnvironment(store, user, context, time) { Session = session };
            var answer = RecordMethods.Call(env, model, method, arguments, named);
            store.Commit();
            return answer;
        }
        catch
        {
            store.RollBack(start);
            throw;
        }
    }
}
