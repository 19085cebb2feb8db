using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Integration.Sandbox.Fhir.Http;

/// <summary>Create, read, update and delete (FHIR R4, RESTful API).</summary>
internal sealed class ResourceAddress(FhirStore store, FhirReplies replies)
{
    public async Task CreateAsync(HttpContext http, string type)
    {
        if (await ReadBodyAsync(http, type) is not { } resource) return;
        if (http.Request.Headers.TryGetValue("If-None-Exist", out var condition))
        {
            var found = FhirQuery.Read(Parameters(condition)).Select(store.Current(type));
            if (found.Count > 1)
            {
                await replies.RefuseAsync(http, StatusCodes.Status412PreconditionFailed, "multiple-matches", "several resources match If-None-Exist");
                return;
            }

            if (found.Count == 1)
            {
                await replies.SendAsync(http, found[0]);
                return;
            }
        }

        var made = store.Create(resource);
        http.Response.Headers.Location = $"{FhirSandbox.AddressOf(http)}/{made.Reference}/_history/{made.Version}";
        await replies.SendAsync(http, made, StatusCodes.Status201Created);
    }

    public async Task UpdateAsync(HttpContext http, string type, string id)
    {
        if (await ReadBodyAsync(http, type) is not { } resource) return;
        if (resource["id"]?.ToString() != id)
        {
            await replies.RefuseAsync(http, StatusCodes.Status400BadRequest, "invalid", "the id of the resource is not that of the address");
            return;
        }

        var before = store.Read(type, id);
        if (http.Request.Headers.IfMatch is [{ } expected] && expected != before?.ETag)
        {
            await replies.RefuseAsync(http, StatusCodes.Status412PreconditionFailed, "conflict", "another version stands");
            return;
        }

        await replies.SendAsync(http, store.Put(resource), before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    public async Task ReadAsync(HttpContext http, string type, string id)
    {
        if (!await replies.BeginAsync(http, type, 0)) return;
        await SendAsync(http, store.Read(type, id));
    }

    public async Task ReadVersionAsync(HttpContext http, string type, string id, int version)
    {
        if (!await replies.BeginAsync(http, type, 0)) return;
        await SendAsync(http, store.History(type, id).FirstOrDefault(one => one.Version == version));
    }

    public async Task DeleteAsync(HttpContext http, string type, string id)
    {
        if (!await replies.BeginAsync(http, type, 0)) return;
        store.Delete(type, id);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static IEnumerable<KeyValuePair<string, string>> Parameters(StringValues query) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query.ToString()).SelectMany(parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value ?? "")));

    private async Task SendAsync(HttpContext http, StoredVersion? version)
    {
        if (version is null)
        {
            await replies.RefuseAsync(http, StatusCodes.Status404NotFound, "not-found", "there is no such resource");
        }
        else if (version.IsDelete)
        {
            http.Response.Headers.ETag = version.ETag;
            await replies.RefuseAsync(http, StatusCodes.Status410Gone, "deleted", "the resource was deleted");
        }
        else if (http.Request.Headers[HeaderNames.IfNoneMatch].Contains(version.ETag))
        {
            http.Response.Headers.ETag = version.ETag;
            http.Response.StatusCode = StatusCodes.Status304NotModified;
        }
        else
        {
            await replies.SendAsync(http, version);
        }
    }

    private async Task<JsonObject?> ReadBodyAsync(HttpContext http, string type)
    {
        if (!await replies.BeginAsync(http, type, 0)) return null;
        try
        {
            if (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) is JsonObject resource && resource["resourceType"]?.ToString() == type) return resource;
        }
        catch (JsonException)
        {
            // Answered below, as anything else that is no resource of this type.
        }

        await replies.RefuseAsync(http, StatusCodes.Status400BadRequest, "structure", $"this is no {type}");
        return null;
    }
}
