namespace Integration.Worker.Drill.Faults;

/// <summary>Facts come back in messages of another number, as systems echo what they were told by others: each takes effect once (rule 7).</summary>
internal sealed class ToldTwice : IDrillFault
{
    private const int Facts = 5;

    public string Name => "told-twice";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        for (var fact = 0; fact < Facts; fact++)
        {
            var charge = scene.Hospital.NewCharge(scene.Random);
            charge.Book();
            charge.Echo();
            var order = scene.Hospital.NewRequisition(stock: false);
            order.Order(Orders.ALine(scene, 1, fact + 1));
            order.Echo();
        }

        await scene.AnsweredAsync(cancellationToken);
    }
}
