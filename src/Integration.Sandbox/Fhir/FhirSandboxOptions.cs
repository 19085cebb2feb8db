namespace Integration.Sandbox.Fhir;

/// <summary>The stand-in EHR.</summary>
internal sealed record FhirSandboxOptions
{
    /// <summary>The topic every subscription may name.</summary>
    public const string Topic = "http://ehr.example/topics/operations";

    /// <summary>Port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Who may ask; null lets everybody.</summary>
    public FhirClient? Client { get; init; }

    /// <summary>How long a token is good for.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Which resource types tell of a change, by canonical address of the topic.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Topics { get; init; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [Topic] = ["Appointment", "ServiceRequest", "SupplyRequest", "Task", "Encounter", "Location", "Device", "DeviceMetric", "Observation", "DeviceUseStatement", "ChargeItem", "Procedure"],
    };
}

/// <summary>A system that may ask, by secret (RFC 6749, section 4.4), by signed assertion (SMART App Launch 2.0, Backend Services), or by a fixed token.</summary>
/// <param name="Secret">Null where it signs.</param>
/// <param name="KeySet">Reads its key set (RFC 7517), as often as it signs; null where it has a secret.</param>
/// <param name="Bearer">A token that is always good; null for none.</param>
internal sealed record FhirClient(string Id, string? Secret = null, Func<CancellationToken, Task<string>>? KeySet = null, string? Bearer = null);
