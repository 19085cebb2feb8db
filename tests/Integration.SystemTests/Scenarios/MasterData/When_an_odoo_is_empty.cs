using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.MasterData;

/// <summary>From an Odoo with nothing but its modules to the first order, with the product's own verbs.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url, "INTEGRATION_DEV_SERVERS")]
public sealed class When_an_odoo_is_empty : IAsyncLifetime
{
    private readonly RealOdoo _odoo = RealOdoo.Empty();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");
    private Installation _installation = null!;
    private OdooClient _administrator = null!;
    private string[] _provision = [];

    private static CancellationToken None => CancellationToken.None;

    private string Network => Path.Combine(_folder.FullName, "network");

    public async Task InitializeAsync()
    {
        _installation = await Installation.MakeAsync(_odoo);
        _administrator = await _installation.OdooAsync(OdooRole.Administrator);
        Directory.CreateDirectory(Network);
        foreach (var file in Directory.GetFiles(Repository.Path("ops/odoo/network"), "*.csv"))
        {
            File.Copy(file, Path.Combine(Network, Path.GetFileName(file)));
        }

        await File.AppendAllTextAsync(Path.Combine(Network, "companies.csv"), "NW,Northfield West,West Store,10\n");
        await File.AppendAllTextAsync(Path.Combine(Network, "reordering-rules.csv"), "1011,CS-STOCK,5,20,manual\n");
        _installation.Environment["Integration__Files__Network"] = Network;
        var administrator = await _odoo.ConnectAsync(OdooRole.Administrator);
        _provision = ["provision", "--user", administrator.User, "--password-file", Secret("admin", administrator.Secret), "--service-password-file", Secret("service", (await _odoo.ConnectAsync(OdooRole.Integration)).Secret)];
    }

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        await _odoo.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [RealFact]
    public async Task Doctor_lists_what_is_missing_provision_puts_it_there_once_and_the_first_order_arrives()
    {
        var administrator = await _odoo.ConnectAsync(OdooRole.Administrator);
        var missing = await WorkerProcess.RunAsync(
            new Dictionary<string, string>(_installation.Environment)
            {
                ["Integration__Odoo__main__User"] = administrator.User,
                ["Integration__Odoo__main__Secret"] = administrator.Secret,
                // A journal of its own: it is bound to a database and the user who first looked at it.
                ["Integration__Journal__Store"] = "Sqlite",
                ["Integration__Journal__Path"] = Path.Combine(_folder.FullName, "look.db"),
                ["Integration__Bus__Transport"] = "Memory",
            },
            "doctor");
        Assert.All(
            (string[])["product.product: 16 of 16", "res.partner: 3 of 3", "stock.location", "project.project: 2 of 2", "maintenance.equipment", "stock.picking.type: 2 of 2", "account.analytic.account", "odoo horizon"],
            subject => Assert.Matches($"FAIL  (master data )?{subject}", missing.Output));

        Assert.Contains("create    product.product 1001", await SaidAsync(0, _provision), StringComparison.Ordinal);
        Assert.Empty(await StepsAsync(0, "--plan"));

        var well = await SaidAsync(0, "doctor");
        Assert.DoesNotContain("FAIL", well, StringComparison.Ordinal);
        await OrderArrivesAsync();
        await PeopleKeepWhatTheyChangeAsync();
    }

    private async Task OrderArrivesAsync()
    {
        await using var worker = await _installation.StartWorkerAsync();
        var orders = (IReadOnlyList<RequisitionOrder>)[RequisitionOrder.New(1, "1002", 2), RequisitionOrder.New(2, "1006", 1, "BX"), RequisitionOrder.New(3, "NOBODYS-GLV75", 30)];
        Assert.Equal("AA", await Installation.SendAsync(_installation.RequisitionPort, RequisitionMessage.Of(RequisitionMessage.NonStock, "E1", "20261122060000+0000", "RQ-9001", orders)));
        await _installation.SettleAsync(TimeSpan.FromMinutes(1), () => worker.Output);

        var booked = await new OdooBooks(_administrator).OrdersAsync("RQ-9001");
        Assert.Equal(["DET: 1 Box of 100 of 1006 at 85", "SMO: 2 Units of 1002 at 910"], booked.SelectMany(order => order.Wants.Select(line => $"{order.Vendor}: {line}")).Order(StringComparer.Ordinal));

        // An item master's entry changes nothing until a person accepts it, and where tables have no first days, not before its day.
        var entry = await File.ReadAllTextAsync(Repository.Path("mappings/hl7v2/MFN_M16/v1/cases/new-item/source.hl7"));
        Assert.Equal("AA", await Installation.SendAsync(_installation.ItemPort, entry.Replace("20261201", "20991201", StringComparison.Ordinal)));
        await _installation.SettleAsync(TimeSpan.FromMinutes(1), () => worker.Output);
        await EndedAsync(2, "master", "accept", "1016");
        Assert.Equal("AA", await Installation.SendAsync(_installation.ItemPort, entry.Replace("20261201", "20261101", StringComparison.Ordinal).Replace("20261122020000", "20261122020100", StringComparison.Ordinal).Replace("|IM1|", "|IM1-2|", StringComparison.Ordinal)));
        await _installation.SettleAsync(TimeSpan.FromMinutes(1), () => worker.Output);
        await using var journal = await _installation.OpenJournalAsync();
        Assert.Empty((await journal.ReadTablesAsync(None)).Table("item-units")!.Find("1016"));
        Assert.Contains("4 rows of 1016 were taken", await SaidAsync(0, "master", "accept", "1016"), StringComparison.Ordinal);
        Assert.Equal("Units", Assert.Single((await journal.ReadTablesAsync(None)).Table("item-units")!.Find("1016")).Values[1]);

        // The line nobody mapped says what it would cost to leave it, and what it could be.
        var unknown = Assert.Single(JsonDocument.Parse((await EndedAsync(1, "unmapped", "--json")).Printed).RootElement.EnumerateArray());
        Assert.Equal("north-supply-requisitions|NOBODYS-GLV75", unknown.GetProperty("code").GetString());
        var candidate = unknown.GetProperty("candidates")[0];
        Assert.Equal(("1006", 30m, 25.5m), (candidate.GetProperty("values")[0].GetString(), unknown.GetProperty("quantities")[0].GetProperty("quantity").GetDecimal(), unknown.GetProperty("value").GetDecimal()));

        // What is archived in Odoo holds the lines that need it.
        var item = await IdAsync("product.product", "default_code", "1003");
        await _administrator.WriteAsync("product.product", [item], new JsonObject { ["active"] = false }, OdooContext.Standard, None);
        Assert.Equal("AA", await Installation.SendAsync(_installation.RequisitionPort, RequisitionMessage.Of(RequisitionMessage.NonStock, "E2", "20261122060100+0000", "RQ-9002", [RequisitionOrder.New(1, "1003", 1)])));
        await _installation.SettleAsync(TimeSpan.FromMinutes(1), () => worker.Output);
        Assert.Empty(await new OdooBooks(_administrator).OrdersAsync("RQ-9002"));
        Assert.Contains(await journal.ExceptionsAsync(None), held => held.Kind == "MissingReference" && held.Subject.StartsWith("product.product", StringComparison.Ordinal));
        await worker.StopAsync();
    }

    private async Task PeopleKeepWhatTheyChangeAsync()
    {
        await RenameAsync("1001", "Suture, renamed by hand");
        await RenameAsync("1004", "Cement, renamed by hand");
        var items = Path.Combine(Network, "items.csv");
        await File.WriteAllTextAsync(items, (await File.ReadAllTextAsync(items)).Replace("Bone cement 40 g", "Bone cement 80 g", StringComparison.Ordinal).Replace("Sterile drape pack", "Sterile drape pack XL", StringComparison.Ordinal));

        var steps = await StepsAsync(1);

        Assert.Equal(["leave 1001 Suture absorbable 3-0", "conflict 1004 Bone cement 80 g", "change 1005 Sterile drape pack XL"], steps);
        Assert.Equal(["Suture, renamed by hand", "Cement, renamed by hand", "Sterile drape pack XL"], await NamesAsync("1001", "1004", "1005"));
        Assert.Equal(
            [
                "product.product 1001 in Odoo: it is called 'Suture, renamed by hand' in Odoo and 'Suture absorbable 3-0' in the files",
                "product.product 1003 in Odoo: it is archived",
                "product.product 1004 in Odoo: it is called 'Cement, renamed by hand' in Odoo and 'Bone cement 80 g' in the files",
            ],
            JsonDocument.Parse((await EndedAsync(1, "master", "check", "--odoo", "--json")).Printed).RootElement.EnumerateArray().Select(finding => $"{finding.GetProperty("place").GetString()}: {finding.GetProperty("what").GetString()}"));

        await StepsAsync(0, "--overwrite");
        Assert.Equal(["Suture absorbable 3-0", "Bone cement 80 g", "Sterile drape pack XL"], await NamesAsync("1001", "1004", "1005"));
    }

    private Task RenameAsync(string code, string name) => WriteAsync(code, new JsonObject { ["name"] = name });

    private async Task WriteAsync(string code, JsonObject values) =>
        await _administrator.WriteAsync("product.product", [await IdAsync("product.product", "default_code", code)], values, OdooContext.Standard, None);

    private async Task<long> IdAsync(string model, string field, string value) =>
        Assert.Single(await _administrator.SearchReadAsync(model, OdooDomain.Where(field, "=", value), [field], 2, "id", 0, OdooContext.Standard, None)).Id;

    private async Task<IEnumerable<string>> NamesAsync(params string[] codes) =>
        (await _administrator.SearchReadAsync("product.product", OdooDomain.WhereIn("default_code", codes), ["name"], 10, "default_code", 0, OdooContext.Standard, None)).Select(item => item.Text("name")!);

    /// <summary>What provision says of it, as act and label.</summary>
    private async Task<IReadOnlyList<string>> StepsAsync(int exitCode, params string[] more)
    {
        await using var ended = await EndedAsync(exitCode, [.. _provision, .. more, "--json"]);
        return [.. JsonDocument.Parse(ended.Printed).RootElement.EnumerateArray().Select(step => $"{step.GetProperty("act").GetString()} {step.GetProperty("label").GetString()}")];
    }

    private async Task<WorkerProcess> EndedAsync(int exitCode, params IEnumerable<string> arguments)
    {
        var ended = await WorkerProcess.EndedAsync(_installation.Environment, arguments);
        Assert.True(ended.ExitCode == exitCode, $"{string.Join(' ', arguments)} ended with {ended.ExitCode}: {ended.Output}");
        return ended;
    }

    private async Task<string> SaidAsync(int exitCode, params IEnumerable<string> arguments)
    {
        await using var ended = await EndedAsync(exitCode, arguments);
        return ended.Output;
    }

    private string Secret(string name, string secret)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, secret);
        return file;
    }
}
