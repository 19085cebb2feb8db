namespace Integration.SystemTests.Support;

/// <summary>
/// One installation with a worker on it for all scenarios of a collection, which run one after another and keep apart by their keys. Made when the first of them asks.
/// </summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    private readonly RealOdoo _odoo = new();
    private readonly Lazy<Task<LiveInstallation>> _live;
    private DateTimeOffset _lastSent = TimeProvider.System.GetUtcNow().AddMinutes(-30);
    private int _numbers;

    public SharedInstallation() => _live = new(StartAsync);

    internal Task<LiveInstallation> LiveAsync() => _live.Value;

    /// <summary>Never given before, for keys and control ids.</summary>
    internal int NextNumber() => ++_numbers;

    /// <summary>When a sender says something: later than all it said before, and not in the future.</summary>
    internal DateTimeOffset NextSent() => _lastSent = _lastSent.AddSeconds(1);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_live.IsValueCreated)
        {
            var live = await _live.Value;
            await live.Worker.DisposeAsync();
            await live.Installation.DisposeAsync();
        }

        await _odoo.DisposeAsync();
    }

    private async Task<LiveInstallation> StartAsync()
    {
        var installation = await Installation.MakeAsync(_odoo);
        // So that two workers share what a few senders send at once.
        installation.Environment["Integration__Pipeline__ProcessBatch"] = "2";
        installation.Environment["Integration__Pipeline__DeliverBatch"] = "2";
        // So that what a device tells after people did something is not in the same interval.
        installation.Environment["Integration__Routing__ReadingEvery"] = "00:00:01";
        // So that nobody waits for staffing to settle.
        installation.Environment["Integration__Routing__Beds__StaffingSettle"] = "00:00:01";
        var worker = await installation.StartWorkerAsync();
        if (worker.HasExited)
        {
            throw new InvalidOperationException($"The worker ended with {worker.ExitCode}:\n{worker.Output}");
        }

        return new LiveInstallation(installation, worker, new OdooBooks(await installation.OdooAsync(OdooRole.Administrator)));
    }
}

/// <param name="Books">Read as the administrator, apart from the user the worker writes as.</param>
internal sealed record LiveInstallation(Installation Installation, WorkerProcess Worker, OdooBooks Books);
