using System.Net.Http.Headers;
using System.Text.Json;

namespace Integration.Odoo.Wire;

/// <summary>
/// <c>/json/2/&lt;model&gt;/&lt;method&gt;</c>: arguments by name, key and database in headers, the bare result in the body. Refusals are statuses of HTTP with Odoo's
/// exception as JSON; a page in its place comes from a proxy, or from an Odoo that has no such database.
/// </summary>
internal sealed class Json2Wire(OdooConnection connection) : IOdooWire
{
    /// <summary>Needs neither login nor database.</summary>
    public HttpRequestMessage Version() => new(HttpMethod.Get, connection.Endpoint("web/version"));

    /// <summary>Void where Odoo is too old to know this address.</summary>
    public OdooAnswer DecodeVersion(OdooReply reply) => reply is { Status: 404 } ? OdooAnswer.Void : Decode(reply);

    public HttpRequestMessage Execute(string secret, long user, OdooCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, connection.Endpoint($"json/2/{Uri.EscapeDataString(call.Model)}/{Uri.EscapeDataString(call.Method)}"))
        {
            Content = JsonRpcWire.Content(call.ByName()),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", secret);
        request.Headers.Add("X-Odoo-Database", connection.Database);
        return request;
    }

    public OdooAnswer Decode(OdooReply reply)
    {
        if (reply.Status == 200) return new OdooAnswer(reply.Json());
        if (reply.IsJson && reply.Json() is { ValueKind: JsonValueKind.Object } error && OdooReply.Text(error, "name") is { } name)
            throw OdooFaults.Of(reply, name, OdooReply.Text(error, "message") ?? "Odoo raised an error.");
        throw OdooFaults.Of(reply, null, $"HTTP {reply.Status} instead of an answer.");
    }
}
