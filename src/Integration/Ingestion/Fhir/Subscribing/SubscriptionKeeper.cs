using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Ingestion.Fhir.Authorising;
using Integration.Ingestion.Fhir.Polling;
using Integration.Journal;

namespace Integration.Ingestion.Fhir.Subscribing;

/// <summary>
/// Keeps an interface's subscriptions standing: makes those that are missing, renews them before their end, and makes those again that are gone or in error. It looks at a start and then now and again. What is lost meanwhile is polled.
/// </summary>
internal sealed class SubscriptionKeeper(InterfaceDefinition feed, FhirServer server, FhirNotifications notifications, TakeChanges take, IPollingJournal journal, EventNoted noted, PollingOptions options, TimeProvider time)
{
    private readonly IReadOnlyList<WantedSubscription> _wanted = WantedSubscription.Of(feed.Fhir!);
    private readonly HashSet<string> _looked = [];

    public bool HasAny => _wanted.Count > 0;

    /// <summary>Looks at those whose time has come.</summary>
    /// <param name="now">Database clock.</param>
    /// <returns>Whether something may have been missed, so that the server is to be asked now.</returns>
    /// <exception cref="FhirServerException">One does not stand.</exception>
    public async Task<bool> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = (await journal.SubscriptionsAsync(feed.Name, cancellationToken)).ToDictionary(one => one.Name);
        var isMissing = false;
        foreach (var wanted in _wanted)
        {
            var row = known.GetValueOrDefault(wanted.Name);
            if (row is null || !_looked.Contains(wanted.Name) || row.Id is null || row.Status is "error" or "off" || row.CheckedAt is not { } at || now - at >= options.SubscriptionCheck)
            {
                isMissing |= await KeepAsync(wanted, row, cancellationToken);
                _looked.Add(wanted.Name);
            }
        }

        return isMissing;
    }

    /// <summary>Asks the server for the events that were skipped, where it keeps them and they are taken as they are. It need not: the poll after this brings what they tell.</summary>
    public async Task ReadBackAsync(KnownSubscription gapped, CancellationToken cancellationToken)
    {
        if (gapped is not { Id: { } id, Gap: { } gap } || feed.Fhir!.Subscription is not { Kind: FhirSubscriptionKind.Topic, Content: FhirNotificationContent.FullResource })
        {
            return;
        }

        try
        {
            var target = server.At(string.Create(CultureInfo.InvariantCulture, $"Subscription/{id}/$events?eventsSinceNumber={gap.From}&eventsUntilNumber={gap.To}&content=full-resource"));
            var answer = await server.GetAsync(target, null, cancellationToken);
            if (FhirNotification.Read(answer.Body, isAnswer: true).Notification is { Kind: NotificationKind.QueryEvent })
            {
                await take(answer.Body, part => FhirNotifications.IsTaken(feed.Fhir, part), cancellationToken);
            }
        }
        catch (FhirServerException fault) when (!fault.IsPassing)
        {
            noted(feed.Name, InterfaceEventKind.ServerSaid, "events not kept", fault.Message);
        }
    }

    private async Task<bool> KeepAsync(WantedSubscription wanted, KnownSubscription? row, CancellationToken cancellationToken)
    {
        var found = row?.Id is { } id ? await ReadAsync(id, cancellationToken) : null;
        var isLost = row?.Id is not null && found is null;
        found ??= await FindAsync(wanted, cancellationToken);
        var status = found is null ? "" : (string?)found["status"] ?? "";
        var isBroken = status is "error" or "off";
        if (isLost || isBroken)
        {
            noted(feed.Name, InterfaceEventKind.SubscriptionLost, isBroken ? status : "gone", $"subscription {row?.Id ?? (string?)found?["id"]}");
        }

        long? begins = null;
        if (found is null)
        {
            (found, var isNew) = await MakeAsync(wanted, cancellationToken);
            begins = isNew ? 0 : null;
        }
        else if (isBroken || !wanted.IsIn(found) || EndOf(found) - time.GetUtcNow() < options.SubscriptionLife / 3)
        {
            found = await RenewAsync(wanted, (string)found["id"]!, cancellationToken);
        }

        var standing = (string?)found["id"] ?? throw new FhirServerException(FhirServerFault.NotUnderstood, "a subscription without an id");
        await journal.SaveSubscriptionAsync(new SubscriptionLook(feed.Name, wanted.Name, standing, (string?)found["status"] ?? "", EndOf(found)), begins, cancellationToken);
        return isLost || isBroken || begins is not null || await CountAsync(wanted, standing, cancellationToken);
    }

    /// <summary>Compares the server's count of events with what was heard.</summary>
    private async Task<bool> CountAsync(WantedSubscription wanted, string id, CancellationToken cancellationToken)
    {
        if (wanted.Asked.Kind != FhirSubscriptionKind.Topic)
        {
            return false;
        }

        try
        {
            var answer = await server.GetAsync(server.At($"Subscription/{id}/$status"), null, cancellationToken);
            return FhirNotification.Read(answer.Body, isAnswer: true).Notification is { Subscription: var named } status && named == id
                && (await notifications.HearAsync(feed.Name, status with { Kind = NotificationKind.QueryStatus }, cancellationToken)).IsMissing;
        }
        catch (FhirServerException fault) when (!fault.IsPassing)
        {
            noted(feed.Name, InterfaceEventKind.ServerSaid, "status not told", fault.Message);
            return false;
        }
    }

    private async Task<JsonNode?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return Resource(await server.GetAsync(server.At($"Subscription/{Uri.EscapeDataString(id)}"), null, cancellationToken));
        }
        catch (FhirServerException fault) when (fault.Fault == FhirServerFault.Gone)
        {
            return null;
        }
    }

    /// <summary>One of ours that this journal does not know: made by a run that died before it could write it down, or by an earlier installation.</summary>
    private async Task<JsonNode?> FindAsync(WantedSubscription wanted, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await server.GetAsync(server.At($"Subscription?url={Uri.EscapeDataString(wanted.Asked.Endpoint.OriginalString)}&_count=100"), null, cancellationToken);
            return (Resource(answer)["entry"] as JsonArray ?? []).Select(entry => entry?["resource"]).FirstOrDefault(resource => resource is not null && wanted.IsIn(resource));
        }
        catch (FhirServerException fault) when (fault.Fault == FhirServerFault.Refused)
        {
            // It does not search by endpoint; the condition on the creation is left.
            return null;
        }
    }

    private async Task<(JsonNode Resource, bool IsNew)> MakeAsync(WantedSubscription wanted, CancellationToken cancellationToken)
    {
        var condition = $"url={Uri.EscapeDataString(wanted.Asked.Endpoint.OriginalString)}&criteria={Uri.EscapeDataString(wanted.Criteria)}";
        var answer = await server.SendAsync(HttpMethod.Post, server.At("Subscription"), Body(wanted, null), request => request.Headers.TryAddWithoutValidation("If-None-Exist", condition), cancellationToken);
        if (!answer.Body.IsEmpty && Resource(answer) is { } made && (string?)made["resourceType"] == "Subscription")
        {
            return (made, answer.Status == HttpStatusCode.Created);
        }

        // A server may answer without the resource (FHIR R4, create): Location says where it is.
        var id = answer.Location is { } location ? FhirNotification.IdOf(location.OriginalString) : null;
        return id is not null && await ReadAsync(id, cancellationToken) is { } read
            ? (read, answer.Status == HttpStatusCode.Created)
            : throw new FhirServerException(FhirServerFault.NotUnderstood, "it does not say where the subscription is that it made");
    }

    private async Task<JsonNode> RenewAsync(WantedSubscription wanted, string id, CancellationToken cancellationToken)
    {
        await server.SendAsync(HttpMethod.Put, server.At($"Subscription/{Uri.EscapeDataString(id)}"), Body(wanted, id), _ => { }, cancellationToken);
        return await ReadAsync(id, cancellationToken) ?? throw new FhirServerException(FhirServerFault.NotUnderstood, "a subscription that was renewed is not there");
    }

    private byte[] Body(WantedSubscription wanted, string? id) => JsonSerializer.SerializeToUtf8Bytes(
        wanted.Resource(id, feed.Fhir!.Secret is { } secret ? SecretText.Read(secret) : null, time.GetUtcNow() + options.SubscriptionLife));

    private static DateTimeOffset? EndOf(JsonNode resource) => FhirPage.Instant((string?)resource["end"]);

    private static JsonNode Resource(FhirAnswer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body.Span) as JsonObject ?? throw new FhirServerException(FhirServerFault.NotUnderstood, "it answered no resource");
        }
        catch (JsonException fault)
        {
            throw new FhirServerException(FhirServerFault.NotUnderstood, "it answered something else than JSON", fault);
        }
    }
}
