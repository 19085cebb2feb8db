using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Odoo.Wire;

/// <summary>How a call looks on <c>/jsonrpc</c> and how its answer is read. Refusals come with HTTP 200 and an <c>error</c> member.</summary>
internal sealed class JsonRpcWire(OdooConnection connection)
{
    private readonly Uri _endpoint = new(new Uri(connection.Url.AbsoluteUri.TrimEnd('/') + "/"), "jsonrpc");

    public HttpRequestMessage Version() => Request("common", "version");

    public HttpRequestMessage Authenticate() =>
        Request("common", "authenticate", connection.Database, connection.User, connection.Secret, new JsonObject());

    public HttpRequestMessage Execute(long user, string model, string method, JsonArray arguments, JsonObject named) =>
        Request("object", "execute_kw", connection.Database, user, connection.Secret, model, method, arguments.DeepClone(), named.DeepClone());

    /// <exception cref="OdooFault">The answer is a refusal, or no answer of Odoo.</exception>
    public static OdooAnswer Decode(int status, string? mediaType, ReadOnlyMemory<byte> body)
    {
        if (status != 200) throw OdooFaults.Of(null, status, $"HTTP {status} instead of an answer.");
        if (mediaType != "application/json") throw Broken("Odoo's answer is not JSON.", null);
        JsonElement answer;
        try
        {
            using var document = JsonDocument.Parse(body);
            answer = document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw Broken("Odoo's answer is broken JSON.", fault);
        }

        if (answer.ValueKind != JsonValueKind.Object) throw Broken("Odoo's answer is not an object.", null);
        if (answer.TryGetProperty("error", out var error)) throw Refusal(error);
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
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = content };
    }

    /// <summary><c>error.message</c> is always "Odoo Server Error"; the name and the sentence are in <c>error.data</c>, whose <c>debug</c> stays unread.</summary>
    private static OdooFault Refusal(JsonElement error)
    {
        var data = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("data", out var found) ? found : default;
        return OdooFaults.Of(Text(data, "name"), null, Text(data, "message") ?? "Odoo raised an error.");
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static OdooFault Broken(string sentence, Exception? cause) => new(OdooFaultKind.Unavailable, true, null, sentence, cause);
}
