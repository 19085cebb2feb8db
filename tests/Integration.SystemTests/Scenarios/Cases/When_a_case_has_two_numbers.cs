using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

/// <summary>One system knows a case by the placer's number, another by the filler's, and one message by both.</summary>
public sealed class When_a_case_has_two_numbers(SharedInstallation shared) : CaseScenario(shared)
{
    private static readonly string[][] Arrivals = [["placer", "filler", "both"], ["both", "filler", "placer"], ["filler", "both", "placer"]];

    [RealFact]
    public async Task In_every_order_of_arrival_it_ends_in_one_transfer()
    {
        foreach (var arrivals in Arrivals)
        {
            await ArriveAsync(arrivals);
        }
    }

    private async Task ArriveAsync(string[] arrivals)
    {
        var newest = await Books.NewestTransferAsync();
        var number = Text($"TWO-{Shared.NextNumber()}");
        var sent = new[] { Shared.NextSent(), Shared.NextSent(), Shared.NextSent() };
        // Said in this order, whatever the order of arrival: the last word has three trocars more.
        var said = new Dictionary<string, (DateTimeOffset Sent, string Service)> { ["placer"] = (sent[0], Hernia), ["both"] = (sent[1], Hernia), ["filler"] = (sent[2], Gallbladder) };
        foreach (var arrival in arrivals)
        {
            var (at, service) = said[arrival];
            await SendAsync(Installation.SchedulePort, Booking(arrival == "filler" ? "" : "P" + number, arrival == "placer" ? "" : "F" + number, Stamp(at), service));
            await SettleAsync();
        }

        var standing = Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest)), transfer => transfer.State != "cancel");
        Assert.Equal(["1 Units of 1005", "4 Units of 1006", "4 Units of 1010", "1 Units of 1011"], standing.Wants.Where(want => !want.StartsWith("0 ", StringComparison.Ordinal)));
    }

    private string Booking(string placer, string filler, string sent, string service) => string.Join('\r', [
        $@"MSH|^~\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|{sent}||SIU^S12^SIU_S12|{ControlId()}|P|2.5.1",
        $"SCH|{placer}|{filler}|||||||120|min|^^^{Summer.Local}||||||||||||||Booked",
        "RGS|1|A",
        $"AIS|1|A|{service}^^C4",
    ]) + '\r';
}
