using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir.Store;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Fhir.Http;

/// <summary>Search and history, page by page: each answer is a snapshot of the moment it was asked for, to be read on through <c>link.next</c>.</summary>
internal sealed class SearchAddress(FhirStore store, FhirReplies replies, TimeProvider time)
{
    private const string Next = "_page";
    private readonly ConcurrentDictionary<string, Answer> _answers = [];
    private int _count;

    /// <summary>Forgets what was not read to the end.</summary>
    public void Forget() => _answers.Clear();

    public Task SearchAsync(HttpContext http, string type) => AnswerAsync(http, type, "searchset", () => store.Current(type));

    public Task HistoryAsync(HttpContext http, string type, string? id) => AnswerAsync(http, type, "history", () => store.History(type, id));

    /// <summary>A further page.</summary>
    public async Task ReadOnAsync(HttpContext http)
    {
        var parts = http.Request.Query[Next].ToString().Split('-');
        if (parts.Length != 2 || !_answers.TryGetValue(parts[0], out var answer) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var page))
        {
            await replies.RefuseAsync(http, StatusCodes.Status410Gone, "not-found", "this page is no longer kept");
        }
        else if (await replies.BeginAsync(http, answer.Type, page))
        {
            await replies.SendAsync(http, Page(http, parts[0], answer, page));
        }
    }

    private async Task AnswerAsync(HttpContext http, string type, string kind, Func<IEnumerable<StoredVersion>> versions)
    {
        if (!await replies.BeginAsync(http, type, 1)) return;
        try
        {
            var parameters = ResourceAddress.Parameters(http.Request.QueryString.Value);
            var form = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(http.RequestAborted)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""))) : [];
            var query = FhirQuery.Read(parameters.Concat(form));
            var answer = new Answer(type, kind, query, query.Select(versions()), $"{FhirSandbox.AddressOf(http)}{http.Request.Path.Value![FhirSandbox.Path.Length..]}{http.Request.QueryString}");
            var name = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
            _answers[name] = answer;
            await SendFirstAsync(http, name, answer);
        }
        catch (FhirQueryError error)
        {
            await replies.RefuseAsync(http, StatusCodes.Status400BadRequest, "not-supported", error.Message);
        }
    }

    /// <summary>With a tag over what is in it, so that who asks again learns that nothing changed.</summary>
    private async Task SendFirstAsync(HttpContext http, string name, Answer answer)
    {
        var all = answer.Versions.Concat(answer.Query.Included(answer.Versions, store)).Select(version => $"{version.Reference}{version.ETag}");
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', all))))}\"";
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch.Contains(tag))
        {
            _answers.TryRemove(name, out _);
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await replies.SendAsync(http, Page(http, name, answer, 1));
    }

    private JsonObject Page(HttpContext http, string name, Answer answer, int page)
    {
        var server = FhirSandbox.AddressOf(http);
        var query = answer.Query;
        List<StoredVersion> matches = [.. answer.Versions.Skip((page - 1) * query.Count).Take(query.Count)];
        var links = new JsonArray(Link("self", answer.Self));
        if (answer.Versions.Count > page * query.Count)
        {
            links.Add(Link("next", string.Create(CultureInfo.InvariantCulture, $"{server}?{Next}={name}-{page + 1}")));
        }
        else
        {
            _answers.TryRemove(name, out _);
        }

        var entries = answer.Kind == "history"
            ? matches.Select(version => version.HistoryEntry(server))
            : matches.Select(version => Entry(server, version, "match")).Concat(query.Included(matches, store).Select(version => Entry(server, version, "include")));
        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["id"] = $"{name}-{page}",
            ["meta"] = new JsonObject { ["lastUpdated"] = StoredVersion.Format(time.GetUtcNow()) },
            ["type"] = answer.Kind,
            ["total"] = answer.Versions.Count,
            ["link"] = links,
            ["entry"] = new JsonArray([.. entries]),
        };
    }

    private static JsonObject Link(string relation, string url) => new() { ["relation"] = relation, ["url"] = url };

    private static JsonObject Entry(string server, StoredVersion version, string mode) =>
        new() { ["fullUrl"] = $"{server}/{version.Reference}", ["resource"] = version.Copy(), ["search"] = new JsonObject { ["mode"] = mode } };

    /// <param name="Type">Resource type.</param>
    /// <param name="Kind">Type of the bundle.</param>
    /// <param name="Self">What was asked, as it was taken notice of.</param>
    private sealed record Answer(string Type, string Kind, FhirQuery Query, IReadOnlyList<StoredVersion> Versions, string Self);
}
