using Integration.Contracts;

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
        if (MaxBytesInHand < MaxFrameBytes)
        {
            errors.Add($"{Section}:MaxBytesInHand must be at least one frame ({nameof(MaxFrameBytes)}, {MaxFrameBytes}), not {MaxBytesInHand}.");
        }

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
