using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

public sealed class When_an_item_is_not_mapped(SharedInstallation shared) : RequisitionScenario(shared)
{
    [RealFact]
    public async Task Its_lines_wait_under_one_exception_and_arrive_when_the_code_is_mapped()
    {
        var code = $"HIPX{Shared.NextNumber()}";
        await BuyAsync(RequisitionOrder.New(1, code, 1), RequisitionOrder.New(2, "1004", 4));
        var order = await OrderAsync();
        Assert.Equal(["4 Units of 1004 at 48"], order.Wants);
        await BuyAsync(RequisitionOrder.New(3, code, 2));
        var exception = Assert.Single(await ExceptionsAsync(code));
        Assert.Equal(2, exception);

        await OperateAsync("map-code", "items", "interface=north-supply-requisitions", $"code={code}", "item=1003");
        await SettleAsync();

        var after = await OrderAsync();
        Assert.Equal(order.Id, after.Id);
        Assert.Equal(["1 Units of 1003 at 655", "2 Units of 1003 at 655", "4 Units of 1004 at 48"], after.Wants.Order());
        Assert.Empty(await ExceptionsAsync(code));
    }

    /// <summary>How much waits under each exception that names the code.</summary>
    private async Task<IReadOnlyList<long>> ExceptionsAsync(string code) =>
    [
        .. (await ReportAsync("exceptions", "--json")).EnumerateArray()
            .Where(entry => entry.GetProperty("subject").GetString()!.Contains(code, StringComparison.Ordinal))
            .Select(entry => entry.GetProperty("waiting").GetInt64()),
    ];
}
