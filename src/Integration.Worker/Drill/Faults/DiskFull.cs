using System.Diagnostics;
using System.Globalization;

namespace Integration.Worker.Drill.Faults;

/// <summary>
/// The journal's disk is full for a while: whoever sends gets no answer, and what was not stored was not acknowledged. PostgreSQL says so itself (a trigger raises SQLSTATE 53100); SQLite's file may not grow (the system's limit for the worker's files).
/// </summary>
internal sealed class DiskFull : IDrillFault
{
    private const int Messages = 30;

    /// <summary>So often a sender tries in vain before the disk has room again.</summary>
    private const int Tries = 8;

    private const string Raise =
        """
        create function drill_disk_full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
        create trigger drill_disk_full before insert on message for each statement execute function drill_disk_full();
        """;

    private const string NoMore = "drop trigger drill_disk_full on message; drop function drill_disk_full();";

    public string Name => "disk-full";

    public string? WhyNot(DrillPlace place) => place.Database.IsPostgres || File.Exists(WorkerUnderTest.Limits) ? null : $"SQLite's disk is made full with {WorkerUnderTest.Limits}, which is not there";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        await scene.TrafficAsync(Messages, cancellationToken);
        await FillAsync(scene, cancellationToken);
        try
        {
            var calm = scene.Hospital.CalmSupply.Outbox;
            var before = calm.Transmitted;
            // Whatever is written from now on can be stored nowhere.
            var orders = Enumerable.Range(1, 3).Select(_ => scene.Hospital.NewRequisition(stock: false)).ToList();
            foreach (var order in orders)
            {
                order.Order(Orders.ALine(scene, 1, 8));
            }

            var written = calm.Mark();
            await scene.UntilAsync("a sender has met the full disk", DrillScene.Patience, () => Task.FromResult(calm.HasSent(written) || calm.Transmitted >= before + Tries), cancellationToken);
            var told = calm.HasSent(written);
            scene.Measured(Promise.NothingLost, !told, $"senders were {(told ? "told that their messages are safe" : "not answered")} while the journal's disk was full");
        }
        finally
        {
            await EmptyAsync(scene);
        }

        await scene.AnsweredAsync(cancellationToken);
    }

    private static async Task FillAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var database = scene.Place.Database;
        if (database.IsPostgres)
        {
            await database.ExecuteAsync(Raise, cancellationToken);
            return;
        }

        // Not a byte to any file.
        await LimitAsync(scene, "0");
    }

    private static async Task EmptyAsync(DrillScene scene)
    {
        if (scene.Place.Database.IsPostgres)
        {
            await scene.Place.Database.ExecuteAsync(NoMore, CancellationToken.None);
            return;
        }

        await LimitAsync(scene, "unlimited");
    }

    private static async Task LimitAsync(DrillScene scene, string bytes)
    {
        foreach (var worker in scene.Workers.Crew)
        {
            using var limit = Process.Start(WorkerUnderTest.Limits, ["--pid", worker.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited"]);
            await limit.WaitForExitAsync(CancellationToken.None);
        }
    }
}
