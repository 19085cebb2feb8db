using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Integration.Pipeline;
using Integration.Sandbox.Faults;
using Integration.Sandbox.Hospital;
using Integration.Sandbox.Hospital.Drill;
using Integration.Sandbox.Odoo;
using Integration.Worker.Hosting;

namespace Integration.Worker.Drill;

/// <summary>
/// Where a drill takes place: a journal, a broker and an Odoo of its own or lent, proxies in front of them, an interface file with free ports, and the settings of workers on all this. Gone afterwards but for the Odoo that was lent.
/// </summary>
internal sealed partial class DrillPlace : IAsyncDisposable
{
    private const string EhrSecretVariable = "INTEGRATION_NORTH_EHR_SECRET";
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromMinutes(3) };

    private readonly Dictionary<string, string> _environment = [];
    private readonly Dictionary<string, OdooReader> _people = [];
    private readonly OdooSandbox? _standIn;

    private DrillPlace(DirectoryInfo folder, DrillDatabase database, DrillBroker? broker, OdooSandbox? standIn, OdooProxy odoo) =>
        (Folder, Database, Broker, _standIn, Odoo) = (folder, database, broker, standIn, odoo);

    /// <summary>Logs, the interface file, secrets; SQLite's journal.</summary>
    public DirectoryInfo Folder { get; }

    public DrillDatabase Database { get; }

    /// <summary>Null where wake-ups stay in memory.</summary>
    public DrillBroker? Broker { get; }

    /// <summary>Every call of the workers to Odoo passes here. People and the check go past it.</summary>
    public OdooProxy Odoo { get; }

    public bool IsRealOdoo => _standIn is null;

    /// <summary>Whether several workers can share the work: that takes a broker, and a journal that is a server.</summary>
    public bool HasCrew => Broker is not null && Database.IsPostgres;

    /// <summary>How long what a worker delivers is its own.</summary>
    public TimeSpan DeliverLease => TimeSpan.FromSeconds(IsRealOdoo ? 18 : 6);

    /// <summary>Settings of a worker, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    public DrillAddresses Addresses { get; } = new(FreePorts.Next(), FreePorts.Next(), FreePorts.Next(), new Uri($"http://127.0.0.1:{FreePorts.Next()}/fhir"), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    /// <summary>The file that the workers read their Odoo secret from.</summary>
    public string OdooSecretFile => Path.Combine(Folder.FullName, "odoo-secret");

    public string OdooDatabase => _environment["Integration__Odoo__main__Database"];

    /// <summary>Login of the workers.</summary>
    public string OdooUser => _environment["Integration__Odoo__main__User"];

    public OdooReader Buyer => _people[nameof(DrillOptions.Buyer)];

    public OdooReader Storekeeper => _people[nameof(DrillOptions.Storekeeper)];

    public OdooReader Administrator => _people[nameof(DrillOptions.Administrator)];

    /// <param name="real">In the Odoo of the configuration in place of the stand-in.</param>
    /// <param name="cancellationToken">Of the making.</param>
    /// <exception cref="SettingsException">With everything that is wrong.</exception>
    public static async Task<DrillPlace> MakeAsync(bool real, CancellationToken cancellationToken)
    {
        var configuration = WorkerConfiguration.Read(null);
        var errors = new List<string>();
        var server = PostgresServer.Read(configuration, errors);
        var bus = Settings.Bind<BusOptions>(configuration, BusOptions.Section, errors).ReadAddress();
        var options = Settings.Bind<DrillOptions>(configuration, DrillOptions.Section, errors);
        var lent = real ? OdooSettings.ReadAll(configuration, errors) is [var first, ..] ? first : null : null;
        errors.AddRange(real ? options.Errors() : []);
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        var folder = Directory.CreateTempSubdirectory("integration-drill-");
        var standIn = real ? null : await OdooSandbox.StartAsync(new OdooSandboxOptions(MappingFiles.Locate(Path.Combine("ops", "odoo", "network"))), TimeProvider.System, cancellationToken);
        var database = await DrillDatabase.MakeAsync(server, folder, cancellationToken);
        var broker = bus.Length > 0 ? await DrillBroker.MakeAsync(new Uri(bus), options.BrokerManagement, cancellationToken) : null;
        var url = standIn?.Url ?? lent!.Connection.Url;
        var place = new DrillPlace(folder, database, broker, standIn, await OdooProxy.StartAsync(url, cancellationToken));
        place.Person(nameof(DrillOptions.Buyer), url, lent?.Connection.Database, "buyer", options.Buyer);
        place.Person(nameof(DrillOptions.Storekeeper), url, lent?.Connection.Database, "storekeeper", options.Storekeeper);
        place.Person(nameof(DrillOptions.Administrator), url, lent?.Connection.Database, "admin", options.Administrator);
        place.WriteOdooSecret(lent?.Connection.Secret ?? OdooSandboxOptions.Password);
        place.WriteInterfaces(MappingFiles.Locate(configuration[$"{MappingFiles.Section}:Interfaces"] ?? Path.Combine("ops", "interfaces.yaml")));
        place.Configure(MappingFiles.Folder(configuration), lent?.Connection.Database ?? OdooSandboxOptions.Database, lent?.Connection.User ?? "integration");
        return place;
    }

    public void WriteOdooSecret(string secret) => WriteSecret(OdooSecretFile, secret);

    /// <summary>Where a process writes what it has to say.</summary>
    public string LogFile(string name) => Path.Combine(Folder.FullName, $"{name}.log");

    public async ValueTask DisposeAsync()
    {
        await Odoo.DisposeAsync();
        if (_standIn is not null)
        {
            await _standIn.DisposeAsync();
        }

        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    [GeneratedRegex(@"port: (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Port();

    /// <summary>The drill asks for the same item at the same place again and again, and means it.</summary>
    [GeneratedRegex(@"^ +look-alikes:.*\n", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex LookAlikes();

    private void Person(string role, Uri url, string? database, string standIn, DrillLogin login) =>
        _people[role] = new OdooReader(s_http, url, database ?? OdooSandboxOptions.Database, IsRealOdoo ? login.User! : standIn, IsRealOdoo ? login.Read() : OdooSandboxOptions.Password);

    /// <summary>The shipped interfaces, at free ports.</summary>
    private void WriteInterfaces(string shipped)
    {
        var known = new Dictionary<string, int> { ["2575"] = Addresses.Requisitions, ["2576"] = Addresses.Schedule, ["2579"] = Addresses.Charges, ["2590"] = Addresses.Ehr.Port };
        var text = Port().Replace(LookAlikes().Replace(File.ReadAllText(shipped), ""), match => $"port: {Text(known.TryGetValue(match.Groups[1].Value, out var port) ? port : FreePorts.Next())}");
        File.WriteAllText(Path.Combine(Folder.FullName, "interfaces.yaml"), text);
    }

    private void Configure(string mappings, string odooDatabase, string user)
    {
        Set("Files__Mappings", mappings);
        Set("Files__Interfaces", Path.Combine(Folder.FullName, "interfaces.yaml"));
        Set("Journal__Store", Database.IsPostgres ? "Postgres" : "Sqlite");
        Set(Database.IsPostgres ? "Journal__ConnectionString" : "Journal__Path", Database.IsPostgres ? Database.ConnectionString : Database.Path);
        Set("Bus__Transport", Broker is null ? nameof(BusTransport.Memory) : nameof(BusTransport.RabbitMq));
        if (Broker is not null)
        {
            Set("Bus__Address", Broker.Address);
        }

        Set("Odoo__main__Url", Odoo.Url.ToString());
        Set("Odoo__main__Database", odooDatabase);
        Set("Odoo__main__User", user);
        Set("Odoo__main__SecretFile", OdooSecretFile);
        Set("Security__HashKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));
        Set("Pipeline__Sweep", "00:00:00.5");
        Set("Pipeline__ProbePause", "00:00:01");
        Set("Pipeline__ObserveEvery", "00:00:01");
        Set("Pipeline__ObserveAtLeastEvery", "00:00:05");
        Set("Pipeline__BrokerWatch", "00:00:01");

        // What a killed worker had in hand waits for its lease; these are short, and longer than an answer of this Odoo takes.
        Set("Odoo__main__TimeOut", IsRealOdoo ? "00:00:15" : "00:00:04");
        Set("Pipeline__OdooLongestTransaction", IsRealOdoo ? "00:00:05" : "00:00:02");
        Set("Pipeline__DeliverLease", DeliverLease.ToString());
        Set("Pipeline__ProcessLease", "00:00:05");
        // A call that is expected to take longer than half the lease is never begun.
        Set("Delivery__ExpectedLoadTime", IsRealOdoo ? "00:00:04" : "00:00:01");
        _environment[EhrSecretVariable] = Addresses.EhrSecret;
    }

    private void Set(string name, string value) => _environment["Integration__" + name] = value;

    private static void WriteSecret(string path, string secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(secret);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
