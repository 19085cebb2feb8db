using System.Globalization;
using System.Text.RegularExpressions;
using Integration.Contracts;
using Integration.SystemTests.Scenarios.Outages;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Workers;

/// <summary>Several worker processes over one journal, broker and Odoo: one writer per key, whatever becomes of a writer (rules 18 and 19).</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed partial class When_workers_share_the_work(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>
{
    private const string Item = "1002";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private readonly string _tag = $"WS{Guid.CreateVersion7():N}"[..16].ToUpperInvariant() + Random.Shared.Next(100, 999);

    [RealFact]
    public async Task Four_workers_on_one_key_write_it_one_after_the_other()
    {
        const int Changes = 12;
        var installation = await servers.ReadyAsync();
        var number = $"{_tag}-1";
        await using var first = await installation.StartWorkerAsync();
        await using var second = await installation.StartAnotherWorkerAsync("--role", "process,deliver");
        await using var third = await installation.StartAnotherWorkerAsync("--role", "process,deliver");
        await using var fourth = await installation.StartAnotherWorkerAsync("--role", "process,deliver");
        var begun = TimeProvider.System.GetUtcNow().AddMinutes(-30);

        // Four senders, who do not wait for each other.
        await Task.WhenAll(Enumerable.Range(0, Changes).Chunk(4).Select(async some =>
        {
            foreach (var change in some)
            {
                Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Change(number, change, begun.AddMinutes(change))));
            }
        }));
        await installation.SettleAsync(Soon, () => first.Output);

        await servers.HoldsOnceAsync([(number, Changes)]);
        Assert.Equal(0, await installation.Database.CountAsync(
            $"""
            select count(*) from posting join posting_attempt one using (external_id) join posting_attempt other using (external_id)
            where posting.desired ~ '{number}' and one.id < other.id and other.started_at < coalesce(one.ended_at, 9223372036854775807)
            """));
        foreach (var worker in new[] { fourth, third, second, first })
        {
            await worker.StopAsync();
        }
    }

    [RealFact]
    public async Task What_a_worker_does_after_it_lost_its_lease_is_looked_at_again_and_believed_by_nobody()
    {
        var installation = await servers.ReadyAsync();
        var number = $"{_tag}-2";
        var begun = TimeProvider.System.GetUtcNow().AddMinutes(-30);
        await using var frozen = await WorkerProcess.RunningAsync(ShortLeases(installation), installation.HealthPort);
        var trap = servers.Odoo.WithholdAnswersTo(Load());
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Change(number, 0, begun)));
        await Poll.UntilAsync("Odoo made the order, and its worker has not heard of it", Soon, () => Task.FromResult(trap.Sprung > 0), () => frozen.Output);
        await frozen.FreezeAsync();
        servers.Odoo.LetAnswersThrough();

        var environment = new Dictionary<string, string>(ShortLeases(installation)) { ["Integration__Health__Port"] = Installation.FreePort().ToString(CultureInfo.InvariantCulture) };
        await using var other = await WorkerProcess.RunningAsync(environment, int.Parse(environment["Integration__Health__Port"], CultureInfo.InvariantCulture), "--role", "process,deliver");
        await installation.SettleAsync(Soon, () => other.Output);
        await servers.HoldsOnceAsync([(number, 1)]);
        await frozen.ThawAsync();
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Change(number, 1, begun.AddMinutes(1))));
        await Poll.UntilAsync("the thawed worker told the journal how its attempt ended", Soon, async () => await installation.Database.CountAsync($"select count(*) from posting join posting_attempt using (external_id) where desired ~ '{number}' and ended_at is null") == 0, () => frozen.Output);
        await installation.SettleAsync(Soon, () => other.Output);

        await servers.HoldsOnceAsync([(number, 2)]);
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from posting_break join posting using (external_id) where closed_at is null and desired ~ '{number}'"));
        await using var journal = await installation.OpenJournalAsync();
        var posted = (await journal.PostedRecordsAsync(InterfaceDefinition.MainDatabase, null, 1000, CancellationToken.None)).Single(record => record.Desired.Columns["origin"].Text == number);
        Assert.Equal("2", Assert.Single(posted.Baseline!.Lines.Values).Values["product_qty"]);
        await other.StopAsync();
        await frozen.StopAsync();
    }

    [RealFact]
    public async Task A_row_that_kills_its_worker_is_set_aside_and_the_others_arrive()
    {
        const int Others = 12;
        var installation = await servers.ReadyAsync();
        var killer = $"{_tag}-KILLS";
        await using (var paused = await installation.StartWorkerAsync("--role", "ingest,process"))
        {
            for (var number = 1; number <= Others; number++)
            {
                Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"{_tag}-{number}", number)));
            }

            Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition(killer, 1)));
            await Poll.UntilAsync("all are mapped", Soon, async () => await installation.Database.CountAsync($"select count(*) from posting where state = 'InFlight' and desired ~ '{_tag}'") == Others + 1);
            await paused.StopAsync();
        }

        // The request that carries the row never arrives, and its worker dies over it.
        var trap = servers.Odoo.Swallow(new Regex(killer));
        var (kills, sprung) = (0, 0);
        var worker = await WorkerProcess.RunningAsync(LongLeases(installation), installation.HealthPort);
        try
        {
            await using var journal = await installation.OpenJournalAsync();
            await Poll.UntilAsync(
                "everything has an outcome",
                Soon,
                async () =>
                {
                    if (trap.Sprung > sprung)
                    {
                        sprung = trap.Sprung;
                        kills++;
                        await worker.KillAsync();
                        await worker.DisposeAsync();
                        await installation.LetLeasesRunOutAsync();
                        worker = await WorkerProcess.RunningAsync(LongLeases(installation), installation.HealthPort);
                    }

                    return await journal.IsSettledAsync(CancellationToken.None);
                },
                () => worker.Output);
        }
        finally
        {
            servers.Odoo.LetAnswersThrough();
            await worker.DisposeAsync();
        }

        Assert.InRange(kills, 1, 3);
        await servers.HoldsOnceAsync(Enumerable.Range(1, Others).Select(number => ($"{_tag}-{number}", number)));
        Assert.Equal(["Parked Defect"], await installation.Database.TextsAsync($"select state || ' ' || failure_kind from posting where desired ~ '{killer}'"));
        Assert.Empty(await installation.Database.TextsAsync($"select state || ': ' || reason from posting where desired ~ '{_tag}-[0-9]' and state <> 'Posted'"));
    }

    private static Dictionary<string, string> ShortLeases(Installation installation) => new(installation.Environment)
    {
        ["Integration__Odoo__main__TimeOut"] = "00:00:11",
        ["Integration__Pipeline__DeliverLease"] = "00:00:12",
    };

    /// <summary>However slowly it is killed, its worker has not given up waiting for Odoo by then.</summary>
    private static Dictionary<string, string> LongLeases(Installation installation) => new(installation.Environment)
    {
        ["Integration__Odoo__main__TimeOut"] = "00:01:50",
        ["Integration__Pipeline__DeliverLease"] = "00:02:00",
    };

    private static string Change(string number, int change, DateTimeOffset at) => RequisitionMessage.Of(
        RequisitionMessage.NonStock,
        $"{number}-{change}",
        at.UtcDateTime.ToString("yyyyMMddHHmmss+0000", CultureInfo.InvariantCulture),
        number,
        [change == 0 ? RequisitionOrder.New(1, Item, 1) : RequisitionOrder.Change(1, Item, change + 1)]);

    [GeneratedRegex("\"load\"", RegexOptions.CultureInvariant)]
    private static partial Regex Load();
}
