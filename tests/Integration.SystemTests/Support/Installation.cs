using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Integration.Hl7v2.Mllp;
using Integration.Journal;
using Integration.Sandbox.Faults;
using Microsoft.Extensions.Logging.Abstractions;
using Integration.Odoo;

namespace Integration.SystemTests.Support;

/// <summary>
/// A whole installation for one test: a PostgreSQL database, a virtual host, an Odoo database and settings for workers on them. Real servers only; see the <c>Needs</c> constants for what must be named.
/// </summary>
internal sealed partial class Installation : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeOut = TimeSpan.FromSeconds(30);

    private readonly Postgres _postgres;
    private readonly Dictionary<int, int> _ports = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");

    private Installation(Postgres postgres, Broker broker, RealOdoo odoo)
    {
        _postgres = postgres;
        Broker = broker;
        Odoo = odoo;
    }

    /// <summary>The journal's database, to look into past the product.</summary>
    public Postgres Database => _postgres;

    public Broker Broker { get; }

    public RealOdoo Odoo { get; }

    public int HealthPort { get; } = FreePort();

    public int RequisitionPort => PortFor(2575);

    public int SchedulePort => PortFor(2576);

    public int AdtPort => PortFor(2577);

    public int DevicePort => PortFor(2578);

    public int ChargePort => PortFor(2579);

    public int ItemPort => PortFor(2580);

    /// <summary>Settings of a worker, as environment variables; a test may add to them.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static async Task<Installation> MakeAsync(RealOdoo odoo)
    {
        var made = new Installation(await Postgres.MakeAsync(), await Broker.MakeAsync(), odoo);
        await made.ConfigureAsync();
        return made;
    }

    public Task<WorkerProcess> StartWorkerAsync(params IEnumerable<string> arguments) => WorkerProcess.RunningAsync(Environment, HealthPort, arguments);

    /// <summary>One more worker on the same journal, broker and Odoo, with a health page of its own.</summary>
    public Task<WorkerProcess> StartAnotherWorkerAsync(params IEnumerable<string> arguments)
    {
        var port = FreePort();
        return WorkerProcess.RunningAsync(new Dictionary<string, string>(Environment) { ["Integration__Health__Port"] = Text($"{port}") }, port, arguments);
    }

    public async Task<WorkerProcess> StartFailingWorkerAsync(string failPoint) =>
        await WorkerProcess.RunningAsync(new Dictionary<string, string>(Environment) { ["INTEGRATION_FAIL_POINT"] = failPoint }, HealthPort);

    public Task<(int ExitCode, string Output)> RunVerbAsync(params IEnumerable<string> arguments) => WorkerProcess.RunAsync(Environment, arguments);

    /// <summary>What dead workers had in hand is free, as if the time of their leases had passed: a test that gives them long ones does not depend on how fast the machine is.</summary>
    public async Task LetLeasesRunOutAsync()
    {
        foreach (var table in new[] { "message", "wake_up", "observation", "posting", "poll_lead" })
        {
            await _postgres.TextsAsync($"update {table} set lease_until = 0 where lease_until is not null returning 1");
        }
    }

    /// <summary>A second way into the same journal, for looking.</summary>
    public async Task<IJournal> OpenJournalAsync()
    {
        var journal = JournalRegistration.Open(new JournalOptions { Store = JournalStore.Postgres, ConnectionString = _postgres.ConnectionString }, NullLoggerFactory.Instance);
        await journal.MigrateAsync(CancellationToken.None);
        return journal;
    }

    public async Task<OdooClient> OdooAsync(OdooRole role)
    {
        var connection = await Odoo.ConnectAsync(role);
        return new OdooClient(new HttpClient { Timeout = TimeSpan.FromMinutes(3) }, connection, TimeProvider.System);
    }

    /// <summary>Sends one message and gives MSA-1, or why there is no answer.</summary>
    public static async Task<string> SendAsync(int port, string message)
    {
        var answer = await ExchangeAsync(port, System.Text.Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r")));
        return answer.Kind == MllpAnswerKind.Answered ? AcknowledgementCode().Match(System.Text.Encoding.UTF8.GetString(answer.Bytes.Span)).Groups[1].Value : answer.Kind.ToString();
    }

    /// <summary>A version of a resource, as an EHR posts it: its type, id and version are in it.</summary>
    public async Task PostAsync(JsonObject resource)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, Text($"http://127.0.0.1:{PortFor(2590)}/fhir/{resource["resourceType"]}/{resource["id"]}"))
        {
            Content = new StringContent(resource.ToJsonString(), System.Text.Encoding.UTF8, "application/fhir+json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EhrSecret);
        using var answer = await http.SendAsync(request, CancellationToken.None);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
    }

    /// <summary>Sends one payload over a connection of its own and gives the answer as it came.</summary>
    public static async Task<MllpAnswer> ExchangeAsync(int port, ReadOnlyMemory<byte> payload)
    {
        await using var client = await MllpClient.ConnectAsync("127.0.0.1", port, AnswerTimeOut, TimeProvider.System, CancellationToken.None);
        return await client.SendAsync(payload, CancellationToken.None);
    }

    /// <summary>Waits until every message and posting has an outcome.</summary>
    public async Task SettleAsync(TimeSpan most, Func<string>? detail = null)
    {
        await using var journal = await OpenJournalAsync();
        await Poll.UntilAsync("all settled", most, () => journal.IsSettledAsync(CancellationToken.None), detail);
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"MSA\|(A[AER])", RegexOptions.CultureInvariant)]
    private static partial Regex AcknowledgementCode();

    [GeneratedRegex(@"port: (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Port();

    /// <summary>The tests ask for the same item at the same place again and again, and mean it.</summary>
    [GeneratedRegex(@"^ +look-alikes:.*\n", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex LookAlikes();

    /// <summary>What the EHR of Northfield shows when it posts.</summary>
    public const string EhrSecret = "ehr-secret-for-tests-only";

    public const string EhrSecretVariable = "INTEGRATION_NORTH_EHR_SECRET";

    public static int FreePort() => FreePorts.Next();

    /// <summary>A free port in place of the one that is shipped: several installations stand side by side.</summary>
    public int PortFor(int shipped) => _ports.TryGetValue(shipped, out var port) ? port : _ports[shipped] = FreePort();

    private async Task ConfigureAsync()
    {
        var interfaces = await File.ReadAllTextAsync(Repository.Path("ops/interfaces.yaml"));
        var file = Path.Combine(_folder.FullName, "interfaces.yaml");
        await File.WriteAllTextAsync(file, Port().Replace(LookAlikes().Replace(interfaces, ""), match => Text($"port: {PortFor(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))}")));
        var odoo = await Odoo.ConnectAsync(OdooRole.Integration);
        Set("Journal__Store", "Postgres");
        Set("Journal__ConnectionString", _postgres.ConnectionString);
        Set("Bus__Transport", "RabbitMq");
        Set("Bus__Address", Broker.Url);
        Set("Odoo__main__Url", odoo.Url.ToString());
        Set("Odoo__main__Database", odoo.Database);
        Set("Odoo__main__User", odoo.User);
        Set("Odoo__main__Secret", odoo.Secret);
        Set("Security__HashKey", Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(48)));
        Set("Files__Interfaces", file);
        Set("Files__Mappings", Repository.Path("mappings"));
        Set("Health__Port", Text($"{HealthPort}"));
        Set("Pipeline__Sweep", "00:00:00.5");
        Set("Pipeline__OdooLongestTransaction", "00:00:05");
        Set("Pipeline__ProbePause", "00:00:01");
        Set("Pipeline__ObserveEvery", "00:00:01");
        Set("Pipeline__ObserveAtLeastEvery", "00:00:05");
        Set("Pipeline__BrokerWatch", "00:00:01");
        Set("Pipeline__MissingEvery", "01:00:00");

        // What a killed worker had in hand waits for its lease; these are short, and longer than an answer of this Odoo takes.
        Set("Odoo__main__TimeOut", "00:00:15");
        Set("Pipeline__DeliverLease", "00:00:18");
        Set("Delivery__ExpectedLoadTime", "00:00:05");
        Set("Pipeline__ProcessLease", "00:00:05");
    }

    private void Set(string name, string value) => Environment["Integration__" + name] = value;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
