using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Odoo.Wire;

/// <summary><c>/jsonrpc</c>: arguments by place, database and secret in the body. Refusals come with HTTP 200 and an <c>error</c> member.</summary>
internal sealed class JsonRpcWire(OdooConnection connection) : IOdooWire
{
    private readonly Uri _endpoint = connection.Endpoint("jsonrpc");

    public HttpRequestMessage Version() => Request("common", "version");

    /// <summary>Answers the user's id, or false.</summary>
    public HttpRequestMessage Authenticate(string secret) =>
        Request("common", "authenticate", connection.Database, connection.User, secret, new JsonObject());

    public HttpRequestMessage Execute(string secret, long user, OdooCall call) =>
        Request("object", "execute_kw", connection.Database, user, secret, call.Model, call.Method, call.Placed.DeepClone(), call.Named.DeepClone());

    public OdooAnswer Decode(OdooReply reply)
    {
        if (reply.Status != 200) throw OdooFaults.Of(reply, null, $"HTTP {reply.Status} instead of an answer.");
        var answer = reply.Json();
        if (answer.ValueKind != JsonValueKind.Object) throw OdooReply.Broken("Odoo's answer is not an object.", null);
        if (answer.TryGetProperty("error", out var error)) throw Refusal(reply, error);
        // What returns nothing in Python comes without a result.
        return answer.TryGetProperty("result", out var result) ? new OdooAnswer(result) : OdooAnswer.Void;
    }

    private HttpRequestMessage Request(string service, string method, params ReadOnlySpan<JsonNode?> arguments)
    {
        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "call",
            ["params"] = new JsonObject { ["service"] = service, ["method"] = method, ["args"] = new JsonArray(arguments) },
            ["id"] = 1,
        };
        return new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = Content(body) };
    }

    internal static ByteArrayContent Content(JsonObject body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary><c>error.message</c> is always "Odoo Server Error"; the name and the sentence are in <c>error.data</c>, whose <c>debug</c> stays unread.</summary>
    private static OdooFault Refusal(OdooReply reply, JsonElement error)
    {
        var data = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("data", out var found) ? found : default;
        return OdooFaults.Of(reply, OdooReply.Text(data, "name"), OdooReply.Text(data, "message") ?? "Odoo raised an error.");
    }
}
