using Integration.Contracts;

namespace Integration.Worker.Drill.Faults;

/// <summary>The clock of the worker's machine is two hours ahead, then two behind: leases and due times go by the database's.</summary>
internal sealed class ClockSkewed : IDrillFault
{
    private const int Messages = 30;
    private static readonly string[] s_skews = ["02:00:00", "-02:00:00"];

    public string Name => "clock-skewed";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        foreach (var (at, skew) in s_skews.Index())
        {
            await scene.Workers.KillAsync();
            await scene.Workers.DismissGuestsAsync();
            await scene.Workers.StartGuestAsync(new Dictionary<string, string> { [ClockSkew.Variable] = skew }, [], cancellationToken);
            var order = scene.Hospital.NewRequisition(stock: false);
            order.Order(Orders.ALine(scene, 1, 2));
            scene.Hospital.NewCase().Book(Soon(scene, at), "49505");
            await scene.TrafficAsync(Messages, cancellationToken);
            await scene.AnsweredAsync(cancellationToken);
            await scene.UntilAsync($"an order arrives with a clock that is {skew} ahead", DrillScene.Patience, () => Orders.HoldsAsync(scene, order, 2, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Supplies for it are needed in an hour: the worker's clock says that this is over, or far away.</summary>
    private static DateTimeOffset Soon(DrillScene scene, int minute)
    {
        var now = scene.Time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)).AddHours(3).AddMinutes(minute);
    }
}
