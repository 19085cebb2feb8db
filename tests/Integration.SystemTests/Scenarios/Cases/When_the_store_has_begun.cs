using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_the_store_has_begun(SharedInstallation shared) : CaseScenario(shared)
{
    private const string Model = "stock.picking";

    [RealFact]
    public async Task A_reschedule_leaves_the_picked_transfer_alone_with_a_break()
    {
        var booked = await BookAsync(Summer.Local, Hernia);
        var storekeeper = await AsAsync(OdooRole.Storekeeper);
        await storekeeper.CallAsync(Model, "action_assign", [booked.Id], OdooContext.Standard, None);
        await storekeeper.WriteAsync("stock.move", [booked.Moves[0].Id], new JsonObject { ["picked"] = true }, OdooContext.Standard, None);

        await TellAsync("S13", Winter.Local, Hernia);

        var after = Assert.Single(await GenerationsAsync(booked));
        Assert.Equal(Summer.NeededAt, after.Scheduled);
        Assert.All(after.Moves, move => Assert.Equal(Summer.NeededAt, move.Date));
        Assert.Equal(1, await Books.NotesAsync(Model, booked.Id));
        Assert.Contains("protected", await BreaksAsync(Model, booked.Id));
    }

    [RealFact]
    public async Task Other_services_leave_the_validated_transfer_alone_with_a_break()
    {
        var booked = await BookAsync(Summer.Local, Hernia);
        var storekeeper = await AsAsync(OdooRole.Storekeeper);
        await storekeeper.CallAsync(Model, "action_assign", [booked.Id], OdooContext.Standard, None);
        await storekeeper.WriteAsync("stock.move", [.. booked.Moves.Select(move => move.Id)], new JsonObject { ["picked"] = true }, OdooContext.Standard, None);
        var answer = await storekeeper.CallAsync(Model, "button_validate", [booked.Id], OdooContext.Standard, None);
        Assert.False(answer.IsAction);
        var done = await AgainAsync(booked);
        Assert.Equal("done", done.State);

        await TellAsync("S14", Summer.Local, Gallbladder);

        var after = Assert.Single(await GenerationsAsync(booked));
        Assert.Equal("done", after.State);
        Assert.Equal(done.Moves, after.Moves);
        Assert.Contains("protected", await BreaksAsync(Model, booked.Id));
    }
}
