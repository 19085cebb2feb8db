using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_a_case_is_called_off(SharedInstallation shared) : CaseScenario(shared)
{
    [RealFact]
    public async Task Its_cancel_restores_the_forecast_and_booking_it_again_opens_the_next_generation()
    {
        var gloves = await Books.ForecastAsync("1006");
        var booked = await BookAsync(Summer.Local, Hernia);
        Assert.Equal(gloves - 4, await Books.ForecastAsync("1006"));

        await TellAsync("S15", Summer.Local, Hernia);

        Assert.Equal("cancel", (await AgainAsync(booked)).State);
        Assert.Equal(gloves, await Books.ForecastAsync("1006"));

        await TellAsync("S12", Winter.Local, Gallbladder);

        var generations = await GenerationsAsync(booked);
        Assert.Equal([booked.ExternalId, booked.ExternalId![..^1] + "2"], generations.Select(transfer => transfer.ExternalId));
        Assert.EndsWith("_g1", booked.ExternalId, StringComparison.Ordinal);
        Assert.Equal("cancel", generations[0].State);
        Assert.Equal((Winter.NeededAt, "confirmed"), (generations[1].Scheduled, generations[1].State));
        Assert.Equal(["1 Units of 1005", "4 Units of 1006", "4 Units of 1010", "1 Units of 1011"], generations[1].Wants);
        Assert.Equal(gloves - 4, await Books.ForecastAsync("1006"));
    }

    [RealFact]
    public async Task A_late_cancel_older_than_a_newer_reschedule_leaves_the_case_standing()
    {
        var gloves = await Books.ForecastAsync("1006");
        var booked = await BookAsync(Summer.Local, Hernia);
        var overtaken = Shared.NextSent();
        await TellAsync("S13", Winter.Local, Hernia);

        await TellAsync(overtaken, "S15", Summer.Local, Hernia);

        var standing = Assert.Single(await GenerationsAsync(booked), transfer => transfer.State != "cancel");
        Assert.Equal((Winter.NeededAt, "confirmed"), (standing.Scheduled, standing.State));
        Assert.Equal(booked.Wants, standing.Wants);
        Assert.Equal(gloves - 4, await Books.ForecastAsync("1006"));
    }
}
