using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Ingestion.Fhir.Polling;

namespace Integration.Ingestion.Fhir.Subscribing;

/// <summary>A subscription this product wants a server to keep: one for a topic, or one for each polled type with its criteria.</summary>
/// <param name="Name">What it is for: the topic, or the type.</param>
/// <param name="Criteria">FHIR R4, Subscription.criteria: the canonical address of the topic, or a search.</param>
internal sealed record WantedSubscription(string Name, string Criteria, FhirSubscription Asked)
{
    private const string Backport = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    /// <summary>How often a server that has nothing to tell says so, in seconds: it shows that the way is open, and its count shows what was lost.</summary>
    private const int HeartbeatSeconds = 60;

    public static IReadOnlyList<WantedSubscription> Of(FhirFeed feed) => feed.Subscription switch
    {
        null => [],
        { Kind: FhirSubscriptionKind.Topic } asked => [new WantedSubscription(asked.Topic, asked.Topic, asked)],
        { Kind: FhirSubscriptionKind.RestHook } asked => [.. feed.Polls.Select(poll => new WantedSubscription(poll.Type, poll.Criteria.Length == 0 ? $"{poll.Type}?" : $"{poll.Type}?{poll.Criteria}", asked))],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether the server's one is this one; what it hides or adds does not matter.</summary>
    public bool IsIn(JsonNode resource) =>
        (string?)resource["criteria"] == Criteria && (string?)resource["channel"]?["endpoint"] == Asked.Endpoint.OriginalString;

    /// <param name="id">Null for a new one.</param>
    /// <param name="secret">What the channel's header carries; null for none.</param>
    public JsonObject Resource(string? id, string? secret, DateTimeOffset end)
    {
        var channel = new JsonObject { ["type"] = "rest-hook", ["endpoint"] = Asked.Endpoint.OriginalString };
        if (secret is not null)
        {
            channel["header"] = new JsonArray($"Authorization: Bearer {secret}");
        }

        var resource = new JsonObject { ["resourceType"] = "Subscription", ["status"] = "requested", ["reason"] = "Operational events for supply, beds, maintenance and charges", ["criteria"] = Criteria };
        if (id is not null)
        {
            resource["id"] = id;
        }

        if (Asked.Kind == FhirSubscriptionKind.Topic)
        {
            resource["meta"] = new JsonObject { ["profile"] = new JsonArray($"{Backport}backport-subscription") };
            channel["extension"] = new JsonArray(new JsonObject { ["url"] = $"{Backport}backport-heartbeat-period", ["valueUnsignedInt"] = HeartbeatSeconds });
            channel["payload"] = "application/fhir+json";
            channel["_payload"] = new JsonObject { ["extension"] = new JsonArray(new JsonObject { ["url"] = $"{Backport}backport-payload-content", ["valueCode"] = Content(Asked.Content) }) };
        }

        resource["end"] = PollWindow.Words(end);
        resource["channel"] = channel;
        return resource;
    }

    private static string Content(FhirNotificationContent content) => content switch
    {
        FhirNotificationContent.Empty => "empty",
        FhirNotificationContent.IdOnly => "id-only",
        FhirNotificationContent.FullResource => "full-resource",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
