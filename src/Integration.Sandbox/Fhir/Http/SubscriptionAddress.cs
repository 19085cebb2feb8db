using System.Globalization;
using System.Text.Json;
using Integration.Sandbox.Fhir.Subscriptions;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Fhir.Http;

/// <summary>The operations <c>$status</c> and <c>$events</c> of the Subscriptions R5 Backport.</summary>
internal sealed class SubscriptionAddress(SubscriptionRoll roll, FhirReplies replies, Func<string> server, TimeProvider time)
{
    public async Task StatusAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id) is { } entry)
        {
            await replies.SendAsync(http, NotificationBundle.Make(server(), entry, "query-status", [], "empty", time.GetUtcNow()));
        }
    }

    public async Task EventsAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id) is not { } entry) return;
        var parameters = await ParametersAsync(http);
        var from = Number(parameters, "eventsSinceNumber") ?? 1;
        var until = Number(parameters, "eventsUntilNumber") ?? long.MaxValue;
        var content = parameters.GetValueOrDefault("content", entry.Content);
        await replies.SendAsync(http, NotificationBundle.Make(server(), entry, "query-event", [.. entry.Events.Where(one => one.Number >= from && one.Number <= until)], content, time.GetUtcNow()));
    }

    private async Task<SubscriptionEntry?> FindAsync(HttpContext http, string id)
    {
        if (!await replies.BeginAsync(http, "Subscription", 0)) return null;
        if (roll.Find(id) is { } entry) return entry;
        await replies.RefuseAsync(http, StatusCodes.Status404NotFound, "not-found", "there is no such subscription");
        return null;
    }

    /// <summary>From the query, or from a Parameters resource.</summary>
    private static async Task<Dictionary<string, string>> ParametersAsync(HttpContext http)
    {
        if (http.Request.Method == HttpMethods.Get) return http.Request.Query.ToDictionary(one => one.Key, one => one.Value.ToString());
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted);
        return body.TryGetProperty("parameter", out var all)
            ? all.EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.EnumerateObject().First(value => value.Name.StartsWith("value", StringComparison.Ordinal)).Value.ToString())
            : [];
    }

    private static long? Number(Dictionary<string, string> parameters, string name) =>
        parameters.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
