using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_a_case_changes(SharedInstallation shared) : CaseScenario(shared)
{
    [RealFact]
    public async Task A_reschedule_moves_the_date_of_the_transfer_and_of_all_its_lines()
    {
        var booked = await BookAsync(Summer.Local, Hernia);
        Assert.All(booked.Moves, move => Assert.Equal(Summer.NeededAt, move.Date));
        var gloves = await Books.ForecastAsync("1006");

        await TellAsync("S13", Winter.Local, Hernia);

        var moved = Assert.Single(await GenerationsAsync(booked));
        Assert.Equal((booked.Id, Winter.NeededAt), (moved.Id, moved.Scheduled));
        Assert.All(moved.Moves, move => Assert.Equal(Winter.NeededAt, move.Date));
        Assert.Equal(booked.Wants, moved.Wants);
        Assert.Equal(gloves, await Books.ForecastAsync("1006"));
    }

    [RealFact]
    public async Task Other_services_drop_items_to_zero_and_add_confirmed_ones()
    {
        var booked = await BookAsync(Summer.Local, Gallbladder);
        var (trocars, meshes) = (await Books.ForecastAsync("1010"), await Books.ForecastAsync("1012"));

        await TellAsync("S14", Summer.Local, Hernia);

        var changed = Assert.Single(await GenerationsAsync(booked));
        Assert.Equal((booked.Id, Summer.NeededAt), (changed.Id, changed.Scheduled));
        Assert.Equal(
            ["3 Units of 1001", "1 Units of 1005", "4 Units of 1006", "0 Units of 1010", "0 Units of 1011", "1 Units of 1012"],
            changed.Wants);
        Assert.All(changed.Moves.Where(move => move.Quantity > 0), move => Assert.Equal(("confirmed", Summer.NeededAt), (move.State, move.Date)));
        Assert.Equal((trocars + 4, meshes - 1), (await Books.ForecastAsync("1010"), await Books.ForecastAsync("1012")));
    }
}
