using Integration.Contracts;

namespace Integration.Ingestion.Fhir.Subscribing;

/// <summary>What servers tell by themselves at <c>/fhir/notify</c>.</summary>
internal interface IFhirNotifications
{
    /// <summary>Durable when returned: what the notification carries is journalled, or the server will be asked.</summary>
    /// <param name="feed">The interface at whose address it came; its caller has shown the secret.</param>
    /// <param name="body">As received; empty for a classic rest-hook (FHIR R4, Subscription, 3.3.1).</param>
    /// <exception cref="Journal.JournalUnavailableException">Nothing may be acknowledged.</exception>
    Task<NotificationTaken> HandleAsync(InterfaceDefinition feed, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}

/// <summary>What became of a notification.</summary>
/// <param name="Location">Of what cannot be understood: FHIRPath; empty otherwise.</param>
/// <param name="Expected">What was expected there, in words; null for a notification that was taken.</param>
internal sealed record NotificationTaken(string Location, string? Expected)
{
    public static readonly NotificationTaken Done = new("", null);
}
