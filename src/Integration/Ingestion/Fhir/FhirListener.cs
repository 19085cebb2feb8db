using Integration.Contracts;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

/// <summary>Listens for every FHIR interface that has an address. Knows the ports the system chose where port 0 was asked for.</summary>
internal sealed class FhirListener(
    ListeningInterfaces listening,
    IngestionOptions options,
    IMessageAppend line,
    IFileJournal journal,
    MessageAppended appended,
    EventNoted noted,
    TurnedAway turnedAway,
    TimeProvider time,
    ILogger<FhirListener> log,
    IFhirNotifications? notifications = null) : IHostedService, IAsyncDisposable
{
    private readonly Dictionary<string, FhirHost> _hosts = [];

    /// <summary>Where each interface is posted to, once started: <c>https://10.1.0.7:2590/fhir</c>.</summary>
    public IReadOnlyDictionary<string, Uri> Addresses => _hosts.ToDictionary(entry => entry.Key, entry => entry.Value.Address);

    /// <exception cref="IOException">An address is taken, or a certificate or secret cannot be read; the message says which.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var definition in listening.Interfaces.Where(feed => feed is { Listens: true, Fhir: not null }))
        {
            var secret = CallerSecret.Open(definition.Name, definition.Fhir!.Secret, time, log);
            var intake = new FhirIntake(definition, line, journal, appended, noted, log);
            var handler = new FhirHandler(definition, intake, secret, notifications, options, noted, turnedAway, time, log);
            var host = new FhirHost(definition, handler, options, time, log);
            _hosts[definition.Name] = host;
            await host.StartAsync(cancellationToken);
            FhirEdgeLog.Listening(log, definition.Name, host.Address);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_hosts.Values.Select(host => host.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }

        // The container disposes twice what it knows both as itself and as a hosted service.
        _hosts.Clear();
    }
}
