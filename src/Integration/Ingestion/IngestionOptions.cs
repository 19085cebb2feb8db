using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Ingestion.Fhir.Polling;

namespace Integration.Ingestion;

/// <summary>Bounds of the listeners. The listeners themselves are the interfaces of <c>ops/interfaces.yaml</c>.</summary>
public sealed class IngestionOptions
{
    public const string Section = "Integration:Ingestion";

    /// <summary>Connections one listener holds at once; the next one is closed.</summary>
    public int MaxConnections { get; set; } = 2000;

    /// <summary>Largest frame, in bytes. A larger one is refused and its connection closed.</summary>
    public int MaxFrameBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Messages one frame may hold: a batch, or messages whose frames ran together. One of more is refused as a whole.</summary>
    public int MaxMessagesPerFrame { get; set; } = 1000;

    /// <summary>Bytes of messages in hand and half-received, over all listeners; when they are used up, senders of large messages wait.</summary>
    public long MaxBytesInHand { get; set; } = 256 * 1024 * 1024;

    /// <summary>How long a peer may take from connecting to the end of the TLS handshake.</summary>
    public TimeSpan HandshakeTimeOut { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may say nothing.</summary>
    public TimeSpan IdleTimeOut { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long half a frame may wait for its other half.</summary>
    public TimeSpan HalfFrameTimeOut { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked whether an interface is idle.</summary>
    public TimeSpan WatchPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a drop folder is looked into.</summary>
    public TimeSpan FolderPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file must keep its size and time to count as complete.</summary>
    public TimeSpan FileSettling { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest file, in bytes. A larger one is put into <c>failed</c> unread.</summary>
    public int MaxFileBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most messages of one file. One with more is put into <c>failed</c>, and none of them is taken.</summary>
    public int MaxFileMessages { get; set; } = 100_000;

    /// <summary>How long a file stays in the hands of a worker that gives no sign of life.</summary>
    public TimeSpan FileLease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Largest body of a FHIR request, or JSON file, in bytes. A larger one is refused unread.</summary>
    public long MaxPayloadBytes { get; set; } = 200L * 1024 * 1024;

    /// <summary>Bytes of a FHIR request that are kept in memory; what is longer waits in a temporary file only this process can read.</summary>
    public int MaxBytesInMemory { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest entry of a bundle, line, or resource by itself, in bytes.</summary>
    public int MaxResourceBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Most entries of a bundle, or lines of a file.</summary>
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>Largest transaction or message bundle, in bytes: it goes into one commit.</summary>
    public int MaxTransactionBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Requests one FHIR listener answers at once; the next one is asked to come again (429).</summary>
    public int MaxRequests { get; set; } = 64;

    /// <summary>How long a FHIR request may take, from its first byte to the commit.</summary>
    public TimeSpan RequestTimeOut { get; set; } = TimeSpan.FromMinutes(5);

    internal FhirBounds Bounds => new()
    {
        MaxPayloadBytes = MaxPayloadBytes,
        MaxResourceBytes = MaxResourceBytes,
        MaxEntries = MaxEntries,
        MaxTransactionBytes = MaxTransactionBytes,
    };

    /// <summary>How FHIR servers are asked.</summary>
    public PollingOptions Polling { get; set; } = new();

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        Positive(MaxConnections, nameof(MaxConnections));
        Positive(MaxFrameBytes, nameof(MaxFrameBytes));
        Positive(MaxMessagesPerFrame, nameof(MaxMessagesPerFrame));
        Positive(HandshakeTimeOut.Ticks, nameof(HandshakeTimeOut));
        Positive(IdleTimeOut.Ticks, nameof(IdleTimeOut));
        Positive(HalfFrameTimeOut.Ticks, nameof(HalfFrameTimeOut));
        Positive(WatchPause.Ticks, nameof(WatchPause));
        Positive(FolderPause.Ticks, nameof(FolderPause));
        Positive(FileSettling.Ticks, nameof(FileSettling));
        Positive(MaxFileBytes, nameof(MaxFileBytes));
        Positive(MaxFileMessages, nameof(MaxFileMessages));
        Positive(FileLease.Ticks, nameof(FileLease));
        Positive(MaxPayloadBytes, nameof(MaxPayloadBytes));
        Positive(MaxBytesInMemory, nameof(MaxBytesInMemory));
        Positive(MaxResourceBytes, nameof(MaxResourceBytes));
        Positive(MaxEntries, nameof(MaxEntries));
        Positive(MaxTransactionBytes, nameof(MaxTransactionBytes));
        Positive(MaxRequests, nameof(MaxRequests));
        Positive(RequestTimeOut.Ticks, nameof(RequestTimeOut));
        if (MaxBytesInHand < MaxFrameBytes)
        {
            errors.Add($"{Section}:MaxBytesInHand must be at least one frame ({nameof(MaxFrameBytes)}, {MaxFrameBytes}), not {MaxBytesInHand}.");
        }

        errors.AddRange(Polling.Errors());
        return errors;

        void Positive(long value, string name)
        {
            if (value <= 0)
            {
                errors.Add($"{Section}:{name} must be more than 0, not {value}.");
            }
        }
    }
}

/// <summary>The interfaces this process listens for.</summary>
public sealed record ListeningInterfaces(IReadOnlyList<InterfaceDefinition> Interfaces);
