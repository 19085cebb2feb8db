using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Odoo.Http;

/// <summary><c>/jsonrpc</c>: every answer has status 200, and an error is a member of it.</summary>
internal sealed class JsonRpcAddress(OdooCalls calls, FaultyReplies replies)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var (id, call) = await ReadAsync(http);
        var (service, method, arguments) = (Text(call, "service"), Text(call, "method"), call["args"]!.AsArray());
        var isMethod = method == "execute_kw";
        await replies.AnswerAsync(http, Call(id, isMethod ? arguments[4]!.GetValue<string>() : method, isMethod ? Rows(arguments[5], arguments.ElementAtOrDefault(6)) : null,
            () => calls.Call(service, method, arguments)));
    }

    public static async Task<(JsonNode? Id, JsonObject Call)> ReadAsync(HttpContext http)
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!.AsObject();
        return (request["id"]?.DeepClone(), request["params"]!.AsObject());
    }

    public static string Text(JsonObject call, string name) => call[name]!.GetValue<string>();

    public static WireCall Call(JsonNode? id, string method, JsonArray? rows, Func<JsonNode?> run) => new(method, rows, run, result => Result(id, result), error => Refusal(id, error));

    private static JsonArray? Rows(JsonNode? placed, JsonNode? named) => (placed as JsonArray is { Count: > 1 } both ? both[1] : named?["data"]) as JsonArray;

    private static WireReply Result(JsonNode? id, JsonNode? result)
    {
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id };
        // None goes without a result member.
        if (result is not null) answer["result"] = result;
        return new WireReply(StatusCodes.Status200OK, answer);
    }

    private static WireReply Refusal(JsonNode? id, OdooError error) => new(StatusCodes.Status200OK, new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id,
        ["error"] = new JsonObject { ["code"] = 0, ["message"] = "Odoo Server Error", ["data"] = FaultyReplies.Error(error) },
    });
}
