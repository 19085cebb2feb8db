using System.Globalization;
using System.Text.Json;

namespace Integration.Ingestion.Fhir.Subscribing;

internal enum NotificationKind
{
    Handshake,
    Heartbeat,
    EventNotification,
    QueryStatus,
    QueryEvent,
}

/// <summary>The status of a subscription, with which a notification begins (Subscriptions R5 Backport 1.1, R4: Parameters of profile backport-subscription-status-r4).</summary>
/// <param name="Subscription">The server's id of it.</param>
/// <param name="Status">FHIR R4, SubscriptionStatus; empty where it is not told.</param>
/// <param name="Count">Events since the subscription began; null where it is not told.</param>
/// <param name="Numbers">Of the events it tells.</param>
/// <param name="IsWhole">Each event comes with its resource, or is a deletion.</param>
internal sealed record FhirNotification(NotificationKind Kind, string Subscription, string Status, long? Count, IReadOnlyList<long> Numbers, bool IsWhole)
{
    /// <summary>Events one notification may tell; the rest is read back.</summary>
    public const int MostEvents = 10_000;

    /// <param name="body">A bundle.</param>
    /// <param name="isAnswer">It answers our own question (<c>$status</c>, <c>$events</c>) and may be a searchset.</param>
    public static (FhirNotification? Notification, NotificationTaken Problem) Read(ReadOnlyMemory<byte> body, bool isAnswer)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement, isAnswer);
        }
        catch (JsonException)
        {
            return Wrong("", "a notification bundle as JSON");
        }
    }

    private static (FhirNotification? Notification, NotificationTaken Problem) Read(JsonElement bundle, bool isAnswer)
    {
        if (bundle.Text("resourceType") != "Bundle")
        {
            return Wrong("", "a notification bundle, or nothing at all");
        }

        if (bundle.Text("type") != "history" && !(isAnswer && bundle.Text("type") == "searchset"))
        {
            return Wrong("Bundle.type", "history, as a notification of the Subscriptions R5 Backport has in R4");
        }

        var first = bundle.Items("entry").FirstOrDefault();
        if (first.Child("resource") is not { } parameters || parameters.Text("resourceType") != "Parameters")
        {
            return Wrong("Bundle.entry[0].resource", "the status of the subscription as Parameters");
        }

        if (!isAnswer && (first.Child("request")?.Text("method") is null || first.Child("response")?.Text("status") is null))
        {
            return Wrong(first.Child("request") is null ? "Bundle.entry[0].request" : "Bundle.entry[0].response", "request and response, as every entry of a history has");
        }

        const string Place = "Bundle.entry[0].resource.parameter";
        var kind = Enum.GetValues<NotificationKind>().Where(one => JsonNamingPolicy.KebabCaseLower.ConvertName(one.ToString()) == Value(parameters, "type")).Select(one => (NotificationKind?)one).FirstOrDefault();
        var subscription = Named(parameters, "subscription").Select(one => one.Child("valueReference")?.Text("reference")).FirstOrDefault();
        var events = Named(parameters, "notification-event").Take(MostEvents).Select(one => Number(Value(one, "event-number", "part"))).ToList();
        return kind is not { } known ? Wrong($"{Place}.where(name = 'type').value", "handshake, heartbeat, event-notification, query-status or query-event")
            : subscription is null || IdOf(subscription) is not { } id ? Wrong($"{Place}.where(name = 'subscription').value", "a reference to the subscription")
            : events.Contains(null) ? Wrong($"{Place}.where(name = 'notification-event').part.where(name = 'event-number').value", "a whole number of 0 or more")
            : (new FhirNotification(known, id, Value(parameters, "status") ?? "", Number(Value(parameters, "events-since-subscription-start")), [.. events.OfType<long>()], IsComplete(bundle)), NotificationTaken.Done);
    }

    private static bool IsComplete(JsonElement bundle)
    {
        var told = bundle.Items("entry").Skip(1).ToList();
        return told.Count > 0 && told.TrueForAll(entry => entry.Child("resource") is not null || entry.Child("request")?.Text("method") == "DELETE");
    }

    /// <summary>The last part of <c>https://ehr.example/fhir/Subscription/123</c>.</summary>
    public static string? IdOf(string reference)
    {
        var parts = reference.Split("/_history/")[0].Split('/');
        return parts is [.., "Subscription", { Length: > 0 and <= 64 } id] ? id : null;
    }

    private static IEnumerable<JsonElement> Named(JsonElement owner, string name, string list = "parameter") => owner.Items(list).Where(one => one.Text("name") == name);

    /// <summary>Whatever type a server gives a value: codes and numbers come as strings in R4.</summary>
    private static string? Value(JsonElement owner, string name, string list = "parameter") => Named(owner, name, list)
        .SelectMany(one => one.EnumerateObject()).Where(member => member.Name.StartsWith("value", StringComparison.Ordinal))
        .Select(member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() : null).FirstOrDefault();

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static (FhirNotification?, NotificationTaken) Wrong(string location, string expected) => (null, new NotificationTaken(location, expected));
}
