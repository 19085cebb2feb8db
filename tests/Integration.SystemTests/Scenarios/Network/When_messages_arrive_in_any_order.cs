using System.Globalization;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Cases;
using Integration.SystemTests.Scenarios.Charges;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Network;

/// <summary>Ten sampled orders of arrival of one story, each under a key of its own, end in equal active records: requisitions, cases and charges. Beds and devices have the same beside their flows.</summary>
public sealed class When_messages_arrive_in_any_order(SharedInstallation shared) : ChargeScenario(shared)
{
    private const int Orders = 10;

    private DateTimeOffset Begun { get; } = shared.NextSent().AddHours(-2);

    [RealFact]
    public async Task A_requisition_asks_for_what_was_said_last()
    {
        RequisitionOrder[][] story =
        [
            [RequisitionOrder.New(1, "1002", 2), RequisitionOrder.New(2, "1003", 1)],
            [RequisitionOrder.Change(1, "1002", 5)],
            [RequisitionOrder.Cancel(2)],
            [RequisitionOrder.New(2, "1003", 3)],
            [new RequisitionOrder("HD", 1, "", 0)],
            [new RequisitionOrder("RL", 1, "", 0)],
        ];
        var numbers = await TellAsync(story.Length, async (key, at) => await SendAsync(
            Installation.RequisitionPort, RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Begun.AddMinutes(at)), key, story[at])));

        foreach (var number in numbers)
        {
            var order = Assert.Single(await Books.OrdersAsync(number), one => one.State != "cancel");
            Assert.Equal((number, "SMO: 5 Units of 1002 at 910, 3 Units of 1003 at 655"), (number, $"{order.Vendor}: {string.Join(", ", order.Wants.Order(StringComparer.Ordinal).Reverse())}"));
        }
    }

    [RealFact]
    public async Task A_case_needs_what_was_said_last()
    {
        var starts = Enumerable.Range(1, 3).Select(day => string.Create(CultureInfo.InvariantCulture, $"{Year}07{10 + day}083000")).ToList();
        (string Trigger, string Start, string[] Procedures)[] story =
        [
            ("S12", starts[0], ["47562"]),
            ("S13", starts[1], ["47562"]),
            ("S14", starts[1], ["47562", "49505"]),
            ("S15", starts[1], ["47562", "49505"]),
            ("S12", starts[2], ["49505"]),
        ];
        var newest = await Books.NewestTransferAsync();
        await TellAsync(story.Length, async (key, at) => await SendAsync(
            Installation.SchedulePort, CaseMessage.Of(story[at].Trigger, ControlId(), Stamp(Begun.AddMinutes(at)), key, story[at].Start, story[at].Procedures)));

        var active = (await Books.TransfersAsync(OdooDomain.Where("id", ">", newest))).Where(transfer => transfer.State != "cancel").ToList();
        Assert.Equal(Orders, active.Count);
        Assert.Single(active.Select(transfer => $"{transfer.Way} at {transfer.Scheduled}: {string.Join(", ", transfer.Wants.Order(StringComparer.Ordinal))}").Distinct());
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{Year}-07-13 10:30:00"), active[0].Scheduled);
    }

    [RealFact]
    public async Task A_charge_is_booked_and_taken_back_once()
    {
        (string Type, int Quantity)[] story = [("CG", 2), ("CD", 2), ("CG", 3), ("CD", 3), ("CG", 4)];
        var numbers = await TellAsync(story.Length, async (key, at) =>
        {
            var sent = Stamp(Begun.AddMinutes(at));
            await SendAsync(Installation.ChargePort, string.Join('\r',
                $@"MSH|^~\&|ORBILL|NORTH|INTEGRATION|NORTHFIELD|{sent}||DFT^P03^DFT_P03|{ControlId()}|P|2.5.1", $"EVN|P03|{sent}", "PV1|1|I|OR1",
                string.Create(CultureInfo.InvariantCulture, $"FT1|1|{key}||20261102||{story[at].Type}|80053^Panel|||{story[at].Quantity}|{18 * story[at].Quantity}^USD||LAB")) + '\r');
        });

        var booked = new List<string>();
        foreach (var number in numbers)
        {
            booked.Add(string.Join("; ", (await EntriesAsync(number)).Order(StringComparer.Ordinal)));
        }

        Assert.Equal("-2 Units on 4300 for 36; -3 Units on 4300 for 54; 2 Units on 4300 for -36; 3 Units on 4300 for -54; 4 Units on 4300 for -72", Assert.Single(booked.Distinct()));
    }

    /// <summary>Sends the parts of a story in ten orders, the first of which is their own, and waits once for all.</summary>
    /// <returns>The keys, one for each order.</returns>
    private async Task<IReadOnlyList<string>> TellAsync(int parts, Func<string, int, Task> sendAsync)
    {
        var keys = new List<string>();
        for (var order = 0; order < Orders; order++)
        {
            keys.Add(string.Create(CultureInfo.InvariantCulture, $"ANY-{Shared.NextNumber()}"));
            foreach (var at in order == 0 ? Enumerable.Range(0, parts) : Enumerable.Range(0, parts).OrderBy(_ => Random.Shared.Next()))
            {
                await sendAsync(keys[^1], at);
            }
        }

        await SettleAsync();
        return keys;
    }
}
