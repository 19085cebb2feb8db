using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.Worker.Provisioning;

namespace Integration.UnitTests.Provisioning;

/// <summary>What provisioning does about records that are missing, there, changed by people, or not to be told apart.</summary>
public sealed class RecordPlanTests : IDisposable
{
    private const string Model = "maintenance.equipment";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly OdooInMemory _odoo = new();

    public void Dispose() => _odoo.Dispose();

    [Fact]
    public async Task A_record_that_is_not_there_is_created_and_a_second_run_plans_and_writes_nothing()
    {
        Assert.Equal(["Create SN-1 Pump"], await RunAsync(Pump("Pump")));
        Assert.Equal(["Pump A1"], await ThereAsync());

        var before = _odoo.Writes;
        Assert.Empty(await RunAsync(Pump("Pump")));
        Assert.Equal(before, _odoo.Writes);
    }

    [Fact]
    public async Task A_plan_alone_writes_nothing()
    {
        Assert.Equal(["Create SN-1 Pump"], await PlanAsync(Pump("Pump")));

        Assert.Equal(0, _odoo.Writes);
        Assert.Empty(await ThereAsync());
    }

    [Fact]
    public async Task A_record_of_people_is_adopted_what_they_filled_stays_and_what_is_empty_is_filled()
    {
        await MakeAsync("Their pump", model: "");

        Assert.Equal(["Adopt SN-1 Pump", "Leave SN-1 Pump name: Their pump / Pump", "Change SN-1 Pump model:  / A1"], await RunAsync(Pump("Pump")));
        Assert.Equal(["Their pump A1"], await ThereAsync());

        var before = _odoo.Writes;
        Assert.Equal(["Leave SN-1 Pump name: Their pump / Pump"], await RunAsync(Pump("Pump")));
        Assert.Equal(before, _odoo.Writes);
    }

    [Fact]
    public async Task What_the_file_changed_and_nobody_else_is_changed()
    {
        await RunAsync(Pump("Pump"));

        Assert.Equal(["Change SN-1 Pump XL name: Pump / Pump XL"], await RunAsync(Pump("Pump XL")));
        Assert.Equal(["Pump XL A1"], await ThereAsync());
        Assert.Empty(await RunAsync(Pump("Pump XL")));
    }

    [Fact]
    public async Task What_a_person_changed_is_left_until_somebody_says_overwrite()
    {
        await RunAsync(Pump("Pump"));
        await RenameAsync("By hand");

        Assert.Equal(["Leave SN-1 Pump name: By hand / Pump"], await RunAsync(Pump("Pump")));
        Assert.Equal(["By hand A1"], await ThereAsync());

        Assert.Equal(["Change SN-1 Pump name: By hand / Pump"], await RunAsync(Pump("Pump"), overwrite: true));
        Assert.Equal(["Pump A1"], await ThereAsync());
    }

    [Fact]
    public async Task What_a_person_and_the_file_both_changed_is_a_conflict_and_not_written()
    {
        await RunAsync(Pump("Pump"));
        await RenameAsync("By hand");

        Assert.Equal(["Conflict SN-1 Pump XL name: By hand / Pump XL"], await RunAsync(Pump("Pump XL")));
        Assert.Equal(["By hand A1"], await ThereAsync());
    }

    [Fact]
    public async Task A_person_who_changed_to_what_the_file_says_now_has_settled_it()
    {
        await RunAsync(Pump("Pump"));
        await RenameAsync("Pump XL");

        Assert.Empty(await RunAsync(Pump("Pump XL")));
        Assert.Equal(["Change SN-1 Pump XXL name: Pump XL / Pump XXL"], await RunAsync(Pump("Pump XXL")));
    }

    [Fact]
    public async Task Two_records_with_the_natural_key_are_a_conflict_until_one_is_archived()
    {
        var vendor = new WantedRecord("res.partner", "vendor_v_1", "V-1", new Dictionary<string, string> { ["name"] = "Vendor", ["ref"] = "V-1" }) { NaturalKey = ("ref", "V-1") };
        await VendorAsync("First");
        var second = await VendorAsync("Second");
        var before = _odoo.Writes;

        Assert.Equal(["Conflict V-1"], await RunAsync(vendor));
        Assert.Equal(before, _odoo.Writes);

        await _odoo.Master.WriteAsync("res.partner", second, new JsonObject { ["active"] = false }, None);
        Assert.Equal(["Adopt V-1", "Leave V-1 name: First / Vendor"], await RunAsync(vendor));

        Task<long> VendorAsync(string name) => _odoo.Client.CreateAsync("res.partner", new JsonObject { ["name"] = name, ["ref"] = "V-1" }, OdooContext.Standard, None);
    }

    [Fact]
    public async Task What_a_person_deleted_is_made_again_only_when_somebody_says_overwrite()
    {
        await RunAsync(Pump("Pump"));
        await _odoo.Client.UnlinkAsync(Model, [(await FindAsync()).Single().Id], OdooContext.Standard, None);

        Assert.Equal(["Leave SN-1 Pump"], await RunAsync(Pump("Pump")));
        Assert.Empty(await ThereAsync());

        Assert.Equal(["Create SN-1 Pump"], await RunAsync(Pump("Pump"), overwrite: true));
        Assert.Equal(["Pump A1"], await ThereAsync());
    }

    [Fact]
    public async Task What_is_given_once_is_not_compared_again()
    {
        var wanted = new WantedRecord(Model, "equipment_sn_1", "SN-1 Pump", new Dictionary<string, string> { ["name"] = "Pump", ["serial_no"] = "SN-1" })
        {
            WhenNew = new Dictionary<string, string> { ["model"] = "A1" },
        };
        Assert.Equal(["Create SN-1 Pump"], await RunAsync(wanted));
        await _odoo.Master.WriteAsync(Model, (await FindAsync()).Single().Id, new JsonObject { ["model"] = "B2" }, None);

        Assert.Empty(await RunAsync(wanted));
        Assert.Equal(["Pump B2"], await ThereAsync());
    }

    private static WantedRecord Pump(string name) =>
        new(Model, "equipment_sn_1", $"SN-1 {name}", new Dictionary<string, string> { ["name"] = name, ["serial_no"] = "SN-1", ["model"] = "A1" }) { NaturalKey = ("serial_no", "SN-1") };

    private async Task<string[]> PlanAsync(WantedRecord wanted) => Said(await RecordPlan.MakeAsync(_odoo.Master, [wanted], overwrite: false, None));

    private async Task<string[]> RunAsync(WantedRecord wanted, bool overwrite = false)
    {
        var plan = await RecordPlan.MakeAsync(_odoo.Master, [wanted], overwrite, None);
        await plan.ApplyAsync(None);
        return Said(plan);
    }

    private static string[] Said(RecordPlan plan) => [.. plan.Steps.Select(step => $"{step.Act} {step.Label}{(step.Field is null ? "" : $" {step.Field}: {step.Was} / {step.Wanted}")}")];

    private Task<long> MakeAsync(string name, string model) =>
        _odoo.Client.CreateAsync(Model, new JsonObject { ["name"] = name, ["serial_no"] = "SN-1", ["model"] = model.Length == 0 ? false : model }, OdooContext.Standard, None);

    private async Task RenameAsync(string name) => await _odoo.Master.WriteAsync(Model, (await FindAsync()).Single().Id, new JsonObject { ["name"] = name }, None);

    private async Task<string[]> ThereAsync() => [.. (await FindAsync()).Select(one => $"{one.Text("name")} {one.Text("model")}")];

    private Task<IReadOnlyList<ReadRecord>> FindAsync() => _odoo.Master.FindAsync(Model, OdooDomain.Where("serial_no", "=", "SN-1"), ["name", "model"], None);
}
