using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Integration.Hl7v2.Mllp;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Mllp;

/// <summary>Senders that are not ours against the worker itself, one of its interfaces plain and the other over mutual TLS.</summary>
public sealed class IndependentSenderTests : IAsyncLifetime, IDisposable
{
    private const int Count = 50;
    private static readonly string Peers = Repository.Path("tests/Integration.SystemTests/Mllp/Peers");
    private readonly TestAuthority _authority = new();
    private readonly int _health = Installation.FreePort();
    private readonly int _plain = Installation.FreePort();
    private readonly int _secure = Installation.FreePort();
    private MllpTlsFiles _client = null!;
    private WorkerProcess _worker = null!;

    public async Task InitializeAsync()
    {
        _client = _authority.Files("client", _authority.Issue("or-gateway"));
        var server = _authority.Files("server", _authority.Issue("server", daysLeft: 20));
        var interfaces = (await File.ReadAllTextAsync(Repository.Path("ops/interfaces.yaml")))
            .Replace("port: 2575", $"port: {_plain}", StringComparison.Ordinal)
            .Replace("port: 2576", $"port: {_secure}\n    from: [127.0.0.0/8]\n    tls: {{ certificate: {server.Certificate}, key: {server.Key}, client-authorities: {_authority.RootFile}, clients: {{ or-gateway: [ORSCHED], another: [OTHER] }} }}", StringComparison.Ordinal);
        interfaces = System.Text.RegularExpressions.Regex.Replace(interfaces, @"port: 25\d\d\b", _ => $"port: {Support.Installation.FreePort()}");
        await File.WriteAllTextAsync(_authority.Path("interfaces.yaml"), interfaces);
        var environment = new Dictionary<string, string>
        {
            ["Integration__Files__Interfaces"] = _authority.Path("interfaces.yaml"),
            ["Integration__Journal__Store"] = "Sqlite",
            ["Integration__Journal__Path"] = _authority.Path("journal.db"),
            ["Integration__Odoo__main__Url"] = "http://127.0.0.1:9",
            ["Integration__Odoo__main__Database"] = "none",
            ["Integration__Odoo__main__User"] = "nobody",
            ["Integration__Odoo__main__Secret"] = "nothing",
            ["Integration__Security__HashKey"] = new string('k', 48),
            ["Integration__Health__Port"] = $"{_health}",
        };
        _worker = await WorkerProcess.RunningAsync(environment, _health);
        Assert.False(_worker.HasExited, _worker.Output);
    }

    public async Task DisposeAsync() => await _worker.DisposeAsync();

    public void Dispose() => _authority.Dispose();

    [IndependentSendersFact]
    public async Task Other_programs_exchange_messages_over_TCP_and_TLS_and_a_certificate_sends_only_as_what_it_is_bound_to()
    {
        foreach (var file in Directory.EnumerateFiles(Peers, "*.*"))
        {
            File.Copy(file, _authority.Path(Path.GetFileName(file)));
        }

        await AssertRunsAsync("npm", "ci", "--no-audit", "--no-fund", "--silent");
        string[] files = [_authority.RootFile, _client.Certificate, _client.Key!];
        await Task.WhenAll(
            AssertSendsAsync("/usr/bin/python3", "send.py", "localhost", $"{_plain}", "ORSUPPLY", "OMN^O07"),
            AssertSendsAsync("/usr/bin/python3", ["send.py", "localhost", $"{_secure}", "ORSCHED", "SIU^S12", $"{Count}", .. files]),
            AssertSendsAsync("node", "send.mjs", "127.0.0.1", $"{_plain}", "ORSUPPLY", "OMN^O07"),
            AssertSendsAsync("node", ["send.mjs", "localhost", $"{_secure}", "ORSCHED", "SIU^S12", $"{Count}", .. files]));
        await AssertReceivedAsync(2 * Count, 2 * Count);

        // The certificate is good, and says that MSH-3 lies.
        Assert.Contains("is not listed for this sending application", await AnswerAsync(_authority.Issue("or-gateway"), "OTHER"), StringComparison.Ordinal);
        Assert.Contains("is not listed on this interface", await AnswerAsync(_authority.Issue("stranger"), "ORSCHED"), StringComparison.Ordinal);
        Assert.Contains("is not listed for this sending application", await AnswerAsync(_authority.Issue("or-gateway"), "OTHER", "BHS|^~\\&|ORSCHED|NORTH\r"), StringComparison.Ordinal);
        await AssertReceivedAsync(2 * Count, (2 * Count) + 3);
        Assert.Equal(MllpAnswerKind.Closed, (await Installation.ExchangeAsync(_secure, "MSH|"u8.ToArray())).Kind);
        await Poll.UntilAsync("who sent no TLS is counted", TimeSpan.FromSeconds(10), async () =>
            (await MetricsAsync()).Contains("integration_connections_turned_away_total{interface=\"north-or-schedule\"} 1\n", StringComparison.Ordinal));
        Assert.Contains("it sent MLLP without TLS to a TLS port", _worker.Output, StringComparison.Ordinal);
        Assert.Contains("CN=server", _worker.Output, StringComparison.Ordinal);
    }

    private async Task<string> AnswerAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string application, string envelope = "")
    {
        await using var client = await MllpClient.ConnectAsync("localhost", _secure, new MllpClientTls(_authority.Trust, certificate), TimeSpan.FromSeconds(20), TimeProvider.System, CancellationToken.None);
        var answer = await client.SendAsync(Encoding.UTF8.GetBytes($"{envelope}MSH|^~\\&|{application}|NORTH|||20260102030405||SIU^S12|X-{application}{envelope.Length}|P|2.5.1\rPID|1\r"), CancellationToken.None);
        Assert.Equal(MllpAnswerKind.Answered, answer.Kind);
        var text = Encoding.UTF8.GetString(answer.Bytes.Span);
        Assert.Contains("MSA|AR|", text, StringComparison.Ordinal);
        return text;
    }

    private Task AssertSendsAsync(string program, params string[] arguments) =>
        AssertRunsAsync(program, arguments.Length > 5 ? arguments : [.. arguments, $"{Count}"]);

    private async Task AssertRunsAsync(string program, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _authority.Folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]}: {await output} {await errors}\n{_worker.Output}");
    }

    private async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{_health}/metrics"));
    }

    /// <summary>The journal's own count, by the metrics.</summary>
    private async Task AssertReceivedAsync(int plain, int secure)
    {
        var metrics = await MetricsAsync();
        Assert.Contains($"integration_messages_received_total{{interface=\"north-supply-requisitions\"}} {plain}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"integration_messages_received_total{{interface=\"north-or-schedule\"}} {secure}\n", metrics, StringComparison.Ordinal);
    }
}

/// <summary>Skipped on a laptop without npm or python3-hl7; where CI is set it runs, and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IndependentSendersFactAttribute : FactAttribute
{
    public IndependentSendersFactAttribute()
    {
        if (NeedsAttribute.MaySkip && (!File.Exists("/usr/lib/python3/dist-packages/hl7/__init__.py") || !Starts("npm")))
        {
            Skip = "npm or python3-hl7 is not installed: ops/dev/peers installs them";
        }
    }

    private static bool Starts(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
