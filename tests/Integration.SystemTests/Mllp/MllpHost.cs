using System.Collections.Concurrent;
using System.Net.Sockets;
using Integration.Hl7v2.Mllp;

namespace Integration.SystemTests.Mllp;

/// <summary>A server for one test, and what it said of its connections.</summary>
internal sealed class MllpHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource patience = new(Patience);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<MllpEnd>> ended = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<MllpTlsFault>> failed = new();
    private int refused;

    public MllpHost(MllpServerOptions options, MllpHandler handler, Func<MllpHooks, MllpHooks>? change = null)
    {
        var hooks = new MllpHooks
        {
            OnClosed = (peer, end, failure) =>
            {
                LastFailure = failure;
                Ended(peer.ConnectionId).TrySetResult(end);
            },
            OnRefused = _ => Interlocked.Increment(ref refused),
            OnHandshakeFailed = (peer, fault, _) => Failed(peer.ConnectionId).TrySetResult(fault),
        };
        Server = new MllpServer(options, handler, change is null ? hooks : change(hooks), TimeProvider.System);
        Server.Start();
    }

    public MllpServer Server { get; }

    public CancellationToken Token => patience.Token;

    public int Refused => Volatile.Read(ref refused);

    public Exception? LastFailure { get; private set; }

    /// <summary>How a connection ended, by the order in which they came.</summary>
    public Task<MllpEnd> EndAsync(long connection = 1) => Ended(connection).Task.WaitAsync(Token);

    /// <summary>Why a connection did not come out of its TLS handshake, by the order in which they came.</summary>
    public Task<MllpTlsFault> FaultAsync(long connection = 1) => Failed(connection).Task.WaitAsync(Token);

    public Task<MllpClient> ConnectAsync(MllpClientTls? tls = null) =>
        MllpClient.ConnectAsync("127.0.0.1", Server.LocalEndPoint.Port, tls, Patience, TimeProvider.System, Token);

    public async Task<Socket> ConnectSocketAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Server.LocalEndPoint.Port, Token);
        return socket;
    }

    /// <summary>A stop has taken effect when nobody can connect any more; it reads nothing from then on.</summary>
    public async Task UntilClosedForNewAsync()
    {
        while (!Token.IsCancellationRequested)
        {
            try
            {
                await using var late = await ConnectAsync();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        patience.Dispose();
    }

    private TaskCompletionSource<MllpEnd> Ended(long connection) =>
        ended.GetOrAdd(connection, _ => new TaskCompletionSource<MllpEnd>(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource<MllpTlsFault> Failed(long connection) =>
        failed.GetOrAdd(connection, _ => new TaskCompletionSource<MllpTlsFault>(TaskCreationOptions.RunContinuationsAsynchronously));
}
