using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_services_of_a_case_change(SharedInstallation shared) : CaseScenario(shared)
{
    private const string Knee = "29880";

    [RealFact]
    public async Task Single_services_come_and_go_the_store_reads_what_to_bring_unopened_and_a_no_show_calls_it_off()
    {
        var booked = await BookAsync(Summer.Local, Knee);
        Assert.Equal(["1 Units of 1005", "4 Units of 1006", "2 Units of 1010"], booked.Wants);
        var odoo = await AsAsync(OdooRole.Administrator);
        var note = (await odoo.ReadAsync("stock.picking", [booked.Id], ["note"], OdooContext.Standard, None))[0].Text("note");
        Assert.Contains("Open on request: 2 Units of 1007. Alternatives: 1011 for 1010.", note, StringComparison.Ordinal);

        await TellAsync("S18", "", Hernia);
        Assert.Equal(["3 Units of 1001", "2 Units of 1005", "8 Units of 1006", "2 Units of 1010", "1 Units of 1012"], (await AgainAsync(booked)).Wants);

        await TellAsync("S20", "", Knee);
        var left = await AgainAsync(booked);
        Assert.Equal(["3 Units of 1001", "1 Units of 1005", "4 Units of 1006", "0 Units of 1010", "1 Units of 1012"], left.Wants);
        Assert.Equal(Summer.NeededAt, left.Scheduled);

        await TellAsync("S26", "");
        Assert.Equal("cancel", (await AgainAsync(booked)).State);
    }
}
