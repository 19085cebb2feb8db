using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.CommandLine;

/// <summary>The program as a shell sees it, without any server: what it prints, how it ends, what it says when it cannot.</summary>
public sealed partial class The_command_line : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");

    [Fact]
    public async Task Demo_once_as_JSON_has_the_documented_shape()
    {
        await using var demo = await WorkerProcess.EndedAsync(new Dictionary<string, string>(), "demo", "--once", "--json");

        Assert.True(demo.ExitCode == 0, demo.Output);
        var report = JsonDocument.Parse(demo.Printed).RootElement;
        Assert.Equal(["again", "balanced", "contracts", "outcomes", "postings", "received", "sent"], Keys(report).Except(["faults"]));
        Assert.Equal(["duplicate", "held", "parked", "processed", "rejected", "suppressed"], Keys(report.GetProperty("outcomes")));
        Assert.Equal(["held", "parked", "posted", "protected", "superseded", "withdrawn"], Keys(report.GetProperty("postings")));
        Assert.Equal(["asset-event", "bed-event", "demand-signal", "requisition", "service-activity"], Keys(report.GetProperty("contracts")));
        Assert.True(report.GetProperty("balanced").GetBoolean());
        Assert.Equal(report.GetProperty("sent").GetInt64() + report.GetProperty("again").GetInt64(), report.GetProperty("received").GetInt64());
        Assert.Equal(report.GetProperty("received").GetInt64(), report.GetProperty("outcomes").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
        Assert.All(report.GetProperty("contracts").EnumerateObject(), contract => Assert.True(contract.Value.GetInt64() > 0));
    }

    [Fact]
    public async Task Inspect_says_what_a_file_holds_and_fails_when_a_message_is_not_readable()
    {
        var file = Path.Combine(_folder.FullName, "two.hl7");
        await File.WriteAllTextAsync(file, "MSH|^~\\&|ORSCHED|NORTH|||20260105101500||SIU^S12^SIU_S12|C1|P|2.5.1\rSCH|1\rRGS|1\rMSH|^~\\&|ORSCHED|NORTH|||20260105101500||ADT^A01|C2|P|2.5.1\rPIDX|1||4711^Zorngiebel\r");

        var (code, output) = await WorkerProcess.RunAsync(new Dictionary<string, string>(), "inspect", "--json", file);

        Assert.True(code == 1, output);
        var messages = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([true, false], messages.Select(message => message.GetProperty("readable").GetBoolean()));
        Assert.Equal(["controlId", "encoding", "file", "index", "problems", "readable", "segments", "sender", "structure", "trigger", "type", "version"], Keys(messages[0]).Order(StringComparer.Ordinal));
        Assert.Equal(("SIU", "S12", "C1", "UTF-8", 0), (Text("type"), Text("trigger"), Text("controlId"), Text("encoding"), messages[0].GetProperty("index").GetInt32()));
        Assert.Equal(["MSH", "SCH", "RGS"], messages[0].GetProperty("segments").EnumerateArray().Select(segment => segment.GetString()));
        var problem = messages[1].GetProperty("problems")[0];
        Assert.Equal("MSH", problem.GetProperty("at").GetString());
        Assert.Contains("expected a segment", problem.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Zorngiebel", output, StringComparison.Ordinal);

        string? Text(string name) => messages[0].GetProperty(name).GetString();
    }

    [Fact]
    public async Task Inspect_tells_a_file_that_is_not_there_from_one_that_is_bad()
    {
        var (code, output) = await WorkerProcess.RunAsync(new Dictionary<string, string>(), "inspect", Path.Combine(_folder.FullName, "none.hl7"));

        Assert.True(code == 1, output);
        Assert.Contains("NotOpened", output, StringComparison.Ordinal);
        Assert.Contains("1 messages, 1 not readable.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_ingest_measures_the_journal_beside_both_baselines()
    {
        await using var bench = await WorkerProcess.EndedAsync(
            new Dictionary<string, string>(), "bench", "ingest", "--connections", "2", "--seconds", "0.3", "--warm-up", "0", "--folder", _folder.FullName, "--json");

        Assert.True(bench.ExitCode == 0, bench.Output);
        var figures = JsonDocument.Parse(bench.Printed).RootElement.EnumerateArray().ToList();
        Assert.Equal(["nothing stored", "plain file", "SQLite"], figures.Select(figure => figure.GetProperty("store").GetString()));
        Assert.All(figures, figure => Assert.True(figure.GetProperty("load").GetProperty("accepted").GetInt64() > 0));
        Assert.True(figures[2].GetProperty("ofPlainFile").GetDouble() > 0);
        var cost = figures[2].GetProperty("cost");
        Assert.InRange(cost.GetProperty("rows").GetDouble(), 3, 6);
        Assert.InRange(cost.GetProperty("flushes").GetDouble(), 0.45, 1.1);
        Assert.True(cost.GetProperty("writtenBytes").GetDouble() > 1000);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Bench_ingest_runs_long_in_slices_on_top_of_what_is_stored()
    {
        await using var bench = await WorkerProcess.EndedAsync(
            new Dictionary<string, string>(), "bench", "ingest", "--connections", "2", "--stored", "50", "--messages", "105", "--folder", _folder.FullName, "--json");

        Assert.True(bench.ExitCode == 0, bench.Output);
        var slices = JsonDocument.Parse(bench.Printed).RootElement.EnumerateArray().ToList();
        Assert.Equal([50, 103], slices.Select(slice => slice.GetProperty("stored").GetInt64()));
        Assert.Equal(105, slices.Sum(slice => slice.GetProperty("load").GetProperty("accepted").GetInt64()));
    }

    [Fact]
    public async Task Bench_process_measures_the_stage_beside_its_parts()
    {
        await using var bench = await WorkerProcess.EndedAsync(new Dictionary<string, string>(), "bench", "process", "--types", "OMN", "--messages", "100", "--folder", _folder.FullName, "--json");

        Assert.True(bench.ExitCode == 0, bench.Output);
        var figures = Assert.Single(JsonDocument.Parse(bench.Printed).RootElement.EnumerateArray());
        Assert.Equal(("SQLite", "OMN", 100), (figures.GetProperty("store").GetString(), figures.GetProperty("type").GetString(), figures.GetProperty("messages").GetInt32()));
        Assert.InRange(figures.GetProperty("processed").GetInt32(), 80, 99);
        Assert.All((string[])["claim", "map", "lock", "fold", "commit"], step => Assert.True(figures.GetProperty("steps").GetProperty(step).GetDouble() > 0, step));
        Assert.True(figures.GetProperty("ofBare").GetDouble() > 0);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Bench_deliver_measures_every_model_beside_bare_batches_and_one_by_one()
    {
        await using var bench = await WorkerProcess.EndedAsync(new Dictionary<string, string>(), "bench", "deliver", "--records", "4", "--rounds", "1", "--json");

        Assert.True(bench.ExitCode == 0, bench.Output);
        var figures = JsonDocument.Parse(bench.Printed).RootElement.EnumerateArray().ToList();
        Assert.Equal(
            from model in (string[])["purchase.order", "stock.picking", "maintenance.request", "project.task", "account.analytic.line"] from way in (string[])["one by one", "bare batches", "product"] select (model, way),
            figures.Select(figure => (figure.GetProperty("model").GetString()!, figure.GetProperty("way").GetString()!)));
        Assert.All(figures, figure => Assert.True(figure.GetProperty("arrived").GetInt32() is > 0 and var arrived && arrived == figure.GetProperty("records").GetInt32()));
        Assert.All(figures.Where(figure => figure.GetProperty("way").GetString() == "product"), figure => Assert.True(figure.GetProperty("ofBare").GetDouble() > 0 && figure.GetProperty("flushes").GetDouble() > 0));
    }

    [Fact]
    public async Task Bench_reconcile_compares_what_was_posted_before()
    {
        await using var bench = await WorkerProcess.EndedAsync(new Dictionary<string, string>(), "bench", "reconcile", "--records", "5", "--rounds", "1", "--json");

        Assert.True(bench.ExitCode == 0, bench.Output);
        var figures = JsonDocument.Parse(bench.Printed).RootElement.EnumerateArray().ToList();
        Assert.Equal(["read", "product"], figures.Select(figure => figure.GetProperty("way").GetString()));
        Assert.All(figures, figure => Assert.Equal((10, 0), (figure.GetProperty("records").GetInt32(), figure.GetProperty("breaks").GetInt32())));
        Assert.True(figures[1].GetProperty("ofBare").GetDouble() > 0);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("demo")]
    [InlineData("bench")]
    [InlineData("inspect")]
    [InlineData("send")]
    [InlineData("listen")]
    [InlineData("preview")]
    [InlineData("reconcile")]
    [InlineData("status")]
    [InlineData("adopt")]
    [InlineData("ledger")]
    [InlineData("queues")]
    [InlineData("feeds")]
    [InlineData("events")]
    [InlineData("exceptions")]
    [InlineData("failures")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("unmapped")]
    [InlineData("map-code")]
    [InlineData("master")]
    [InlineData("provision")]
    [InlineData("release")]
    [InlineData("audit")]
    [InlineData("replay")]
    [InlineData("breaks")]
    [InlineData("settle")]
    [InlineData("bind-odoo")]
    [InlineData("rotate-key")]
    [InlineData("doctor")]
    public async Task Every_verb_explains_itself(string verb)
    {
        var (code, output) = await WorkerProcess.RunAsync(new Dictionary<string, string>(), verb, "--help");

        Assert.Equal(0, code);
        Assert.Matches($"(?s)Description:\\s+\\S.*Usage:\\s+\\S+ {verb}.*Options:", output);
    }

    [Theory]
    [InlineData("settle", "message", "--reason", "x")]
    [InlineData("settle", "message", "1")]
    [InlineData("settle", "message", "1", "--as", "ours", "--reason", "x")]
    [InlineData("settle", "211", "--reason", "x")]
    [InlineData("settle", "211", "--as", "ours")]
    [InlineData("pause", "odoo")]
    [InlineData("pause", "odoo", "--reason", " ")]
    [InlineData("bind-odoo", "--confirm")]
    [InlineData("replay", "--id", "1", "--run")]
    [InlineData("replay", "--id", "1", "--per-second", "10001")]
    public async Task What_is_not_said_in_full_is_not_done(params string[] arguments)
    {
        var (code, output) = await RunAsync([], arguments);

        Assert.True(code != 0, output);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "journal.db")));
    }

    [Fact]
    public async Task A_message_that_waits_for_nothing_is_not_given_up()
    {
        var (code, output) = await RunAsync([], "settle", "message", "1", "--reason", "x");

        Assert.Equal(1, code);
        Assert.Contains("There is no message 1.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_told_all_together()
    {
        var (code, output) = await RunAsync(
            new()
            {
                ["Integration__Odoo__main__Url"] = "odoo",
                ["Integration__Health__Port"] = "many",
                ["Integration__Pipeline__DeliverBatch"] = "0",
                ["Integration__Security__HashKey"] = "",
            },
            "run", "--role", "ingest");

        Unusable(code, output);
        Assert.Contains("no key to hash cases with", output, StringComparison.Ordinal);
        Assert.Contains("which only works where one process runs every role", output, StringComparison.Ordinal);
        Assert.Contains("Integration:Odoo:main:Url must be the address of Odoo", output, StringComparison.Ordinal);
        Assert.Contains("Integration:Pipeline:DeliverBatch must be more than 0", output, StringComparison.Ordinal);
        Assert.Contains("'Integration:Health:Port'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_of_the_demo_is_refused_elsewhere()
    {
        var (code, output) = await RunAsync(new() { ["Integration__Security__HashKey"] = Integration.Security.SecurityOptions.DemoKey }, "run");

        Unusable(code, output);
        Assert.Contains("this is the demo's key", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_mapping_files_are_told_with_every_error_and_its_line()
    {
        var mappings = Path.Combine(_folder.FullName, "mappings");
        foreach (var file in Directory.EnumerateFiles(Repository.Path("mappings"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(mappings, Path.GetRelativePath(Repository.Path("mappings"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var wrong = Path.Combine(mappings, "hl7v2", "OMS_O05", "v1.yaml");
        var lines = (await File.ReadAllTextAsync(wrong)).Replace("decimal: RQD-5", "decmal: RQD-5", StringComparison.Ordinal).Replace("lookup: departments", "lookup: wards", StringComparison.Ordinal);
        await File.WriteAllTextAsync(wrong, lines);

        var (code, output) = await RunAsync(new() { ["Integration__Files__Mappings"] = mappings }, "run");

        Unusable(code, output);
        Assert.Superset(new HashSet<int> { LineOf("decmal: RQD-5"), LineOf("lookup: wards") }, OfMapping().Matches(output).Select(match => int.Parse(match.Groups[1].Value, null)).ToHashSet());

        int LineOf(string text) => lines[..lines.IndexOf(text, StringComparison.Ordinal)].Count(sign => sign == '\n') + 1;
    }

    [Fact]
    public async Task Settings_that_are_no_JSON_are_told_without_a_trace()
    {
        var file = Path.Combine(_folder.FullName, "settings.json");
        await File.WriteAllTextAsync(file, "{ \"Integration\": ");

        var (code, output) = await RunAsync([], "ledger", "--settings", file);

        Unusable(code, output);
        Assert.Contains("settings.json", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_worker_with_a_plain_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, output) = await RunAsync(new() { ["Integration__Health__Port"] = $"{((IPEndPoint)taken.LocalEndpoint).Port}" }, "run");

        Assert.Equal(3, code);
        Assert.Contains("in use", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(Trace(), output);
    }

    [Fact]
    public async Task A_journal_that_does_not_answer_is_told_without_a_trace()
    {
        var closed = Installation.FreePort();

        var (code, output) = await RunAsync(
            new() { ["Integration__Journal__Store"] = "Postgres", ["Integration__Journal__ConnectionString"] = $"Host=127.0.0.1;Port={closed};Username=nobody;Database=nothing" }, "ledger");

        Assert.Equal(3, code);
        Assert.Contains("The journal does not answer", output, StringComparison.Ordinal);
        Assert.DoesNotMatch(Trace(), output);
    }

    [Fact]
    public async Task An_interface_nobody_configured_is_told_with_those_there_are()
    {
        var (code, output) = await RunAsync([], "preview", Sample, "--interface", "south-or-schedule");

        Unusable(code, output);
        Assert.Contains("there is no interface 'south-or-schedule'; there are north-supply-requisitions, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sending_to_a_closed_port_says_so()
    {
        var (code, output) = await WorkerProcess.RunAsync(new Dictionary<string, string>(), "send", Sample, "--to", $"mllp://127.0.0.1:{Installation.FreePort()}");

        Assert.Equal(1, code);
        Assert.Contains("does not answer: ConnectionRefused", output, StringComparison.Ordinal);
        Assert.DoesNotMatch(Trace(), output);
    }

    [Fact]
    public async Task A_preview_masks_what_the_message_says_unless_asked_not_to()
    {
        var (code, masked) = await RunAsync([], "preview", Sample, "--interface", "north-or-schedule");
        var (_, shown) = await RunAsync([], "preview", Sample, "--interface", "north-or-schedule", "--show-contents");

        Assert.True(code == 0, masked);
        Assert.DoesNotContain("Zzyzxbert", masked, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Xxxxxxxxx".ToLowerInvariant(), masked, StringComparison.Ordinal);
        Assert.Contains("stock.picking.load", masked, StringComparison.Ordinal);
        Assert.Contains("Zzyzxbert", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_of_a_FHIR_resource_names_elements_and_masks_what_they_say()
    {
        var (code, output) = await RunAsync([], "preview", Repository.Path("mappings/fhir/Appointment/v1/cases/story-1-booked/source.json"), "--interface", "north-ehr");

        Assert.True(code == 0, output);
        Assert.Contains("fhir/Appointment/v1", output, StringComparison.Ordinal);
        Assert.Contains("Appointment.participant[0].actor.reference", output, StringComparison.Ordinal);
        Assert.Contains("stock.picking.load", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Zzyzx", output, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Sample => Repository.Path("mappings/hl7v2/SIU_S12/v1/cases/booked/source.hl7");

    private static IEnumerable<string> Keys(JsonElement of) => of.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static void Unusable(int code, string output)
    {
        Assert.True(code == 2, output);
        Assert.DoesNotMatch(Trace(), output);
    }

    /// <summary>A verb with settings that would do, but for what is given.</summary>
    private Task<(int ExitCode, string Output)> RunAsync(Dictionary<string, string> different, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["Integration__Journal__Store"] = "Sqlite",
            ["Integration__Journal__Path"] = Path.Combine(_folder.FullName, "journal.db"),
            ["Integration__Odoo__main__Url"] = "http://127.0.0.1:9",
            ["Integration__Odoo__main__Database"] = "none",
            ["Integration__Odoo__main__User"] = "nobody",
            ["Integration__Odoo__main__Secret"] = "nothing",
            ["Integration__Security__HashKey"] = new string('k', 48),
            ["Integration__Health__Port"] = "0",
        };
        foreach (var (name, value) in different)
        {
            environment[name] = value;
        }

        return WorkerProcess.RunAsync(environment, arguments);
    }

    [GeneratedRegex(@"(?m)^\s+at \S+\(|Unhandled exception", RegexOptions.CultureInvariant)]
    private static partial Regex Trace();

    [GeneratedRegex(@"OMS_O05/v1\.yaml:(\d+):", RegexOptions.CultureInvariant)]
    private static partial Regex OfMapping();
}
