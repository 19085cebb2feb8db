using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Integration.Hl7v2.Mllp;

/// <summary>
/// Takes one frame and says what to answer. Calls for one connection overlap up to <see cref="MllpServerOptions.MaxInFlightPerConnection"/>; they start in
/// the order of the frames, and the answers go out in that order. An exception closes the connection without an answer. The token is cancelled when the
/// server gives up waiting at a stop.
/// </summary>
public delegate ValueTask<MllpReply> MllpHandler(MllpFrame frame, MllpPeer peer, CancellationToken cancellationToken);

/// <summary>Why a connection ended.</summary>
public enum MllpEnd
{
    PeerClosed,
    PeerBroken,
    Idle,
    HalfFrame,
    PeerDoesNotRead,
    HandlerClosed,
    HandlerFailed,
    ServerStopped,

    /// <summary>Our own fault.</summary>
    Defect,
}

/// <summary>What the server tells its owner; each may be called from any thread and must not block or, unless said, throw.</summary>
public sealed record MllpHooks
{
    /// <summary>A framing problem. The reply takes its place in the order of answers; by default there is none. An exception closes the connection, as one of the handler does.</summary>
    public Func<MllpProblem, MllpPeer, CancellationToken, ValueTask<MllpReply>> OnProblem { get; init; } = (_, _, _) => ValueTask.FromResult(MllpReply.Nothing);

    public Action<MllpPeer> OnOpened { get; init; } = _ => { };

    /// <summary>The exception is that of the handler or of the socket; null for an orderly end.</summary>
    public Action<MllpPeer, MllpEnd, Exception?> OnClosed { get; init; } = (_, _, _) => { };

    /// <summary>A connection over <see cref="MllpServerOptions.MaxConnections"/> is closed at once.</summary>
    public Action<MllpPeer> OnRefused { get; init; } = _ => { };

    /// <summary>A connection from outside <see cref="MllpServerOptions.From"/> is closed at once.</summary>
    public Action<MllpPeer> OnNotAllowed { get; init; } = _ => { };

    /// <summary>A TLS handshake failed; such a connection is neither opened nor closed. The exception is what the system said, null where the fault says all.</summary>
    public Action<MllpPeer, MllpTlsFault, Exception?> OnHandshakeFailed { get; init; } = (_, _, _) => { };

    /// <summary>The system refused to accept a connection (out of descriptors, say); accepting goes on after a pause.</summary>
    public Action<SocketException> OnAcceptFailed { get; init; } = _ => { };
}

/// <summary>Listens for MLLP connections and answers in order.</summary>
public sealed class MllpServer : IAsyncDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private readonly MllpServerOptions options;
    private readonly MllpHandler handler;
    private readonly MllpHooks hooks;
    private readonly TimeProvider time;
    private readonly Socket listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource aborting = new();
    private readonly ConcurrentDictionary<long, Task> connections = new();
    private readonly ConcurrentDictionary<long, MllpConnection> serving = new();
    private Task accepting = Task.CompletedTask;
    private long lastId;

    /// <exception cref="ArgumentException">The options do not validate.</exception>
    public MllpServer(MllpServerOptions options, MllpHandler handler, MllpHooks hooks, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var error, ..])
        {
            throw new ArgumentException(error, nameof(options));
        }

        this.options = options;
        this.handler = handler;
        this.hooks = hooks;
        this.time = time;
        LocalEndPoint = new IPEndPoint(IPAddress.Parse(options.Address), options.Port);
        listener = new Socket(LocalEndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    /// <summary>Where the server listens; the port is known after <see cref="Start"/>.</summary>
    public IPEndPoint LocalEndPoint { get; private set; }

    public int ConnectionCount => connections.Count;

    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public void Start()
    {
        listener.Bind(LocalEndPoint);
        listener.Listen();
        LocalEndPoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = AcceptAsync();
    }

    /// <summary>
    /// Accepts and reads no more, lets the frames in hand be answered, then closes. What is not finished after
    /// <see cref="MllpServerOptions.StopTimeout"/>, or when the token is cancelled, is cut off without an answer; the sender will send it again.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        var open = Task.WhenAll(connections.Values);
        using var deadline = new CancellationTokenSource(options.StopTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await open.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            await aborting.CancelAsync();
            await open;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await aborting.CancelAsync();
        await StopAsync(CancellationToken.None);
        stopping.Dispose();
        aborting.Dispose();
    }

    /// <summary>Sends a frame that answers none just now on an open connection, in order with the answers.</summary>
    /// <param name="connectionId">As in <see cref="MllpPeer"/>.</param>
    /// <param name="payload">Unframed.</param>
    /// <returns>False when the connection is not open, or ends before it is written.</returns>
    public Task<bool> PushAsync(long connectionId, ReadOnlyMemory<byte> payload) =>
        serving.TryGetValue(connectionId, out var connection) ? connection.PushAsync(payload) : Task.FromResult(false);

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Admit(await listener.AcceptAsync(stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException failure)
            {
                hooks.OnAcceptFailed(failure);
                await Task.Delay(AcceptPause, time, CancellationToken.None);
            }
        }
    }

    private void Admit(Socket socket)
    {
        var peer = new MllpPeer((IPEndPoint)socket.RemoteEndPoint!, ++lastId);
        if (!IsAllowed(peer.Address.Address))
        {
            hooks.OnNotAllowed(peer);
            socket.Dispose();
            return;
        }

        if (connections.Count >= options.MaxConnections)
        {
            hooks.OnRefused(peer);
            socket.Dispose();
            return;
        }

        // Entered before it runs, so that a connection that ends at once is still removed after it was added.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connections[peer.ConnectionId] = ended.Task;

        // What is already there to read, a TLS handshake above all, must not hold up accepting the next one.
        _ = Task.Run(() => ServeAsync(socket, peer, ended));
    }

    private bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.From.Count == 0 || options.From.Any(network => network.Contains(plain));
    }

    private async Task ServeAsync(Socket socket, MllpPeer peer, TaskCompletionSource ended)
    {
        try
        {
            // Above all the answers are small and must not wait for each other.
            socket.NoDelay = true;
            await using Stream? stream = options.Tls is null ? new NetworkStream(socket, ownsSocket: true) : await ShakeHandsAsync(socket, peer, options.Tls);
            if (stream is not null)
            {
                var known = peer with { Certificate = MllpHandshake.Shown(stream) };
                using var connection = new MllpConnection(socket, stream, known, options, handler, hooks, time);
                serving[peer.ConnectionId] = connection;
                await connection.RunAsync(stopping.Token, aborting.Token);
            }
        }
#pragma warning disable CA1031 // A defect in serving one connection must be told and must not touch the others.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            hooks.OnClosed(peer, MllpEnd.Defect, defect);
        }
        finally
        {
            socket.Dispose();
            serving.TryRemove(peer.ConnectionId, out _);
            connections.TryRemove(peer.ConnectionId, out _);
            ended.SetResult();
        }
    }

    private async Task<Stream?> ShakeHandsAsync(Socket socket, MllpPeer peer, MllpServerTls tls)
    {
        var handshake = new MllpHandshake(socket, options, time);
        var stream = await handshake.RunAsync(tls, stopping.Token);
        if (stream is null && !stopping.IsCancellationRequested)
        {
            hooks.OnHandshakeFailed(peer, handshake.Fault, handshake.Reason);
        }

        return stream;
    }
}
