using System.Diagnostics;
using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;
using Integration.Pipeline;
using Integration.Sandbox.Hospital;
using Integration.Sandbox.Odoo;
using Integration.Worker.Demo;
using Integration.Worker.Hosting;

namespace Integration.Worker.Bench.Delivering;

/// <summary>
/// What one measurement against Odoo needs: the Odoo itself, a journal of its own, and the product's parts over both, with a meter at each of the two. The client that is not the product's goes through the same meter.
/// </summary>
internal sealed class BenchSite : IAsyncDisposable
{
    private readonly OdooSandbox? _standIn;
    private readonly BenchStore _store;
    private readonly BenchFolder _folder;
    private readonly StageSettings _settings;
    private readonly FieldCatalog _catalog;
    private ServiceProvider _parts = null!;

    private BenchSite(OdooSandbox? standIn, BenchStore store, BenchFolder folder, StageSettings settings)
    {
        (_standIn, _store, _folder, _settings) = (standIn, store, folder, settings);
        Odoo = new OdooClient(OdooHttp.Create(Connection, Calls), Connection, TimeProvider.System);
        _catalog = new FieldCatalog(Odoo, TimeProvider.System);
    }

    public bool IsStandIn => _standIn is not null;

    public string Store => _store.Name;

    /// <summary>How many calls may run side by side: as many as the product has workers and its client lets through.</summary>
    public int Lanes => Math.Min(Connection.MaxConcurrentCalls, _settings.Pipeline.DeliverWorkers);

    /// <summary>Records of one call.</summary>
    public int BatchSize => _settings.Delivery.RecordsPerLoad;

    public CallMeter Calls { get; } = new();

    public CallMeter ProductCalls { get; } = new();

    public JournalMeter Meter { get; private set; } = null!;

    public IJournal Journal { get; private set; } = null!;

    public OdooClient Odoo { get; }

    public OdooConnection Connection => _settings.Odoo[0].Connection;

    public IReadOnlyList<(string Asset, string Team)> Assets => [.. _settings.Mappings.Seeds.Single(seed => seed.Name == "assets") is var seed
        ? seed.Rows.Select(row => (row.Values[seed.Columns.ToList().IndexOf("serial")], row.Values[seed.Columns.ToList().IndexOf("team")])) : []];

    /// <param name="real">The Odoo that the configuration names in place of the stand-in.</param>
    /// <exception cref="SettingsException">It holds records of another journal.</exception>
    public static async Task<BenchSite> OpenAsync(bool real, CancellationToken cancellationToken)
    {
        var configured = WorkerConfiguration.Read(null);
        var standIn = real ? null : await OdooSandbox.StartAsync(new OdooSandboxOptions(MappingFiles.Locate(Path.Combine("ops", "odoo", "network"))), TimeProvider.System, cancellationToken);
        var folder = BenchFolder.Make();
        var store = PostgresServer.Read(configured, []) is { } server ? await BenchStore.PostgresAsync(server, cancellationToken) : await BenchStore.SqliteAsync(folder.Place, cancellationToken);
        var odoo = standIn is null ? configured.GetSection(OdooSettings.Section).AsEnumerable() : DemoSettings.Of(standIn.Url);
        var read = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Integration:Security:HashKey"] = Security.SecurityOptions.DemoKey,
            ["Integration:Security:Demo"] = "true",
            ["Integration:Journal:Path"] = Path.Combine(folder.Place.FullName, "journal.db"),
        }).AddInMemoryCollection(odoo).Build(), Roles.All);
        var site = new BenchSite(standIn, store, folder, read.Stages with { Journal = store.Options! });
        try
        {
            await site.StartAsync(cancellationToken);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public Task<Resolved> ResolveAsync(IReadOnlyList<PostingDraft> drafts, CancellationToken cancellationToken) =>
        Resolved.OfAsync(_parts.GetRequiredService<OdooDatabases>().All[0], _catalog, _settings.Mappings.Policies, drafts, cancellationToken);

    public async Task<(ModelPolicy Policy, Delivery.ModelFields Fields)> PolicyAsync(string mapping, CancellationToken cancellationToken)
    {
        var policy = _settings.Mappings.Policies[mapping];
        return (policy, await Delivery.ModelFields.OfAsync(policy, _catalog, cancellationToken));
    }

    /// <summary>As many at once as the product may have at Odoo.</summary>
    /// <returns>For each, how long after the beginning it was done.</returns>
    public async Task<TimeSpan[]> SideBySideAsync<T>(IReadOnlyList<T> some, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var waits = new TimeSpan[some.Count];
        await Parallel.ForAsync(0, some.Count, new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken }, async (at, token) =>
        {
            await work(some[at], token);
            waits[at] = Stopwatch.GetElapsedTime(begun);
        });
        return waits;
    }

    /// <summary>What the journal's database has counted until now.</summary>
    public StoreCounters Counters() => new(_settings.Journal);

    /// <summary>In the columns of Odoo, as the product's folds hand records over to its journal.</summary>
    public IReadOnlyList<PostingDraft> Drafts(IEnumerable<DesiredRecord> records) => [.. records.Select(record => _parts.GetRequiredService<Translator>().ToDraft(record, _settings.Interfaces[0].Company))];

    /// <summary>The loop of the worker. One that was stopped is not started again.</summary>
    public DeliverLoop DeliverLoop() => ActivatorUtilities.CreateInstance<DeliverLoop>(_parts);

    public ReconcileRun ReconcileRun() => ActivatorUtilities.CreateInstance<ReconcileRun>(_parts);

    public async ValueTask DisposeAsync()
    {
        if (_parts is not null)
        {
            await _parts.DisposeAsync();
        }

        await _store.DisposeAsync();
        if (_standIn is not null)
        {
            await _standIn.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        (Journal, Meter) = JournalMeter.Before(JournalRegistration.Open(_settings.Journal, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        var services = new ServiceCollection().AddLogging().AddParts(_settings).AddWork(_settings, Roles.Deliver);
        services.AddSingleton(Journal);
        services.AddSingleton(provider => new OdooDatabases([OdooDatabase.Open(_settings.Odoo[0], OdooHttp.Create(Connection, ProductCalls), provider)]));
        _parts = services.BuildServiceProvider();
        using var http = new HttpClient();
        var reader = new OdooReader(http, Connection.Url, Connection.Database, Connection.User, Connection.Secret);
        if ((await OdooHoldings.ReadAsync(reader, cancellationToken)).Count is > 0 and var before)
        {
            throw new SettingsException([$"{Connection.Url} holds {before} records of another journal; a measurement needs a database that none has posted into, such as a copy of a provisioned one."]);
        }

        await _parts.GetRequiredService<StartUp>().RunAsync(cancellationToken);
    }
}
