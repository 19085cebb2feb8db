using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

/// <summary>Rule 3: what people do in Odoo is an input; rule 5: what ended is never asked again, and what is stated afterwards opens the next generation.</summary>
public sealed class When_people_act_on_a_transfer(SharedInstallation shared) : CaseScenario(shared)
{
    private const string Model = "stock.picking";

    [RealFact]
    public async Task What_was_picked_is_left_alone_told_and_never_supplied_twice()
    {
        var gallbladder = await BookAsync(Summer.Local, Gallbladder);
        await TellAsync("S15", Summer.Local);
        var booked = await BookAsync(Summer.Local, Hernia);
        await ValidateAsync(booked.Id, move => move.Quantity);
        await WaitForStatusAsync(booked.ExternalId!, ObservedStatus.Received);

        await TellAsync(Afterwards(), "S13", Winter.Local, Hernia);

        Assert.Equal(["cancel", "done"], (await GenerationsAsync(booked)).Select(one => one.State));
        Assert.Contains("protected", await BreaksAsync(Model, booked.Id));

        await TellAsync(Afterwards().AddSeconds(2), "S14", Winter.Local, Hernia, Gallbladder);

        var generations = await GenerationsAsync(booked);
        Assert.Equal(["cancel", "done"], generations.Take(2).Select(one => one.State));
        Assert.Equal(Winter.NeededAt, Assert.Single(generations.Skip(2)).Scheduled);

        // What the second procedure needs, and nothing of what was picked for the first.
        Assert.Equal(gallbladder.Wants, generations[2].Wants);
    }

    [RealFact]
    public async Task What_was_picked_in_part_is_followed_through_its_backorder()
    {
        var booked = await BookAsync(Summer.Local, Hernia);
        var first = booked.Moves[0];
        await ValidateAsync(booked.Id, move => move.Id == first.Id ? move.Quantity : 0);
        var partly = await WaitForStatusAsync(booked.ExternalId!, ObservedStatus.PartlyReceived);
        var backorder = long.Parse(partly.Statuses[^1].Values["open_backorders"]!, provider: null);

        await ValidateAsync(backorder, move => move.Quantity);

        await WaitForStatusAsync(booked.ExternalId!, ObservedStatus.Received);
    }

    [RealFact]
    public async Task A_person_cancels_it_and_only_a_new_statement_asks_again()
    {
        var booked = await BookAsync(Summer.Local, Hernia);
        await (await AsAsync(OdooRole.Storekeeper)).CallAsync(Model, "action_cancel", [booked.Id], OdooContext.Standard, None);
        await WaitForStatusAsync(booked.ExternalId!, ObservedStatus.Cancelled);
        Assert.Single(await GenerationsAsync(booked));

        await TellAsync(Afterwards(), "S13", Winter.Local, Hernia);

        var generations = await GenerationsAsync(booked);
        Assert.Equal(2, generations.Count);
        Assert.Equal("cancel", generations[0].State);
        Assert.Equal(booked.Wants, generations[1].Wants);
        Assert.Equal(Winter.NeededAt, generations[1].Scheduled);
    }

    [RealFact]
    public async Task Called_off_by_the_source_it_is_withdrawn_and_not_cancelled()
    {
        var booked = await BookAsync(Summer.Local, Hernia);

        await TellAsync("S15", Summer.Local);

        await WaitForStatusAsync(booked.ExternalId!, ObservedStatus.Withdrawn);
    }

    /// <summary>As the store keeper: so much of each move was picked, the rest goes to a backorder.</summary>
    private async Task ValidateAsync(long transfer, Func<BookedMove, decimal> picked)
    {
        var storekeeper = await AsAsync(OdooRole.Storekeeper);
        foreach (var move in (await Books.TransfersAsync(OdooDomain.Where("id", "=", transfer))).Single().Moves)
        {
            await storekeeper.WriteAsync("stock.move", [move.Id], new JsonObject { ["quantity"] = picked(move), ["picked"] = picked(move) > 0 }, OdooContext.Standard, None);
        }

        var answer = await storekeeper.CallAsync(Model, "button_validate", [transfer], OdooContext.Standard.With("skip_backorder", true), None);
        Assert.False(answer.IsAction);
    }
}
