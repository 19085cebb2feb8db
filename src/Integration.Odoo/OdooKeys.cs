using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Odoo.Wire;

namespace Integration.Odoo;

/// <summary>An API key as Odoo lists it. The key itself is shown once, when it is made.</summary>
/// <param name="Id">Database id.</param>
/// <param name="Name">Description.</param>
/// <param name="Ends">When it stops opening anything, UTC; null for never.</param>
public sealed record OdooKey(long Id, string Name, DateTimeOffset? Ends);

/// <summary>
/// Makes and removes API keys of the connection's user, in a web session of their own: neither can be done over <c>/jsonrpc</c>, and both take the user's
/// password, which no key stands in for (odoo/addons/base/models/res_users.py, check_identity).
/// </summary>
/// <param name="http">Without cookies: the session's is sent by hand, so that no other call carries it.</param>
/// <param name="connection">Where and who; its secret is not used.</param>
/// <param name="password">Of the user.</param>
/// <param name="time">Counts time-outs.</param>
public sealed class OdooKeys(HttpClient http, OdooConnection connection, string password, TimeProvider time)
{
    /// <summary>What Odoo offers by name, longest first; 90 is the most a plain user may have unless an administrator raised it.</summary>
    private static readonly int[] Durations = [90, 30, 7, 1];

    private readonly OdooTransport _transport = new(http, connection, time);
    private readonly JsonRpcWire _wire = new(connection);

    /// <summary>A new key that lives as long as Odoo lets it, 90 days at most. Those that exist stay.</summary>
    /// <param name="name">Description, for the person who looks at the list in Odoo.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The key, 40 characters, and its life in days.</returns>
    /// <exception cref="OdooFault">The password is refused, or no key may be made.</exception>
    public async Task<(string Key, int Days)> MakeAsync(string name, CancellationToken cancellation)
    {
        var cookie = await OpenAsync(cancellation);
        var offered = (await CallAsync(cookie, "res.users.apikeys.description", "fields_get", [], new JsonObject { ["allfields"] = new JsonArray("duration"), ["attributes"] = new JsonArray("selection") }, cancellation)).Value;
        var days = Durations.First(days => days == Durations[^1] || Offers(offered, days));
        var values = new JsonObject { ["name"] = name, ["duration"] = days.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var wish = (await CallAsync(cookie, "res.users.apikeys.description", "create", [new JsonArray(values)], [], cancellation)).Ids()[0];
        var made = (await CheckedAsync(cookie, "res.users.apikeys.description", "make_key", wish, cancellation)).Value;
        return made.TryGetProperty("context", out var context) && OdooReply.Text(context, "default_key") is { Length: > 0 } key ? (key, days) : throw OdooFaults.Shape("a new key");
    }

    /// <returns>Whether there was one of this name.</returns>
    /// <exception cref="OdooFault">The password is refused.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        var cookie = await OpenAsync(cancellation);
        var own = OdooDomain.Where("user_id.login", "=", connection.User).And("name", "=", name).ToJson();
        var found = (await CallAsync(cookie, "res.users.apikeys", "search", [own], [], cancellation)).Ids();
        foreach (var id in found) await CheckedAsync(cookie, "res.users.apikeys", "remove", id, cancellation);
        return found.Count > 0;
    }

    private static bool Offers(JsonElement fields, int days) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty("duration", out var duration) && duration.TryGetProperty("selection", out var selection)
        && selection.EnumerateArray().Any(choice => choice[0].GetString() == days.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Odoo answers with a window that asks for the password; the answer to that is the action's own.</summary>
    private async Task<OdooAnswer> CheckedAsync(string cookie, string model, string method, long id, CancellationToken cancellation)
    {
        var answer = await CallAsync(cookie, model, method, [new JsonArray(id)], [], cancellation);
        if (OdooReply.Text(answer.Value, "res_model") != "res.users.identitycheck") return answer;
        var check = answer.Value.TryGetProperty("res_id", out var found) && found.TryGetInt64(out var number) ? number : throw OdooFaults.Shape("a question for the password");
        var context = new JsonObject { ["context"] = new JsonObject { ["password"] = password } };
        return await CallAsync(cookie, "res.users.identitycheck", "run_check", [new JsonArray(check)], context, cancellation);
    }

    private async Task<string> OpenAsync(CancellationToken cancellation)
    {
        using var request = Request("web/session/authenticate", new JsonObject { ["db"] = connection.Database, ["login"] = connection.User, ["password"] = password });
        string? cookie = null;
        var answer = await _transport.SendAsync(request, reply =>
        {
            cookie = reply.SessionCookie;
            return _wire.Decode(reply);
        }, cancellation);
        // A second factor is asked for by answering no user.
        if (!answer.Value.TryGetProperty("uid", out var user) || user.ValueKind != JsonValueKind.Number)
            throw OdooFaults.LoginDenied($"Odoo does not let '{connection.User}' in with the password alone.");
        return cookie ?? throw OdooFaults.Shape("a session");
    }

    private async Task<OdooAnswer> CallAsync(string cookie, string model, string method, JsonArray arguments, JsonObject named, CancellationToken cancellation)
    {
        using var request = Request("web/dataset/call_kw", new JsonObject { ["model"] = model, ["method"] = method, ["args"] = arguments, ["kwargs"] = named });
        request.Headers.Add("Cookie", cookie);
        return await _transport.SendAsync(request, _wire.Decode, cancellation);
    }

    private HttpRequestMessage Request(string path, JsonObject parameters) => new(HttpMethod.Post, connection.Endpoint(path))
    {
        Content = JsonRpcWire.Content(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "call", ["params"] = parameters, ["id"] = 1 }),
    };
}
