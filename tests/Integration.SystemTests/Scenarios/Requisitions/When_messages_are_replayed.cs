using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

/// <summary>Facts are unique by contract key (rule 7): taking a message again changes nothing where its mapping and tables give the same.</summary>
public sealed class When_messages_are_replayed(SharedInstallation shared) : RequisitionScenario(shared)
{
    [RealFact]
    public async Task As_they_were_they_change_nothing_and_the_plan_says_so()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));
        await BuyAsync(RequisitionOrder.Change(1, "1008", 2));
        var before = await OrderAsync();
        var revisions = await RevisionsAsync();

        var plan = await ReportAsync("replay", "--key", Key, "--json");
        Assert.Equal((2, 0, 0), (plan.GetProperty("chosen").GetInt32(), plan.GetProperty("newContracts").GetInt32(), plan.GetProperty("changedRecords").GetInt32()));
        Assert.Contains("Replay", await OperateAsync("replay", "--key", Key, "--run", "--reason", "drill"), StringComparison.Ordinal);
        await SettleAsync();

        var after = await OrderAsync();
        Assert.Equal((before.Id, "2 Units of 1008 at 1180"), (after.Id, Assert.Single(after.Wants)));
        Assert.Equal(revisions, await RevisionsAsync());
    }

    [RealFact]
    public async Task As_a_version_that_gives_the_same_with_newer_tables_the_plan_tells_what_would_change()
    {
        var code = $"X{Shared.NextNumber()}";
        await OperateAsync("map-code", "items", "interface=*", $"code={code}", "item=1008");
        await BuyAsync(RequisitionOrder.New(1, code, 1));
        await OperateAsync("map-code", "items", "interface=*", $"code={code}", "item=1009");

        var was = await ReportAsync("replay", "--key", Key, "--as-was", "--json");
        var newest = await ReportAsync("replay", "--key", Key, "--as", "v1", "--json");
        Assert.Equal((0, 1), (was.GetProperty("changedRecords").GetInt32(), newest.GetProperty("changedRecords").GetInt32()));
        await OperateAsync("replay", "--key", Key, "--as", "v1", "--run", "--reason", "the item was mapped wrongly");
        await SettleAsync();

        Assert.Equal("1009", Assert.Single((await OrderAsync()).Lines).Item);
    }

    [RealFact]
    public async Task As_a_version_nobody_has_they_are_refused()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));

        var (code, said) = await Installation.RunVerbAsync("replay", "--key", Key, "--as", "v99", "--run", "--reason", "drill");

        Assert.Equal(2, code);
        Assert.Contains("There is no mapping hl7v2/OMN_O07/v99", said, StringComparison.Ordinal);
        Assert.Equal(0, await Installation.Database.CountAsync("select count(*) from replay where version = 'v99'"));
    }

    private string Key => $"requisition:NORTH/{Requisition}";

    private Task<long> RevisionsAsync() => Installation.Database.CountAsync("select count(*) from posting_revision");
}
