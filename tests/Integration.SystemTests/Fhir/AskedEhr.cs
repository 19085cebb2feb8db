using System.Collections.Concurrent;
using System.Net;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Fhir.Polling;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;
using Integration.Sandbox.Fhir;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Fhir;

/// <summary>The product's asking half over the stand-in EHR and a journal of its own: polls when the test looks, and hears what the EHR tells.</summary>
internal sealed class AskedEhr : IAsyncDisposable
{
    public const string Interface = "north-ehr";

    private readonly List<FhirConnections> _connections = [];
    private readonly WebApplication _hook;
    private readonly FhirNotifications _notifications;
    private readonly PollHints _hints;

    private AskedEhr(IJournal journal, FhirSandbox server, WebApplication hook)
    {
        (Journal, Server, _hook) = (journal, server, hook);
        _hints = new PollHints(journal, TimeProvider.System);
        _notifications = new FhirNotifications(Take, journal, _hints, Note);
    }

    public IJournal Journal { get; }

    public FhirSandbox Server { get; }

    public InterfaceDefinition Feed { get; private set; } = null!;

    public PollingOptions Options { get; } = new() { FirstPause = TimeSpan.FromMilliseconds(1), MostPause = TimeSpan.FromSeconds(2), SubscriptionCheck = TimeSpan.FromMinutes(5) };

    /// <summary>What was appended as new, in order: <c>Appointment a 2</c>.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    /// <summary>Appended again, as duplicates.</summary>
    public int Repeated { get; private set; }

    public ConcurrentQueue<string> Events { get; } = [];

    /// <summary>What the EHR was answered.</summary>
    public ConcurrentQueue<NotificationTaken> Answers { get; } = [];

    /// <summary>The process dies here, after the append and before the watermark: so many appends from now.</summary>
    public int DiesAfter { get; set; } = -1;

    public static async Task<AskedEhr> StartAsync(IJournal journal, FhirNotificationContent? content, TimeSpan? overlap = null, params FhirPoll[] polls)
    {
        var server = await FhirSandbox.StartAsync(new FhirSandboxOptions(), TimeProvider.System, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var hook = builder.Build();
        var asked = new AskedEhr(journal, server, hook);
        hook.MapPost("/fhir/notify", asked.HearAsync);
        await hook.StartAsync();
        var endpoint = new Uri($"{hook.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/fhir/notify");
        var subscription = content is { } carried ? new FhirSubscription(FhirSubscriptionKind.Topic, FhirSandboxOptions.Topic, carried, endpoint) : null;
        var fhir = new FhirFeed(server.Url, TimeSpan.FromHours(1), overlap ?? TimeSpan.FromSeconds(30), 10, polls, subscription, null, null);
        var sender = new SenderProfile([], ["NORTH"], [], ControlIdUse.Unique, "", new Dictionary<string, string>(), null);
        asked.Feed = new InterfaceDefinition(Interface, "OR", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, polls.ToDictionary(poll => poll.Type, poll => $"fhir/{poll.Type}/v1"), "North") { Fhir = fhir };
        return asked;
    }

    /// <summary>From now on by the classic protocol, in place of a topic's.</summary>
    public void SpeakClassic() =>
        Feed = Feed with { Fhir = Feed.Fhir! with { Subscription = Feed.Fhir.Subscription! with { Kind = FhirSubscriptionKind.RestHook, Topic = "" } } };

    /// <summary>A worker of its own, as after a restart.</summary>
    public InterfacePoll Worker(string name = "w")
    {
        var connections = new FhirConnections(_notifications, Take, Journal, Journal, Note, Options, TimeProvider.System);
        _connections.Add(connections);
        return connections.Polls(Feed, name);
    }

    /// <summary>Looks as if somebody had hinted.</summary>
    public async Task PollAsync(InterfacePoll worker)
    {
        await _hints.HintAsync(Interface, default);
        await worker.LookAsync(default);
    }

    /// <summary>Asks at once for everything again, whatever was put off.</summary>
    public Task HintAsync() => _hints.HintAsync(Interface, default);

    public async Task<Watermark?> WatermarkAsync(string type) => (await Journal.PollsAsync(Interface, default)).SingleOrDefault(thing => thing.Thing == type)?.Watermark;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _hook.DisposeAsync();
        _connections.ForEach(connections => connections.Dispose());
    }

    private async Task HearAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var answer = await _notifications.HandleAsync(Feed, body.ToArray(), http.RequestAborted);
        Answers.Enqueue(answer);
        http.Response.StatusCode = answer.Expected is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
    }

    private TakeChanges Take(InterfaceDefinition feed)
    {
        var intake = new FhirIntake(feed, Journal, Journal, _ => { }, Note, NullLogger.Instance);
        return ChangesTaken.From(intake.Takes, new FhirBounds(), async (parts, cancellationToken) =>
        {
            var appended = await intake.TakePartsAsync(parts, cancellationToken);
            foreach (var (part, result) in parts.Zip(appended))
            {
                if (result.Resend)
                {
                    Repeated++;
                }
                else
                {
                    Taken.Enqueue($"{part.Type} {part.Change?.Id} {(part.Change is { IsDelete: true } ? "deleted" : part.Change?.VersionId)}");
                }
            }

            return --DiesAfter == 0 ? throw new InvalidOperationException("killed") : appended;
        });
    }

    private void Note(string name, InterfaceEventKind kind, string subject, string? detail) => Events.Enqueue($"{kind} {subject}".TrimEnd());
}
