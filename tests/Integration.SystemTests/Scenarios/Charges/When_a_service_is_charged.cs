using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Charges;

public sealed class When_a_service_is_charged(SharedInstallation shared) : ChargeScenario(shared)
{
    [RealFact]
    public async Task It_costs_its_cost_centre_and_a_credit_gives_that_back()
    {
        var before = await BalanceAsync("4100");

        await ChargeAsync(Ft1.Charge(95), new Ft1("PY", 1, 20) { Number = "" });

        Assert.Equal(["95 Minutes on 4100 for -1425"], await EntriesAsync());
        Assert.Equal(before - 1425, await BalanceAsync("4100"));

        await ChargeAsync(Ft1.Charge(95));
        await ChargeAsync(Ft1.Credit(95));
        await ChargeAsync(Ft1.Credit(95));

        Assert.Equal(["95 Minutes on 4100 for -1425", "-95 Minutes on 4100 for 1425"], await EntriesAsync());
        Assert.Equal(before, await BalanceAsync("4100"));
    }

    [RealFact]
    public async Task A_charge_item_of_an_ehr_costs_its_cost_centre_and_gives_that_back_once_it_was_entered_in_error()
    {
        await PostAsync(1, Shared.NextSent(), Item("billable"));
        await PostAsync(2, Shared.NextSent(), Item("billed"));
        Assert.Equal(["95 Minutes on 4100 for -1425"], await EntriesAsync());

        await PostAsync(3, Shared.NextSent(), new JsonObject { ["resourceType"] = "ChargeItem", ["id"] = Transaction.ToLowerInvariant(), ["identifier"] = FhirIdentifier("charges", Transaction), ["status"] = "entered-in-error", ["code"] = FhirCode("unknown") });
        Assert.Equal(["95 Minutes on 4100 for -1425", "-95 Minutes on 4100 for 1425"], await EntriesAsync());

        JsonObject Item(string status) => new()
        {
            ["resourceType"] = "ChargeItem",
            ["id"] = Transaction.ToLowerInvariant(),
            ["identifier"] = FhirIdentifier("charges", Transaction),
            ["status"] = status,
            ["code"] = FhirCode("OR-MINUTE"),
            ["subject"] = new JsonObject { ["reference"] = "Patient/900417", ["display"] = "Zzyzx Quillwen" },
            ["occurrenceDateTime"] = Yesterday,
            ["costCenter"] = new JsonObject { ["identifier"] = new JsonObject { ["value"] = "OR" } },
            ["quantity"] = new JsonObject { ["value"] = 95 },
            ["priceOverride"] = new JsonObject { ["value"] = 1425, ["currency"] = "USD" },
        };
    }

    [RealFact]
    public async Task A_correction_of_one_message_leaves_the_new_charge()
    {
        await ChargeAsync(Ft1.Charge(95));

        await ChargeAsync(Ft1.Credit(95), Ft1.Charge(90));

        Assert.Equal(["-95 Minutes on 4100 for 1425", "90 Minutes on 4100 for -1350", "95 Minutes on 4100 for -1425"], (await EntriesAsync()).Order(StringComparer.Ordinal));
    }

    [RealFact]
    public async Task A_credit_before_its_charge_waits_for_it_by_name()
    {
        var (said, later) = (Shared.NextSent(), Shared.NextSent());
        await ChargeAsync(later, Ft1.Credit(30) with { Number = $"{Transaction}-C", Reference = Transaction });

        Assert.Empty(await EntriesAsync());
        Assert.Contains("This credit waits for its charge until", await WaitingAsync(), StringComparison.Ordinal);

        await ChargeAsync(said, Ft1.Charge(30));

        Assert.Equal(["-30 Minutes on 4100 for 450", "30 Minutes on 4100 for -450"], (await EntriesAsync()).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("This credit waits", await WaitingAsync(), StringComparison.Ordinal);
    }

    [RealFact]
    public async Task What_was_used_is_named_in_its_own_unit_and_look_alikes_stay_apart()
    {
        var used = new Ft1("CG", 40, 34) { Code = "SUPPLY", Item = "1006" };

        await ChargeAsync(used);
        Assert.Equal(["40 Units of 1006 on 4100 for -34"], await EntriesAsync());

        var before = await BalanceAsync("4100");
        await ChargeAsync(used with { Number = "" }, used with { Number = "" });
        Assert.Equal(before - 68, await BalanceAsync("4100"));
    }

    [RealFact]
    public async Task A_late_charge_waits_for_its_closed_period_and_goes_on_once_it_is_released()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var company = (await administrator.SearchReadAsync("res.company", OdooDomain.All, ["name"], 1, "id", 0, OdooContext.Standard, None))[0].Id;
        await LockAsync("2019-06-30");

        await ChargeAsync(Ft1.Charge(10) with { Day = "2019-06-30" });

        Assert.Empty(await EntriesAsync());
        Assert.Contains("open on 2019-06-30", await WaitingAsync(), StringComparison.Ordinal);

        await LockAsync(null);
        await OperateAsync("release", "MissingReference", "res.company Northfield Health open on 2019-06-30");
        await SettleAsync();
        Assert.Equal(["10 Minutes on 4100 for -150"], await EntriesAsync());

        Task LockAsync(string? until) => administrator.WriteAsync("res.company", [company], new JsonObject { ["fiscalyear_lock_date"] = until is null ? false : until }, OdooContext.Standard, None);
    }

    [RealFact]
    public async Task What_a_person_changed_is_a_break_and_stays()
    {
        await ChargeAsync(Ft1.Charge(20));
        var administrator = await AsAsync(OdooRole.Administrator);
        var line = (await administrator.SearchReadAsync("account.analytic.line", OdooDomain.Where("ref", "=", Transaction), ["ref"], 1, "id", 0, OdooContext.Standard, None))[0].Id;
        await administrator.WriteAsync("account.analytic.line", [line], new JsonObject { ["amount"] = -250 }, OdooContext.Standard, None);

        Assert.Equal(["drifted"], await BreaksAsync("account.analytic.line", line));
        await ChargeAsync(Ft1.Charge(20));

        Assert.Equal(["20 Minutes on 4100 for -250"], await EntriesAsync());
        var number = (await ReportAsync("breaks", "--json")).EnumerateArray().Single(one => one.GetProperty("odooId").GetInt64() == line).GetProperty("id").GetRawText();
        await OperateAsync("settle", number, "--as", "theirs", "--reason", "agreed with the controller");
        await SettleAsync();
        Assert.Equal(["20 Minutes on 4100 for -250"], await EntriesAsync());
    }

    private async Task<string> WaitingAsync() => (await ReportAsync("exceptions", "--json")).GetRawText();
}
