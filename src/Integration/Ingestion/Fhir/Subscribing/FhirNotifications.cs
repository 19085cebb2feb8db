using System.Globalization;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Ingestion.Fhir.Polling;
using Integration.Journal;

namespace Integration.Ingestion.Fhir.Subscribing;

/// <summary>
/// Notifications are hints: whatever one says, the server is asked. Only changes that polls read without includes and criteria, and that come whole, are taken at once, as a poll would. The numbers of events are followed all the same, so that
/// people see when a server, or the way from it, loses some.
/// </summary>
internal sealed class FhirNotifications(Func<InterfaceDefinition, TakeChanges> intakes, IPollingJournal journal, PollHints hints, EventNoted noted) : IFhirNotifications
{
    public async Task<NotificationTaken> HandleAsync(InterfaceDefinition feed, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return await HintAsync(feed, cancellationToken);
        }

        var (notification, problem) = FhirNotification.Read(body, isAnswer: false);
        if (notification is null)
        {
            // Whatever it was meant to say, something happened over there.
            await HintAsync(feed, cancellationToken);
            return problem;
        }

        var tells = notification.Kind is NotificationKind.EventNotification or NotificationKind.QueryEvent;
        var isWhole = tells && notification.IsWhole && await TakeAsync(feed, notification, body, cancellationToken);
        var (known, isMissing) = await HearAsync(feed.Name, notification, cancellationToken);
        if (!known && tells)
        {
            noted(feed.Name, InterfaceEventKind.NotificationUnknown, "", $"subscription {notification.Subscription}");
        }

        return isMissing || (tells && !isWhole) ? await HintAsync(feed, cancellationToken) : NotificationTaken.Done;
    }

    /// <summary>Follows the numbers; also of what the server answers about a subscription.</summary>
    /// <returns>Whether it is one of ours, and whether events are missing.</returns>
    public async Task<(bool IsKnown, bool IsMissing)> HearAsync(string interfaceName, FhirNotification notification, CancellationToken cancellationToken)
    {
        if (EventsOf(notification) is not { } events)
        {
            return (true, false);
        }

        var heard = await journal.HearAsync(interfaceName, notification.Subscription, events, cancellationToken);
        if (heard.Gap is { } gap)
        {
            noted(interfaceName, InterfaceEventKind.NotificationGap, "", string.Create(CultureInfo.InvariantCulture, $"{gap.From} to {gap.To} of subscription {notification.Subscription} did not come"));
        }

        return (heard.IsKnown, heard.Gap is not null || heard.Restarted || notification.Status is "error" or "off");
    }

    /// <summary>Null where it says nothing of numbers.</summary>
    internal static HeardEvents? EventsOf(FhirNotification notification)
    {
        var status = notification.Status.Length == 0 ? null : notification.Status;
        return notification switch
        {
            { Kind: NotificationKind.EventNotification, Numbers.Count: > 0 } => new HeardEvents(notification.Numbers.Min(), notification.Numbers.Max(), Counts: false, status),
            { Kind: NotificationKind.EventNotification, Count: { } last } => new HeardEvents(last, last, Counts: false, status),
            { Kind: NotificationKind.Handshake or NotificationKind.Heartbeat or NotificationKind.QueryStatus, Count: { } count } => new HeardEvents(count + 1, count, Counts: true, status),
            _ => null,
        };
    }

    /// <summary>Whether a notification may bring this: a deletion, or what polls would take as it is. What cannot be read is left to the poll, which says so.</summary>
    internal static bool IsTaken(FhirFeed feed, FhirPart part) =>
        part.Change is { } change && (change.IsDelete || feed.Polls.FirstOrDefault(one => one.Type == part.Type) is not { } poll || (PollWindow.HasNoIncludes(poll) && poll.Criteria.Length == 0));

    /// <returns>Whether all it tells of was taken.</returns>
    private async Task<bool> TakeAsync(InterfaceDefinition feed, FhirNotification notification, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (taken, left) = (0, 0);
        try
        {
            await intakes(feed)(body, IsWanted, cancellationToken);
        }
        catch (FhirServerException fault)
        {
            noted(feed.Name, InterfaceEventKind.MessageRefused, "notification", fault.Message);
            return false;
        }

        return left == 0 && taken >= Math.Max(1, notification.Numbers.Count);

        bool IsWanted(FhirPart part)
        {
            var isWanted = IsTaken(feed.Fhir!, part);
            (taken, left) = isWanted ? (taken + 1, left) : (taken, left + 1);
            return isWanted;
        }
    }

    private async Task<NotificationTaken> HintAsync(InterfaceDefinition feed, CancellationToken cancellationToken)
    {
        if (feed.Fhir?.Server is null)
        {
            return new NotificationTaken("", "a notification with the whole resources: this interface asks no server");
        }

        await hints.HintAsync(feed.Name, cancellationToken);
        return NotificationTaken.Done;
    }
}
