using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Integration.Sandbox.Fhir.Store;

namespace Integration.Sandbox.Fhir.Subscriptions;

/// <summary>Everybody who asked to be told, and the one worker that tells them, in the order of what was written.</summary>
internal sealed class SubscriptionRoll : IAsyncDisposable
{
    private readonly FhirStore _store;
    private readonly FhirSandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly Notifier _notifier;
    private readonly ConcurrentDictionary<string, SubscriptionEntry> _entries = [];
    private readonly ConcurrentDictionary<string, ITimer> _heartbeats = [];
    private readonly Channel<Func<CancellationToken, Task>> _work = Channel.CreateUnbounded<Func<CancellationToken, Task>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _worker;

    public SubscriptionRoll(FhirStore store, FhirSandboxOptions options, FhirFaults faults, Func<string> server, TimeProvider time)
    {
        (_store, _options, _time) = (store, options, time);
        _notifier = new Notifier(faults, server, time);
        _store.Written = version => _work.Writer.TryWrite(cancellationToken => TakeAsync(version, cancellationToken));
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Notifications that were answered with a success.</summary>
    public int Delivered => _notifier.Delivered;

    public int Active => _entries.Values.Count(entry => entry.Status == "active");

    public SubscriptionEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>Forgets everybody, and their resources.</summary>
    public void Forget()
    {
        foreach (var id in _entries.Keys)
        {
            Remove(id);
        }

        _store.Forget("Subscription");
    }

    /// <summary>Returns when everything written before has been told.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Writer.TryWrite(_ =>
        {
            told.SetResult();
            return Task.CompletedTask;
        });
        await told.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Says that it is alive, to all subscriptions by topic.</summary>
    public async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _entries.Keys)
        {
            Beat(id);
        }

        await DrainAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var id in _entries.Keys)
        {
            Remove(id);
        }

        _notifier.Dispose();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync(_stopping.Token))
        {
            await work(_stopping.Token);
        }
    }

    private async Task TakeAsync(StoredVersion version, CancellationToken cancellationToken)
    {
        if (version.Type == "Subscription")
        {
            await RegisterAsync(version, cancellationToken);
            return;
        }

        foreach (var entry in _entries.Values.Where(entry => entry.Status == "active" && entry.Wants(version)))
        {
            if (entry.End <= _time.GetUtcNow())
            {
                Finish(entry, "off", null);
                continue;
            }

            var happened = new SubscriptionEvent(entry.Events.Count + 1, version);
            entry.Events.Add(happened);
            if (!await _notifier.TellAsync(entry, happened, cancellationToken)) Finish(entry, "error", "the endpoint did not take a notification");
        }
    }

    private async Task RegisterAsync(StoredVersion version, CancellationToken cancellationToken)
    {
        var status = version.Resource?.GetProperty("status").GetString();
        var known = Find(version.Id);
        if (status is null or "off" or "error")
        {
            Remove(version.Id);
            return;
        }

        var entry = new SubscriptionEntry(version, _options) { Status = status };
        entry.Events.AddRange(known?.Events ?? []);
        if (status != "requested")
        {
            if (known is not null) _entries[version.Id] = entry;
            return;
        }

        _entries[version.Id] = entry;
        if (entry.IsTopic && !await _notifier.SendAsync(entry, "handshake", cancellationToken))
        {
            Finish(entry, "error", "the endpoint did not take the handshake");
            return;
        }

        Finish(entry, "active", null);
        if (entry.IsTopic && entry.Heartbeat is { } period) _heartbeats[entry.Id] = _time.CreateTimer(_ => Beat(entry.Id), null, period, period);
    }

    private void Beat(string id) => _work.Writer.TryWrite(async cancellationToken =>
    {
        if (Find(id) is { IsTopic: true, Status: "active" } entry && !await _notifier.SendAsync(entry, "heartbeat", cancellationToken)) Finish(entry, "error", "the endpoint did not take a heartbeat");
    });

    /// <summary>Writes the status where the client reads it.</summary>
    private void Finish(SubscriptionEntry entry, string status, string? error)
    {
        entry.Status = status;
        if (_store.Read("Subscription", entry.Id) is not { IsDelete: false } version) return;
        var resource = version.Copy();
        resource["status"] = status;
        if (error is not null) resource["error"] = JsonValue.Create(error);
        _store.Put(resource);
    }

    private void Remove(string id)
    {
        _entries.TryRemove(id, out _);
        if (_heartbeats.TryRemove(id, out var timer)) timer.Dispose();
    }
}
