using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Hl7v2.Mllp;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.CommandLine;

/// <summary>The verbs of somebody who runs an installation, against a worker on real servers.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class Verbs_on_real_servers(SharedInstallation shared) : IClassFixture<SharedInstallation>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly string _tag = $"CL{Guid.CreateVersion7():N}"[..16].ToUpperInvariant() + Random.Shared.Next(100, 999);

    [RealFact]
    public async Task Doctor_passes_a_prepared_installation_and_names_master_data_that_is_missing()
    {
        var installation = await shared.GetAsync();
        Assert.Equal(0, (await installation.RunVerbAsync("reconcile")).ExitCode);
        var row = new[] { "map-code", "items", "interface=*", $"code={_tag}" };

        var (_, mapped) = await installation.RunVerbAsync([.. row, $"item=NOSUCH-{_tag}"]);
        Assert.Contains("0 messages were released", mapped, StringComparison.Ordinal);
        var (sick, said) = await installation.RunVerbAsync("doctor");
        await installation.RunVerbAsync([.. row, "item=1001"]);
        var (well, all) = await installation.RunVerbAsync("doctor");

        Assert.Equal(1, sick);
        Assert.Contains($"FAIL  master data product.product: 1 of", said, StringComparison.Ordinal);
        Assert.Contains($"NOSUCH-{_tag}", said, StringComparison.Ordinal);
        Assert.Contains("→ Add them in Odoo", said, StringComparison.Ordinal);
        Assert.True(well == 0, all);
        Assert.All(all.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        foreach (var subject in new[] { "settings", "journal", "broker: RabbitMQ", "odoo version: 19", "odoo login", "odoo database", "odoo modules", "odoo rights purchase.order", "odoo zone", "master data product.product" })
        {
            Assert.Contains($"ok    {subject}", all, StringComparison.Ordinal);
        }
    }

    [RealFact]
    public async Task Doctor_says_what_to_do_about_a_wrong_password_and_a_broker_that_is_down()
    {
        var installation = await shared.GetAsync();
        var environment = new Dictionary<string, string>(installation.Environment)
        {
            ["Integration__Odoo__main__Secret"] = "wrong",
            ["Integration__Bus__Address"] = $"amqp://nobody:nothing@127.0.0.1:{Installation.FreePort()}/none",
        };

        await using var doctor = await WorkerProcess.EndedAsync(environment, "doctor", "--json");

        Assert.Equal(1, doctor.ExitCode);
        var failing = JsonDocument.Parse(doctor.Printed).RootElement.EnumerateArray().Where(finding => finding.GetProperty("state").GetString() == "bad")
            .ToDictionary(finding => finding.GetProperty("subject").GetString()!, finding => finding.GetProperty("remedy").GetString()!);
        Assert.Equal(["broker", "odoo login"], failing.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("check Integration:Bus:Address", failing["broker"], StringComparison.Ordinal);
        Assert.Contains("Check Integration:Odoo:main:Database, User and the secret", failing["odoo login"], StringComparison.Ordinal);
        Assert.DoesNotContain("nothing", doctor.Output, StringComparison.Ordinal);
    }

    [RealFact]
    public async Task What_exceptions_tells_to_do_works_as_it_is_printed()
    {
        var installation = await shared.GetAsync();
        await using var worker = await installation.StartWorkerAsync();
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Requisition($"HIP {_tag}")));
        await installation.SettleAsync(Soon, () => worker.Output);

        var remedy = (await ExceptionsAsync(installation)).Single(entry => entry.GetProperty("subject").GetString()!.Contains(_tag, StringComparison.Ordinal)).GetProperty("remedy").GetString()!;
        Assert.Equal($"integration map-code items interface=north-supply-requisitions 'code=HIP {_tag}' item=…", remedy);
        var (code, output) = await installation.RunVerbAsync((await WordsAsync(remedy.Replace("…", "1002", StringComparison.Ordinal))).Skip(1));

        Assert.Equal((0, true), (code, output.Contains("; 1 messages were released.", StringComparison.Ordinal)));
        await installation.SettleAsync(Soon, () => worker.Output);
        Assert.Equal(1, await OrdersAsync(installation));
        Assert.DoesNotContain(await ExceptionsAsync(installation), entry => entry.GetProperty("subject").GetString()!.Contains(_tag, StringComparison.Ordinal));
    }

    [RealFact]
    public async Task What_an_archived_product_held_is_released_by_the_printed_command()
    {
        var installation = await shared.GetAsync();
        await using var worker = await installation.StartWorkerAsync();
        await SetActiveAsync(installation, "1011", active: false);
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Requisition("1011")));
        await installation.SettleAsync(Soon, () => worker.Output);
        Assert.Equal(0, await OrdersAsync(installation));

        await SetActiveAsync(installation, "1011", active: true);
        var (found, told) = await installation.RunVerbAsync("exceptions");
        var command = told.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("release ", StringComparison.Ordinal) && line.Contains("1011", StringComparison.Ordinal));
        var words = (await WordsAsync(command)).SkipWhile(word => word != "integration").Skip(1).ToList();
        var (code, output) = await installation.RunVerbAsync(words);

        Assert.Equal((1, 0, true), (found, code, output.Contains("1 released.", StringComparison.Ordinal)));
        await installation.SettleAsync(Soon, () => worker.Output);
        Assert.Equal(1, await OrdersAsync(installation));
        Assert.Equal(1, (await installation.RunVerbAsync(words)).ExitCode);
    }

    [RealFact]
    public async Task A_pause_of_Odoo_keeps_what_is_accepted_until_it_is_resumed()
    {
        var installation = await shared.GetAsync();
        await using var worker = await installation.StartWorkerAsync();
        Assert.Equal(0, (await installation.RunVerbAsync("pause", "odoo", "--reason", "stock-taking")).ExitCode);

        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Requisition("1002")));
        await Poll.UntilAsync("the posting waits", Soon, async () => await installation.Database.CountAsync($"select count(*) from posting where desired ~ '{_tag}'") == 1, () => worker.Output);
        await using var queues = await WorkerProcess.EndedAsync(installation.Environment, "queues", "--json");
        var pause = JsonDocument.Parse(queues.Printed).RootElement.GetProperty("pauses")[0];
        Assert.Equal(("odoo", "stock-taking"), (pause.GetProperty("scope").GetString(), pause.GetProperty("reason").GetString()));
        Assert.Contains(JsonDocument.Parse(queues.Printed).RootElement.GetProperty("queues").EnumerateArray(), queue => queue.GetProperty("stage").GetString() == "deliver" && queue.GetProperty("depth").GetInt64() == 1);
        Assert.Equal(0, await OrdersAsync(installation));

        Assert.Equal(0, (await installation.RunVerbAsync("resume", "odoo")).ExitCode);
        await installation.SettleAsync(Soon, () => worker.Output);
        Assert.Equal(1, await OrdersAsync(installation));
        Assert.Equal(1, (await installation.RunVerbAsync("resume", "odoo")).ExitCode);
        Assert.NotEqual(0, (await installation.RunVerbAsync("pause", "everything", "--reason", "none")).ExitCode);
    }

    [RealFact]
    public async Task A_resend_gets_the_first_answer_again_to_the_byte()
    {
        var installation = await shared.GetAsync();
        await using var worker = await installation.StartWorkerAsync();
        var bytes = Encoding.UTF8.GetBytes(Requisition("1002").ReplaceLineEndings("\r"));

        var first = await Installation.ExchangeAsync(installation.RequisitionPort, bytes);
        await installation.SettleAsync(Soon, () => worker.Output);
        var again = await Installation.ExchangeAsync(installation.RequisitionPort, bytes);
        await installation.SettleAsync(Soon, () => worker.Output);

        Assert.Equal(MllpAnswerKind.Answered, first.Kind);
        Assert.Equal(first.Bytes.ToArray(), again.Bytes.ToArray());
        Assert.Equal(1, await OrdersAsync(installation));
        await using var ledger = await WorkerProcess.EndedAsync(installation.Environment, "ledger", "--json");
        Assert.Equal(0, ledger.ExitCode);
        Assert.True(JsonDocument.Parse(ledger.Printed).RootElement.GetProperty("balanced").GetBoolean());
    }

    private string Requisition(string item) =>
        $"""
        MSH|^~\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|20261120101000||OMN^O07^OMN_O07|{_tag}|P|2.5.1
        ORC|NW|{_tag}.1^ORSUPPLY||{_tag}^ORSUPPLY
        RQD|1|{item}|||1|EA|4100||ORSUP|20261201120000
        """;

    private async Task<long> OrdersAsync(Installation installation) =>
        await (await installation.OdooAsync(OdooRole.Integration)).SearchCountAsync("purchase.order", OdooDomain.Where("origin", "=", _tag), OdooContext.Standard, CancellationToken.None);

    private static async Task SetActiveAsync(Installation installation, string item, bool active)
    {
        var odoo = await installation.OdooAsync(OdooRole.Administrator);
        var anyway = OdooContext.Standard.With("active_test", false);
        var product = (await odoo.SearchReadAsync("product.product", OdooDomain.Where("default_code", "=", item), ["active"], 1, "id", 0, anyway, CancellationToken.None))[0];
        await odoo.WriteAsync("product.product", [product.Id], new JsonObject { ["active"] = active }, OdooContext.Standard, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<JsonElement>> ExceptionsAsync(Installation installation)
    {
        await using var exceptions = await WorkerProcess.EndedAsync(installation.Environment, "exceptions", "--json");
        return [.. JsonDocument.Parse(exceptions.Printed).RootElement.EnumerateArray()];
    }

    /// <summary>The words a shell makes of a line.</summary>
    private static async Task<IReadOnlyList<string>> WordsAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf '%s\\n' {line}"]) { RedirectStandardOutput = true })!;
        var words = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return words.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
