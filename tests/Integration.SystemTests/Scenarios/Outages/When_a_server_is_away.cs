using System.Text.RegularExpressions;
using Integration.Hl7v2.Mllp;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>Broker, Odoo and journal away one by one, while messages come: what is accepted arrives, once; what cannot be kept is not accepted.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed partial class When_a_server_is_away(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly string _tag = $"AW{Guid.CreateVersion7():N}"[..16].ToUpperInvariant() + Random.Shared.Next(100, 999);

    [RealFact]
    public async Task A_worker_starts_and_accepts_without_its_broker_and_finds_it_later()
    {
        var installation = await servers.ReadyAsync();
        servers.Broker.Stop();
        await using var worker = await installation.StartWorkerAsync();
        Assert.False(worker.HasExited, worker.Output);
        await AcceptedAsync(installation, 1, 3);
        await installation.SettleAsync(Soon, () => worker.Output);

        servers.Broker.Resume();

        await Poll.UntilAsync("the worker found its broker", Soon, installation.Broker.IsConsumedAsync, () => worker.Output);
        await AcceptedAsync(installation, 4, 5);
        await installation.SettleAsync(Soon, () => worker.Output);
        await servers.HoldsOnceAsync(Wanted(1, 5));
    }

    [RealFact]
    public async Task What_is_accepted_while_the_broker_is_cut_off_or_loses_its_queues_arrives()
    {
        var installation = await servers.ReadyAsync();
        await using var worker = await installation.StartWorkerAsync();
        await Poll.UntilAsync("the queues are there", Soon, installation.Broker.IsConsumedAsync);
        await AcceptedAsync(installation, 1, 2);
        await installation.SettleAsync(Soon, () => worker.Output);
        foreach (var queue in await installation.Broker.QueuesAsync())
        {
            await installation.Broker.DeleteQueueAsync(queue);
        }

        // The queues go while the worker is connecting again: what MassTransit made of it, the watch puts right.
        servers.Broker.Stop();
        await AcceptedAsync(installation, 3, 6);
        servers.Broker.Resume();
        await Poll.UntilAsync("the queues are there again", 2 * Soon, installation.Broker.IsConsumedAsync, () => worker.Output);
        await AcceptedAsync(installation, 7, 8);
        await AcceptedAsync(installation, 9, 12);
        await installation.SettleAsync(Soon, () => worker.Output);

        await servers.HoldsOnceAsync(Wanted(1, 12));
        servers.Broker.Stop();
        await worker.StopAsync();
        Assert.Equal(0, worker.ExitCode);
    }

    [RealFact]
    public async Task While_Odoo_is_away_messages_are_accepted_and_nothing_is_claimed()
    {
        var installation = await servers.ReadyAsync();
        await using var worker = await installation.StartWorkerAsync();
        await AcceptedAsync(installation, 1, 1);
        await installation.SettleAsync(Soon, () => worker.Output);

        servers.Odoo.Stop();
        await AcceptedAsync(installation, 2, 4);
        await Poll.UntilAsync("the worker knows that Odoo is away", Soon, () => Task.FromResult(Away().Count(worker.Output) >= 1), () => worker.Output);
        await AcceptedAsync(installation, 5, 8);
        var probes = Away().Count(worker.Output);
        await Poll.UntilAsync("all are mapped", Soon, async () => await installation.Database.CountAsync("select count(*) from message where outcome = 'InFlight'") == 0);
        await Poll.UntilAsync("the worker has looked for Odoo again", Soon, () => Task.FromResult(Away().Count(worker.Output) > probes), () => worker.Output);

        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from posting where lease_by is not null and {Ours}"));
        Assert.Equal(4, await installation.Database.CountAsync($"select count(*) from posting where starts = 0 and desired ~ '{_tag}-[5-8]'"));
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from posting where starts > 1 and {Ours}"));
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from posting where state <> 'InFlight' and {Ours} and desired !~ '{_tag}-1\"'"));

        servers.Odoo.Resume();
        await installation.SettleAsync(Soon, () => worker.Output);
        await servers.HoldsOnceAsync(Wanted(1, 8));
    }

    [RealFact]
    public async Task What_Odoo_finishes_after_the_time_out_is_there_once()
    {
        var installation = await servers.ReadyAsync();
        var environment = new Dictionary<string, string>(installation.Environment) { ["Integration__Odoo__main__TimeOut"] = "00:00:03" };
        await using var worker = await WorkerProcess.RunningAsync(environment, installation.HealthPort);

        // One request for quotation, and one transfer that is also confirmed: three calls that write, none of which is ever answered.
        var trap = servers.Odoo.WithholdAnswersTo(Writing());
        await AcceptedAsync(installation, 1, 1);
        Assert.Equal("AA", await Installation.SendAsync(installation.SchedulePort, Messages.Case(_tag)));
        await Poll.UntilAsync("Odoo made both records, and nobody heard of it", Soon, async () => trap.Sprung > 0 && await RecordsAsync(installation) == 2, () => worker.Output);
        servers.Odoo.LetAnswersThrough();
        await installation.SettleAsync(Soon, () => worker.Output);
        await servers.HoldsOnceAsync(Wanted(1, 1));

        // The same for a change of what is there.
        trap = servers.Odoo.WithholdAnswersTo(Writing());
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"{_tag}-1", 7, "XO")));
        await Poll.UntilAsync("Odoo changed the order, and nobody heard of it", Soon, () => Task.FromResult(trap.Sprung > 0), () => worker.Output);
        servers.Odoo.LetAnswersThrough();
        await installation.SettleAsync(Soon, () => worker.Output);

        await servers.HoldsOnceAsync([($"{_tag}-1", 7)]);
        Assert.Equal(2, await RecordsAsync(installation));
        Assert.Equal(0, await installation.Database.CountAsync("select count(*) from posting where state in ('Held', 'Parked', 'Protected')"));
    }

    [RealFact]
    public async Task Without_its_journal_nothing_is_answered_and_the_resend_is_taken_once()
    {
        var installation = await servers.ReadyAsync();
        await using var worker = await installation.StartWorkerAsync();
        await AcceptedAsync(installation, 1, 1);

        servers.Database.Stop();
        for (var number = 2; number <= 3; number++)
        {
            Assert.Equal(nameof(MllpAnswerKind.Closed), await SendAsync(installation, number));
        }

        servers.Database.Resume();
        await AcceptedAsync(installation, 2, 3);
        await installation.SettleAsync(Soon, () => worker.Output);

        await servers.HoldsOnceAsync(Wanted(1, 3));
        Assert.Equal(3, await installation.Database.CountAsync($"select count(*) from message where control_id like '{_tag}%'"));
    }

    [RealFact]
    public async Task A_message_whose_commit_was_never_confirmed_is_not_answered_and_its_resend_has_no_second_effect()
    {
        var installation = await servers.ReadyAsync();
        await using var ingest = await installation.StartWorkerAsync("--role", "ingest");

        var trap = servers.Database.CutOnceAfter(Commit());
        Assert.Equal(nameof(MllpAnswerKind.Closed), await SendAsync(installation, 1));
        Assert.Equal(1, trap.Sprung);
        await AcceptedAsync(installation, 1, 1);

        var second = new Dictionary<string, string>(installation.Environment) { ["Integration__Health__Port"] = $"{Installation.FreePort()}" };
        await using var worker = await WorkerProcess.RunningAsync(second, int.Parse(second["Integration__Health__Port"], null), "--role", "process,deliver");
        await installation.SettleAsync(Soon, () => worker.Output);

        await servers.HoldsOnceAsync(Wanted(1, 1));
        Assert.Equal(1, await installation.Database.CountAsync($"select count(*) from message where outcome = 'Processed' and control_id like '{_tag}%'"));
    }

    [RealFact]
    public async Task Outages_of_the_journal_during_its_work_park_no_innocent_message()
    {
        var installation = await servers.ReadyAsync();
        await using var worker = await installation.StartWorkerAsync();
        await AcceptedAsync(installation, 1, 1);
        await installation.SettleAsync(Soon, () => worker.Output);

        // Four times the journal goes away in the moment the message is about to be folded, and stays away for longer than the lease.
        var folding = servers.Database.CutOnceAfter(Folding());
        await AcceptedAsync(installation, 2, 2);
        for (var outage = 1; outage <= 4; outage++)
        {
            await Poll.UntilAsync($"outage {outage} caught the message in hand", Soon, () => Task.FromResult(folding.Sprung > 0), () => worker.Output);
            servers.Database.Stop();
            await Poll.UntilAsync(
                "the lease ran out", Soon,
                async () => await installation.Database.CountAsync($"select count(*) from message where control_id like '{_tag}-2-%' and lease_until < extract(epoch from clock_timestamp()) * 1000000") == 1);
            folding = outage < 4 ? servers.Database.CutOnceAfter(Folding()) : folding;
            servers.Database.Resume();
        }

        await installation.SettleAsync(Soon, () => worker.Output);
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from message where outcome = 'Parked' and control_id like '{_tag}%'"));
        await servers.HoldsOnceAsync(Wanted(1, 2));
    }

    [RealFact]
    public async Task What_Odoo_was_told_is_recorded_when_the_journal_is_back_without_asking_Odoo_again()
    {
        var installation = await servers.ReadyAsync();
        await using var worker = await installation.StartWorkerAsync();
        var trap = servers.Database.CutOnceAfter(Recording());

        await AcceptedAsync(installation, 1, 1);
        await Poll.UntilAsync("the journal was cut off while it heard what became of the posting", Soon, () => Task.FromResult(trap.Sprung > 0), () => worker.Output);
        await installation.SettleAsync(Soon, () => worker.Output);

        await servers.HoldsOnceAsync(Wanted(1, 1));
        Assert.Equal(1, await installation.Database.CountAsync($"select count(*) from posting_attempt a join posting p on p.external_id = a.external_id where {Ours}"));
    }

    private string Ours => $"desired ~ '{_tag}-'";

    private IEnumerable<(string Number, int Quantity)> Wanted(int first, int last) => Enumerable.Range(first, last - first + 1).Select(number => ($"{_tag}-{number}", number));

    private Task<string> SendAsync(Installation installation, int number) => Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"{_tag}-{number}", number));

    private async Task AcceptedAsync(Installation installation, int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            Assert.Equal("AA", await SendAsync(installation, number));
        }
    }

    /// <summary>Requests for quotation of this case, and all transfers: no other case makes any.</summary>
    private async Task<long> RecordsAsync(Installation installation)
    {
        var odoo = await installation.OdooAsync(OdooRole.Integration);
        return await odoo.SearchCountAsync("purchase.order", OdooDomain.Where("origin", "like", _tag), OdooContext.Standard, CancellationToken.None)
            + await odoo.SearchCountAsync("stock.picking", OdooDomain.Where("origin", "like", "CASE-"), OdooContext.Standard, CancellationToken.None);
    }

    [GeneratedRegex("\"(load|action_confirm)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Writing();

    /// <summary>The statement that locks the folds of a batch.</summary>
    [GeneratedRegex("other_name_of from fold", RegexOptions.CultureInvariant)]
    private static partial Regex Folding();

    /// <summary>The statement that closes attempts.</summary>
    [GeneratedRegex("update posting_attempt set ended_at", RegexOptions.CultureInvariant)]
    private static partial Regex Recording();

    [GeneratedRegex("COMMIT", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();

    [GeneratedRegex("\"EventId\":\\{\"Id\":3008", RegexOptions.CultureInvariant)]
    private static partial Regex Away();
}
