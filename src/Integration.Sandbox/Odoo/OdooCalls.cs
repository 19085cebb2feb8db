using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo;

/// <summary>The services behind <c>/jsonrpc</c>: login and <c>execute_kw</c>. One call at a time; a call that fails leaves nothing behind.</summary>
internal sealed class OdooCalls(RecordStore store, string database, TimeProvider time)
{
    private readonly Lock _turn = new();

    /// <param name="service">common or object; session for what Odoo's web client asks.</param>
    /// <param name="method">version, authenticate, login or execute_kw.</param>
    /// <param name="arguments">As on the wire.</param>
    /// <exception cref="OdooError">What Odoo would raise.</exception>
    public JsonNode? Call(string service, string method, JsonArray arguments) => (service, method) switch
    {
        ("common", "version") => new JsonObject
        {
            ["server_version"] = "19.0",
            ["server_version_info"] = new JsonArray(19, 0, 0, "final", 0, ""),
            ["server_serie"] = "19.0",
            ["protocol_version"] = 1,
        },
        ("session", "authenticate") => OpenSession(Text(arguments, 0), Text(arguments, 1), Text(arguments, 2)),
        ("common", "authenticate" or "login") => LogIn(Text(arguments, 0), Text(arguments, 1), Text(arguments, 2)),
        ("object", "execute_kw") => Execute(arguments, arguments.Count > 6 ? arguments[6] as JsonObject ?? [] : []),
        ("object", "execute") => Execute([.. arguments.Take(5).Select(item => item?.DeepClone()), new JsonArray([.. arguments.Skip(5).Select(item => item?.DeepClone())])], []),
        _ => throw OdooError.Attribute($"Method not found: {service}.{method}"),
    };

    private static string Text(JsonArray arguments, int place) => arguments[place]!.GetValue<string>();

    private JsonNode LogIn(string asked, string login, string password)
    {
        CheckDatabase(asked);
        lock (_turn)
        {
            var user = store.All("res.users").FirstOrDefault(user => user.Text("login") == login && user.Text("password") == password && user.Flag("active"));
            return user is null ? false : user.Id;
        }
    }

    private JsonObject OpenSession(string asked, string login, string password)
    {
        if (LogIn(asked, login, password) is not JsonValue answer || !answer.TryGetValue(out long user)) throw OdooError.Denied();
        return new JsonObject { ["uid"] = user, ["user_context"] = new JsonObject { ["lang"] = "en_US", ["tz"] = "UTC", ["uid"] = user } };
    }

    private JsonNode? Execute(JsonArray arguments, JsonObject named)
    {
        CheckDatabase(Text(arguments, 0));
        lock (_turn)
        {
            var user = store.Find("res.users", arguments[1]!.GetValue<long>());
            if (user is null || user.Text("password") != Text(arguments, 2)) throw OdooError.Denied();
            var context = named["context"] as JsonObject ?? [];
            named.Remove("context");
            var start = store.Savepoint();
            try
            {
                var env = new OdooEnvironment(store, user, context, time);
                var answer = RecordMethods.Call(env, Text(arguments, 3), Text(arguments, 4), arguments[5]!.AsArray(), named);
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

    private void CheckDatabase(string asked)
    {
        if (asked != database)
            throw new OdooError("psycopg2.OperationalError", $"connection to server failed: FATAL:  database \"{asked}\" does not exist\n");
    }
}
