using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Odoo.Http;

/// <summary>What Odoo's web client asks: a login that a cookie remembers, and methods of records. Only here, and over /json/2, can a key be made.</summary>
internal sealed class WebAddress(OdooCalls calls, FaultyReplies replies)
{
    private const string Cookie = "session_id";

    private readonly ConcurrentDictionary<string, WebSession> _sessions = new(StringComparer.Ordinal);

    public async Task LogInAsync(HttpContext http)
    {
        var (id, call) = await JsonRpcAddress.ReadAsync(http);
        await replies.AnswerAsync(http, JsonRpcAddress.Call(id, "authenticate", null, () =>
        {
            var session = calls.OpenSession(JsonRpcAddress.Text(call, "db"), JsonRpcAddress.Text(call, "login"), JsonRpcAddress.Text(call, "password"));
            var name = Guid.CreateVersion7().ToString("N");
            _sessions[name] = session;
            http.Response.Cookies.Append(Cookie, name, new CookieOptions { HttpOnly = true, Path = "/" });
            return new JsonObject { ["uid"] = session.User, ["user_context"] = new JsonObject { ["lang"] = "en_US", ["tz"] = "UTC", ["uid"] = session.User } };
        }));
    }

    public async Task CallAsync(HttpContext http)
    {
        var (id, call) = await JsonRpcAddress.ReadAsync(http);
        var method = JsonRpcAddress.Text(call, "method");
        await replies.AnswerAsync(http, JsonRpcAddress.Call(id, method, null, () =>
            http.Request.Cookies[Cookie] is { } name && _sessions.TryGetValue(name, out var session)
                ? calls.Run(session, JsonRpcAddress.Text(call, "model"), method, call["args"]!.AsArray(), call["kwargs"] as JsonObject ?? [])
                : throw new OdooError("odoo.http.SessionExpiredException", "Session expired")));
    }
}
