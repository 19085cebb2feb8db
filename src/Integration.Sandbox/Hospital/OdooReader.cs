using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Hospital;

/// <summary>Reads Odoo for the check, and acts in it for people, with nothing of the product's own client: what counts the product must not be the product.</summary>
internal sealed class OdooReader(HttpClient http, Uri url, string database, string user, string secret)
{
    private long? _user;

    /// <summary>All of them, oldest first.</summary>
    public Task<IReadOnlyList<JsonElement>> SearchReadAsync(string model, JsonArray domain, string[] fields, CancellationToken cancellationToken) => PageAsync(model, domain, fields, null, cancellationToken);

    /// <summary>So many of them, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> PageAsync(string model, JsonArray domain, string[] fields, int? limit, CancellationToken cancellationToken)
    {
        var named = new JsonObject { ["fields"] = new JsonArray([.. fields.Select(field => (JsonNode)field)]), ["order"] = "id", ["context"] = new JsonObject { ["tz"] = "UTC", ["lang"] = "en_US", ["active_test"] = false } };
        if (limit is { } most)
        {
            named["limit"] = most;
        }

        var answer = await ExecuteAsync(model, "search_read", new JsonArray(domain), named, cancellationToken);
        return answer.EnumerateArray().ToList();
    }

    /// <exception cref="InvalidOperationException">Odoo refused; the message is its own.</exception>
    public async Task<JsonElement> ExecuteAsync(string model, string method, JsonArray arguments, JsonObject named, CancellationToken cancellationToken)
    {
        _user ??= (await CallAsync("common", "authenticate", new JsonArray(database, user, secret, new JsonObject()), cancellationToken)).GetInt64();
        return await CallAsync("object", "execute_kw", new JsonArray(database, _user.Value, secret, model, method, arguments, named), cancellationToken);
    }

    /// <summary>By id, with module; empty where a record has none.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ExternalIdsAsync(string model, long[] ids, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("object", "execute_kw", new JsonArray(database, _user!.Value, secret, model, "get_external_id", new JsonArray(new JsonArray([.. ids.Select(id => (JsonNode)id)])), new JsonObject()), cancellationToken);
        return answer.EnumerateObject().ToDictionary(name => long.Parse(name.Name, System.Globalization.CultureInfo.InvariantCulture), name => name.Value.GetString() ?? "");
    }

    /// <summary>The label of each field of a model.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FieldsAsync(string model, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("object", "execute_kw", new JsonArray(database, _user!.Value, secret, model, "fields_get", new JsonArray(), new JsonObject { ["attributes"] = new JsonArray("string") }), cancellationToken);
        return answer.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetProperty("string").GetString() ?? "");
    }

    private async Task<JsonElement> CallAsync(string service, string method, JsonArray arguments, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "call", ["id"] = 1, ["params"] = new JsonObject { ["service"] = service, ["method"] = method, ["args"] = arguments } };
        using var response = await http.PostAsJsonAsync(new Uri(url, "jsonrpc"), request, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (answer.TryGetProperty("error", out var error))
        {
            throw new InvalidOperationException($"Odoo refused {method}: {error.GetProperty("data").GetProperty("message")}");
        }

        // A method that returns nothing is answered without a result.
        return answer.TryGetProperty("result", out var result) ? result : default;
    }
}
