using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Integration.Sandbox.Faults;

/// <summary>
/// Stands between a worker and one of its servers, and plays the network's part in an outage: refuses, cuts, does away with an answer after the request went through, or with the request.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private readonly string _host;
    private readonly int _port;
    private TcpListener? _listener;
    private readonly ConcurrentQueue<long> _requests = new();
    private volatile Trap? _trap;

    private TcpProxy(string host, int port, int ownPort)
    {
        (_host, _port, Port) = (host, port, ownPort);
        Resume();
    }

    /// <summary>Where it listens, on loopback; the same after every outage.</summary>
    public int Port { get; }

    public static TcpProxy To(string host, int port) => new(host, port, FreePorts.Next());

    public static TcpProxy To(Uri server) => To(server.Host, server.Port);

    /// <summary>As if the server had stopped: connections are cut and new ones are refused.</summary>
    public void Stop()
    {
        _listener?.Dispose();
        _listener = null;
        Cut();
    }

    /// <summary>Cuts what is connected; new connections are taken.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    public void Resume()
    {
        if (_listener is null)
        {
            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start();
            _ = AcceptAsync(_listener);
        }
    }

    /// <summary>
    /// From now on a request that matches is passed on, and nothing of what the server answers on that connection reaches the client. Every such request until the trap is sprung off with <see cref="LetAnswersThrough"/>.
    /// </summary>
    public Trap WithholdAnswersTo(Regex request) => _trap = new Trap(request, CutInstead: false);

    /// <summary>The first request that matches is passed on, and its connection is cut as soon as the server has answered it.</summary>
    public Trap CutOnceAfter(Regex request) => _trap = new Trap(request, CutInstead: true);

    /// <summary>Requests like this never arrive, and nobody is told: <see cref="Trap.Sprung"/> counts them.</summary>
    public Trap Swallow(Regex request) => _trap = new Trap(request, CutInstead: false) { Swallows = true };

    public void LetAnswersThrough() => _trap = null;

    /// <summary>When each request to an HTTP server began.</summary>
    public IReadOnlyCollection<long> Requests => _requests;

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = CarryAsync(client);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var connection = new Connection(client, new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        _connections[connection] = true;
        try
        {
            await connection.Server.ConnectAsync(_host, _port);
            // A client that goes away does not take its request back: the server's side stays open until the server is done.
            await Task.WhenAll(RequestsAsync(connection), AnswersAsync(connection));
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Cut by one of the three.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task RequestsAsync(Connection connection)
    {
        try
        {
            await PassOnAsync(connection);
        }
        finally
        {
            // Also when the client was killed: a database would otherwise keep the locks of a client that is no more.
            connection.Server.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task PassOnAsync(Connection connection)
    {
        var piece = new byte[64 * 1024];
        int read;
        while ((read = await connection.Client.ReceiveAsync(piece)) > 0)
        {
            if (_trap is { } trap && connection.Caught is null && trap.Sees(connection.Ask(Encoding.Latin1.GetString(piece, 0, read))))
            {
                connection.Caught = trap;
                if (trap.Swallows)
                {
                    trap.Spring();
                }
                if (trap.CutInstead)
                {
                    _trap = null;
                }
            }

            if (piece.AsSpan(0, read).StartsWith("POST "u8))
            {
                _requests.Enqueue(TimeProvider.System.GetTimestamp());
            }

            if (connection.Caught is not { Swallows: true })
            {
                await connection.Server.SendAsync(piece.AsMemory(0, read));
            }
        }
    }

    private static async Task AnswersAsync(Connection connection)
    {
        var piece = new byte[64 * 1024];
        int read;
        while ((read = await connection.Server.ReceiveAsync(piece)) > 0)
        {
            if (connection.Caught is not { } trap)
            {
                // What was asked before is answered now; only what comes after an answer belongs to the next request.
                connection.Answered();
                await connection.Client.SendAsync(piece.AsMemory(0, read));
                continue;
            }

            trap.Spring();
            if (trap.CutInstead)
            {
                connection.Dispose();
                return;
            }
        }

        connection.Client.Dispose();
    }

    private sealed class Connection(Socket client, Socket server) : IDisposable
    {
        private readonly Lock _lock = new();
        private string _asked = "";
        private volatile Trap? _caught;

        public Socket Client => client;

        public Socket Server => server;

        public Trap? Caught
        {
            get => _caught;
            set => _caught = value;
        }

        /// <summary>What the client sent since the server last answered.</summary>
        public string Ask(string piece)
        {
            lock (_lock) return _asked += piece;
        }

        public void Answered()
        {
            lock (_lock) _asked = "";
        }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
