using System.Net;

namespace Integration.Hl7v2.Mllp;

/// <summary>Where to listen, and the bounds of what a peer can make the server hold.</summary>
public sealed record MllpServerOptions
{
    /// <summary>An IP address; loopback unless configured otherwise.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>0 lets the system choose; see <see cref="MllpServer.LocalEndPoint"/>.</summary>
    public int Port { get; init; } = 2575;

    /// <summary>TLS and its certificate; null speaks plain text.</summary>
    public MllpServerTls? Tls { get; init; }

    /// <summary>Networks that may connect; others are closed before a byte of theirs is read. Empty lets everybody in.</summary>
    public IReadOnlyList<IPNetwork> From { get; init; } = [];

    /// <summary>One more is accepted and closed at once. A connection that waits costs a few kilobytes, over TLS some tens.</summary>
    public int MaxConnections { get; init; } = 2000;

    /// <summary>Bytes in hand and half-received; servers may share one.</summary>
    public MllpBudget Budget { get; init; } = new(256 * 1024 * 1024);

    /// <summary>Payload bytes of one frame. All frames in hand of one connection together hold no more than about this either.</summary>
    public int MaxFrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Handler calls at once for one connection, so that frames that arrived together can be committed together.</summary>
    public int MaxInFlightPerConnection { get; init; } = 16;

    /// <summary>How long a connection may say nothing between frames.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one frame may take from its first byte to its last.</summary>
    public TimeSpan HalfFrameTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a peer may take from connecting to the end of the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take to accept one answer.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for what is in hand.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is wrong, each as one sentence; empty when the options can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Require(IPAddress.TryParse(Address, out _), $"Address '{Address}' is not an IP address.");
        Require(Port is >= 0 and <= 65_535, $"Port {Port} is not from 0 to 65535.");
        Require(MaxConnections is >= 1 and <= 10_000, $"MaxConnections {MaxConnections} is not from 1 to 10000.");
        Require(MaxFrameBytes is >= 1024 and <= 256 * 1024 * 1024, $"MaxFrameBytes {MaxFrameBytes} is not from 1 KiB to 256 MiB.");
        Require(Budget.MaxBytes >= MaxFrameBytes, $"Budget of {Budget.MaxBytes} bytes is less than one frame may have ({MaxFrameBytes}).");
        Require(MaxInFlightPerConnection is >= 1 and <= 1024, $"MaxInFlightPerConnection {MaxInFlightPerConnection} is not from 1 to 1024.");
        RequireTime(IdleTimeout, nameof(IdleTimeout));
        RequireTime(HalfFrameTimeout, nameof(HalfFrameTimeout));
        RequireTime(HandshakeTimeout, nameof(HandshakeTimeout));
        RequireTime(WriteTimeout, nameof(WriteTimeout));
        RequireTime(StopTimeout, nameof(StopTimeout));
        return errors;

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }

        void RequireTime(TimeSpan time, string name) =>
            Require(time > TimeSpan.Zero && time <= TimeSpan.FromDays(7), $"{name} {time} is not more than nothing and at most seven days.");
    }
}
