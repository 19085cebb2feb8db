using System.Net;
using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Mllp;

/// <summary>Listens for every configured interface. Knows the ports the system chose where port 0 was asked for.</summary>
internal sealed class MllpListener(
    ListeningInterfaces listening,
    IngestionOptions options,
    IMessageAppend journal,
    MessageAppended appended,
    EventNoted noted,
    TurnedAway turnedAway,
    TimeProvider time,
    ILogger<MllpListener> log) : IHostedService, IAsyncDisposable
{
    private readonly Dictionary<string, MllpServer> _servers = [];
    private readonly Dictionary<string, OpenConnections> _connections = listening.Interfaces.ToDictionary(definition => definition.Name, _ => new OpenConnections());

    /// <summary>Where each interface listens, once started.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> Addresses => _servers.ToDictionary(entry => entry.Key, entry => entry.Value.LocalEndPoint);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var budget = new MllpBudget(options.MaxBytesInHand);
        foreach (var definition in listening.Interfaces.Where(feed => feed is { Listens: true, Fhir: null }))
        {
            var intake = Intake(definition);
            var server = new MllpServer(Bounds(definition) with { Budget = budget, Tls = ListenerTls.Open(definition, time, log) }, intake.HandleAsync, Hooks(definition, intake), time);
            _servers[definition.Name] = server;
            server.Start();
            IngestionLog.Listening(log, definition.Name, server.LocalEndPoint);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_servers.Values.Select(server => server.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        // The container disposes twice what it knows both as itself and as a hosted service.
        _servers.Clear();
    }

    public OpenConnections Connections(string interfaceName) => _connections[interfaceName];

    /// <summary>Sends a frame of ours over an open connection; false when it could not be written.</summary>
    public Task<bool> PushAsync(string interfaceName, long connection, ReadOnlyMemory<byte> payload) =>
        _servers.TryGetValue(interfaceName, out var server) ? server.PushAsync(connection, payload) : Task.FromResult(false);

    private MllpIntake Intake(InterfaceDefinition definition)
    {
        var messages = new MessageIntake(definition, journal, appended, noted, options.MaxFrameBytes, log);
        var answers = new AcceptAnswers(definition.ApplicationAnswers is not null);
        var several = new FrameOfSeveral(definition.Name, messages, answers, CharacterSets.Read(definition.Sender.CharacterSet), options.MaxMessagesPerFrame, noted, time, log);
        return new MllpIntake(definition.Name, messages, answers, several, definition.ApplicationAnswers == AnswerRoute.SameConnection ? Connections(definition.Name) : null, options.MaxFrameBytes, log);
    }

    private MllpServerOptions Bounds(InterfaceDefinition definition) => new()
    {
        Address = definition.Address,
        Port = definition.Port,
        MaxConnections = options.MaxConnections,
        MaxFrameBytes = options.MaxFrameBytes,
        IdleTimeout = options.IdleTimeOut,
        HalfFrameTimeout = options.HalfFrameTimeOut,
        HandshakeTimeout = options.HandshakeTimeOut,
        From = definition.From,
    };

    private MllpHooks Hooks(InterfaceDefinition definition, MllpIntake intake) => new()
    {
        OnProblem = (problem, peer, token) =>
        {
            IngestionLog.FramingProblem(log, definition.Name, peer.ConnectionId, problem.Kind.ToString(), problem.Length);
            var (kind, detail) = FramingNote.Of(problem);
            noted(definition.Name, kind, "", detail);
            return problem.Kind == MllpProblemKind.TooLong ? intake.RefuseTooLongAsync(problem, peer.Certificate, token) : ValueTask.FromResult(MllpReply.Nothing);
        },
        OnClosed = (peer, end, fault) =>
        {
            Connections(definition.Name).Closed(peer.ConnectionId);
            IngestionLog.Closed(log, definition.Name, peer.ConnectionId, end.ToString(), fault?.GetType().Name ?? "none");
            if (end == MllpEnd.HalfFrame)
            {
                noted(definition.Name, InterfaceEventKind.Truncated, "", $"the rest of a frame did not come within {options.HalfFrameTimeOut}");
            }
        },
        OnRefused = peer =>
        {
            IngestionLog.TooManyConnections(log, definition.Name, options.MaxConnections);
            noted(definition.Name, InterfaceEventKind.ConnectionRefused, "too many connections", $"from {peer.Address.Address}");
        },
        OnNotAllowed = peer => TurnAway(definition, peer, "the address is not in 'from'"),
        OnHandshakeFailed = (peer, fault, _) => TurnAway(definition, peer, fault.InWords()),
        OnAcceptFailed = fault => IngestionLog.AcceptFailed(log, definition.Name, fault.SocketErrorCode.ToString()),
    };

    private void TurnAway(InterfaceDefinition definition, MllpPeer peer, string reason)
    {
        noted(definition.Name, InterfaceEventKind.ConnectionRefused, reason, $"from {peer.Address.Address}");
        if (turnedAway.Add(definition.Name, peer.Address.Address, reason) is { } since)
        {
            IngestionLog.TurnedAway(log, definition.Name, since, peer.Address.Address, reason);
        }
    }
}
