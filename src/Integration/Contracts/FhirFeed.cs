namespace Integration.Contracts;

/// <summary>What makes an interface a FHIR one: the server it belongs to, what is asked of that server, and who may post here.</summary>
/// <param name="Server">Base address of the EHR's FHIR server, without a trailing slash; null for an interface that is only posted to.</param>
/// <param name="Every">How often the server is asked when nothing hints that it is time.</param>
/// <param name="Overlap">How far before its watermark each poll begins again: servers commit out of order, and clocks differ.</param>
/// <param name="PageSize">Asked for as <c>_count</c>.</param>
/// <param name="Polls">What is asked for, by resource type.</param>
/// <param name="Subscription">What the server is asked to tell by itself; null for nothing.</param>
/// <param name="Secret">What a caller must show as a bearer token, and what a subscription's channel header carries; null where callers show certificates.</param>
/// <param name="Authorisation">How this product shows who it is to the server; null where the server asks nothing.</param>
public sealed record FhirFeed(
    Uri? Server,
    TimeSpan Every,
    TimeSpan Overlap,
    int PageSize,
    IReadOnlyList<FhirPoll> Polls,
    FhirSubscription? Subscription,
    SecretSource? Secret,
    FhirAuthorisation? Authorisation);

/// <summary>One resource type that is asked for.</summary>
/// <param name="Type"><c>Appointment</c>.</param>
/// <param name="Criteria">Search parameters besides <c>_lastUpdated</c>: <c>status=booked</c>; empty for all.</param>
/// <param name="Includes"><c>_include</c> values: <c>Appointment:based-on</c>.</param>
/// <param name="ReverseIncludes"><c>_revinclude</c> values: <c>Task:focus</c>.</param>
/// <param name="History">The server offers <c>_history</c> of this type: deletions are seen, and every version between two polls.</param>
public sealed record FhirPoll(string Type, string Criteria, IReadOnlyList<string> Includes, IReadOnlyList<string> ReverseIncludes, bool History);

/// <summary>A subscription this product creates, renews and checks on the server.</summary>
/// <param name="Kind">Which protocol the server speaks.</param>
/// <param name="Topic">Canonical address of the topic; empty for the classic kind.</param>
/// <param name="Content">How much a notification carries.</param>
/// <param name="Endpoint">Where the server reaches this interface.</param>
public sealed record FhirSubscription(FhirSubscriptionKind Kind, string Topic, FhirNotificationContent Content, Uri Endpoint);

public enum FhirSubscriptionKind
{
    /// <summary>R4 Subscription with criteria and an empty POST.</summary>
    RestHook,

    /// <summary>Subscriptions R5 Backport, R4 variant.</summary>
    Topic,
}

public enum FhirNotificationContent
{
    Empty,
    IdOnly,
    FullResource,
}

/// <summary>Where a secret stands; never the secret itself.</summary>
/// <param name="File">Full path; null where it stands in the environment.</param>
/// <param name="Variable">Name of an environment variable; null where it stands in a file.</param>
public sealed record SecretSource(string? File, string? Variable);

public enum FhirAuthorisationKind
{
    /// <summary>A fixed bearer token: <see cref="FhirAuthorisation.Secret"/>.</summary>
    Bearer,

    /// <summary>OAuth 2.0 client credentials with a client secret (RFC 6749, section 4.4).</summary>
    ClientCredentials,

    /// <summary>SMART Backend Services: client credentials with a signed assertion (RFC 7523, SMART App Launch 2.0).</summary>
    SmartBackend,

    /// <summary>A client certificate: <see cref="FhirAuthorisation.Certificate"/> (RFC 8446).</summary>
    MutualTls,
}

/// <summary>How this product shows who it is to an EHR.</summary>
/// <param name="TokenAddress">The token endpoint; null for kinds without one.</param>
/// <param name="ClientId">Empty for kinds without one.</param>
/// <param name="Scope"><c>system/Appointment.rs</c>; empty for none.</param>
/// <param name="Secret">The bearer token, or the client's secret.</param>
/// <param name="Key">PEM of the private key assertions are signed with.</param>
/// <param name="KeyId"><c>kid</c> of that key in the key set this product publishes.</param>
/// <param name="Certificate">Full path of a PEM certificate with its intermediates; null for none.</param>
/// <param name="CertificateKey">Full path of its PEM key; null where it is in the certificate's file.</param>
public sealed record FhirAuthorisation(
    FhirAuthorisationKind Kind,
    Uri? TokenAddress,
    string ClientId,
    string Scope,
    SecretSource? Secret,
    SecretSource? Key,
    string KeyId,
    string? Certificate,
    string? CertificateKey);
