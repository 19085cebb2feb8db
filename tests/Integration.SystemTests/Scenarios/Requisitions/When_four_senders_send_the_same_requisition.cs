using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

public sealed class When_four_senders_send_the_same_requisition(SharedInstallation shared) : RequisitionScenario(shared)
{
    private const int Senders = 4;
    private const int Requisitions = 4;

    [RealFact]
    public async Task There_is_one_of_each_after_two_workers_processed_them()
    {
        await using var second = await Installation.StartAnotherWorkerAsync("--role", "process,deliver");
        var stamp = Stamp(Shared.NextSent());
        var same = Numbers();
        var retold = Numbers();
        // The very same bytes; and messages of their own that tell the same fact.
        var messages = same.SelectMany(number => Enumerable.Repeat(Tell(number, ControlId(), stamp), Senders))
            .Concat(retold.SelectMany(number => Enumerable.Range(0, Senders).Select(_ => Tell(number, ControlId(), stamp))))
            .ToList();

        await Task.WhenAll(messages.Select(SendAsync));
        await SettleAsync();

        Assert.False(second.HasExited, second.Output);
        foreach (var number in same.Concat(retold))
        {
            Assert.Equal(["2 Units of 1004 at 48", "3 Units of 1009 at 420"], Assert.Single(await Books.OrdersAsync(number)).Wants);
        }

        await second.StopAsync();
        Assert.Equal(0, second.ExitCode);
    }

    private static string Tell(string number, string controlId, string stamp) =>
        RequisitionMessage.Of(RequisitionMessage.NonStock, controlId, stamp, number, [RequisitionOrder.New(1, "1004", 2), RequisitionOrder.New(2, "1009", 3)]);

    private List<string> Numbers() => [.. Enumerable.Range(0, Requisitions).Select(_ => RequisitionMessage.Number(Shared.NextNumber()))];
}
