using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir.Store;

namespace Integration.Sandbox.Fhir.Subscriptions;

/// <summary>Notifications as the Subscriptions R5 Backport writes them for R4: a history bundle that begins with the subscription's status as Parameters.</summary>
internal static class NotificationBundle
{
    private const string Profile = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    /// <param name="kind"><c>handshake</c>, <c>heartbeat</c>, <c>event-notification</c>, <c>query-status</c> or <c>query-event</c>.</param>
    /// <param name="content"><c>empty</c>, <c>id-only</c> or <c>full-resource</c>.</param>
    public static JsonObject Make(string server, SubscriptionEntry subscription, string kind, IReadOnlyList<SubscriptionEvent> events, string content, DateTimeOffset now)
    {
        var entries = new JsonArray(Status(server, subscription, kind, events, content));
        if (content != "empty")
        {
            foreach (var one in events)
            {
                var entry = one.Version.HistoryEntry(server);
                if (content == "id-only") entry.Remove("resource");
                entries.Add(entry);
            }
        }

        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["id"] = Guid.CreateVersion7(now).ToString(),
            ["meta"] = new JsonObject { ["profile"] = new JsonArray($"{Profile}backport-subscription-notification-r4") },
            ["type"] = kind == "query-status" ? "searchset" : "history",
            ["timestamp"] = StoredVersion.Format(now),
            ["entry"] = entries,
        };
    }

    private static JsonObject Status(string server, SubscriptionEntry subscription, string kind, IReadOnlyList<SubscriptionEvent> events, string content)
    {
        var parameters = new JsonArray(
            Parameter("subscription", "valueReference", new JsonObject { ["reference"] = $"{server}/Subscription/{subscription.Id}" }),
            Parameter("topic", "valueCanonical", subscription.Topic),
            Parameter("status", "valueCode", subscription.Status),
            Parameter("type", "valueCode", kind),
            Parameter("events-since-subscription-start", "valueString", subscription.Events.Count.ToString(CultureInfo.InvariantCulture)));
        foreach (var one in events)
        {
            var parts = new JsonArray(
                Parameter("event-number", "valueString", one.Number.ToString(CultureInfo.InvariantCulture)),
                Parameter("timestamp", "valueInstant", one.Version.Instant));
            if (content != "empty") parts.Add(Parameter("focus", "valueReference", new JsonObject { ["reference"] = $"{server}/{one.Version.Reference}" }));
            parameters.Add(new JsonObject { ["name"] = "notification-event", ["part"] = parts });
        }

        var id = Guid.CreateVersion7().ToString();
        var entry = new JsonObject
        {
            ["fullUrl"] = $"urn:uuid:{id}",
            ["resource"] = new JsonObject
            {
                ["resourceType"] = "Parameters",
                ["id"] = id,
                ["meta"] = new JsonObject { ["profile"] = new JsonArray($"{Profile}backport-subscription-status-r4") },
                ["parameter"] = parameters,
            },
        };
        if (kind == "query-status") return entry;
        entry["request"] = new JsonObject { ["method"] = "GET", ["url"] = $"{server}/Subscription/{subscription.Id}/$status" };
        entry["response"] = new JsonObject { ["status"] = "200" };
        return entry;
    }

    private static JsonObject Parameter(string name, string type, JsonNode value) => new() { ["name"] = name, [type] = value };
}
