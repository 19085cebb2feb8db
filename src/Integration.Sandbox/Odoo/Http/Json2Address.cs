using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Odoo.Http;

/// <summary><c>/json/2/&lt;model&gt;/&lt;method&gt;</c>: arguments by name, the bare result, and errors as statuses.</summary>
internal sealed class Json2Address(OdooCalls calls, FaultyReplies replies)
{
    /// <summary>Names of arguments. Python binds them before the method runs, and refuses others.</summary>
    private static readonly FrozenDictionary<string, string[]> Signatures = new Dictionary<string, string[]>
    {
        ["load"] = ["fields", "data"],
        ["create"] = ["vals_list"],
        ["write"] = ["vals"],
        ["unlink"] = [],
        ["read"] = ["fields", "load"],
        ["search"] = ["domain", "offset", "limit", "order"],
        ["search_read"] = ["domain", "fields", "offset", "limit", "order"],
        ["search_count"] = ["domain", "limit"],
        ["exists"] = [],
        ["get_external_id"] = [],
        ["fields_get"] = ["allfields", "attributes"],
        ["has_access"] = ["operation"],
        ["check_object_reference"] = ["module", "xml_id", "raise_on_access_error"],
        ["context_get"] = [],
        ["button_confirm"] = [],
        ["button_cancel"] = [],
        ["button_draft"] = [],
        ["action_confirm"] = [],
        ["action_assign"] = [],
        ["action_cancel"] = [],
    }.ToFrozenDictionary();

    /// <summary>Methods of the model, which refuse ids.</summary>
    private static readonly FrozenSet<string> OfTheModel =
        FrozenSet.Create("load", "create", "search", "search_read", "search_count", "fields_get", "check_object_reference", "context_get");

    public async Task AnswerAsync(HttpContext http, string model, string method)
    {
        // With one database a request may go without its name.
        if (http.Request.Headers["X-Odoo-Database"] is [{ Length: > 0 } database] && !calls.Has(database))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync("<!DOCTYPE html><title>404 Not Found</title><p>No database is selected.</p>", http.RequestAborted);
            return;
        }

        // A body without its length (chunked) is not read, as if there were none.
        var named = http.Request.ContentLength is > 0 ? (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!.AsObject() : [];
        var key = http.Request.Headers.Authorization.ToString() is ['b' or 'B', ..] header && header.Split(' ') is [_, var given] ? given : null;
        await replies.AnswerAsync(http, new WireCall(method, named["data"] as JsonArray, () => Run(key, model, method, named), Result, Refusal));
    }

    private JsonNode? Run(string? key, string model, string method, JsonObject named)
    {
        var session = calls.OpenByKey(key);
        if (!ModelCatalog.Models.ContainsKey(model)) throw OdooError.Http("NotFound", $"the model '{model}' does not exist");
        if (!method.StartsWith('_') && !RecordMethods.Knows(model, method)) throw OdooError.Http("NotFound", $"The method '{model}.{method}' does not exist");
        var ids = named["ids"]?.DeepClone() as JsonArray ?? [];
        named.Remove("ids");
        if (OfTheModel.Contains(method) && ids.Count > 0) throw OdooError.Http("UnprocessableEntity", $"cannot call {model}.{method} with ids");
        if (Signatures.TryGetValue(method, out var signature) && named.Select(pair => pair.Key).FirstOrDefault(name => name != "context" && !signature.Contains(name)) is { } unknown)
            throw OdooError.Http("UnprocessableEntity", $"got an unexpected keyword argument '{unknown}'");
        // One record's values are taken for a list of one, and the answer is a list.
        if (method == "create" && named["vals_list"] is JsonObject one) named["vals_list"] = new JsonArray(one.DeepClone());
        return calls.Run(session, model, method, OfTheModel.Contains(method) ? [] : [ids], named);
    }

    private static WireReply Result(JsonNode? result) => new(StatusCodes.Status200OK, result);

    private static WireReply Refusal(OdooError error) => new(Status(error), FaultyReplies.Error(error));

    private static int Status(OdooError error) => FaultyReplies.NameOf(error) switch
    {
        "werkzeug.exceptions.Unauthorized" => StatusCodes.Status401Unauthorized,
        "odoo.exceptions.AccessError" or "odoo.exceptions.AccessDenied" => StatusCodes.Status403Forbidden,
        "odoo.exceptions.MissingError" or "werkzeug.exceptions.NotFound" => StatusCodes.Status404NotFound,
        "odoo.exceptions.UserError" or "odoo.exceptions.ValidationError" or "werkzeug.exceptions.UnprocessableEntity" => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}
