namespace Integration.Ingestion.Fhir;

/// <summary>Why a FHIR server gave no answer that can be worked with. One switch each decides what follows.</summary>
internal enum FhirServerFault
{
    /// <summary>No connection, no answer in time, or 5xx: again later.</summary>
    Away,

    /// <summary>429 or 503 with or without Retry-After: again when it says.</summary>
    Throttled,

    /// <summary>It does not let us in, or no token could be had.</summary>
    NotAuthorised,

    /// <summary>404 or 410: there is no such thing.</summary>
    Gone,

    /// <summary>Any other 4xx: it does not do what was asked.</summary>
    Refused,

    /// <summary>The answer is not what FHIR says, too large, or leads elsewhere.</summary>
    NotUnderstood,
}

/// <summary>A FHIR server did not answer as asked. The message names status and codes, never content.</summary>
internal sealed class FhirServerException(FhirServerFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public FhirServerFault Fault => fault;

    /// <summary>How long the server asked to be left alone; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same question may be answered later.</summary>
    public bool IsPassing => fault is FhirServerFault.Away or FhirServerFault.Throttled;
}
