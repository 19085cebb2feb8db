using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_a_case_is_booked(SharedInstallation shared) : CaseScenario(shared)
{
    [RealFact]
    public async Task Two_procedures_sharing_an_item_lower_its_forecast_once_by_the_sum()
    {
        var (gloves, drapes) = (await Books.ForecastAsync("1006"), await Books.ForecastAsync("1005"));

        var transfer = await BookAsync(Summer.Local, Gallbladder, Hernia);

        Assert.Equal("CASE: CS-STOCK to OR-USE", transfer.Way);
        Assert.Equal(Summer.NeededAt, transfer.Scheduled);
        Assert.Equal(
            ["3 Units of 1001", "2 Units of 1005", "8 Units of 1006", "4 Units of 1010", "1 Units of 1011", "1 Units of 1012"],
            transfer.Wants);
        Assert.Equal((gloves - 8, drapes - 2), (await Books.ForecastAsync("1006"), await Books.ForecastAsync("1005")));

        await TellAsync("S12", Summer.Local, Gallbladder, Hernia);

        Assert.Single(await GenerationsAsync(transfer));
        Assert.Equal((gloves - 8, drapes - 2), (await Books.ForecastAsync("1006"), await Books.ForecastAsync("1005")));
    }
}
