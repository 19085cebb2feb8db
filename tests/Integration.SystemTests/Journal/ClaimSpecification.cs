using System.Collections.Concurrent;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteClaimTests() : ClaimSpecification(new SqliteStore());

public sealed class PostgresClaimTests() : ClaimSpecification(new PostgresStore());

public abstract class ClaimSpecification(TestStore store) : JournalSpecification(store)
{
    [JournalFact]
    public async Task Claims_the_oldest_first()
    {
        var first = await AppendAsync("1");
        var second = await AppendAsync("2");
        await AppendAsync("3");
        Assert.Equal([first, second], await ClaimAsync("w", 2));
    }

    [JournalFact]
    public async Task A_flood_on_one_interface_does_not_keep_another_waiting()
    {
        foreach (var at in Enumerable.Range(0, 50))
        {
            await AppendAsync($"reading {at}", "telemetry");
        }

        var late = await AppendAsync("a case");

        var claimed = await Journal.ClaimMessagesAsync("w", 5, Hour, Priorities, default);
        Assert.Contains(late, claimed.Select(message => message.Sequence));
        Assert.Equal(4, claimed.Count(message => message.Interface == "telemetry"));
        Assert.Equal("telemetry", Assert.Single(await Journal.ClaimMessagesAsync("w", 1, Hour, Priorities, default)).Interface);
    }

    [JournalFact]
    public async Task Among_interfaces_that_wait_the_one_of_higher_priority_has_the_first_turn()
    {
        await AppendAsync("reading", "telemetry");
        var urgent = await AppendAsync("a case");
        Assert.Equal([urgent], await ClaimAsync("w", 1));
    }

    [JournalFact]
    public async Task Messages_of_a_paused_interface_stay_until_it_is_resumed()
    {
        var message = await AppendAsync("1");
        await Journal.PauseAsync($"interface:{Interface}", Ann with { Reason = "drill" }, default);
        Assert.Empty(await ClaimAsync("w"));
        Assert.Equal((Interface, "drill", "ann"), await Journal.PausesAsync(default) is [var pause] ? (pause.Scope["interface:".Length..], pause.Reason, pause.Author) : default);

        Assert.True(await Journal.ResumeAsync($"interface:{Interface}", Ann, default));
        Assert.False(await Journal.ResumeAsync($"interface:{Interface}", Ann, default));
        Assert.Equal([message], await ClaimAsync("w"));
    }

    [JournalFact]
    public async Task Only_odoo_and_an_interface_can_be_paused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Journal.PauseAsync("everything", Ann with { Reason = "why not" }, default));

    [JournalFact]
    public async Task Four_workers_claim_each_message_once()
    {
        var appended = await Task.WhenAll(Enumerable.Range(0, 200).Select(at => AppendAsync($"message {at}", at % 2 == 0 ? Interface : "telemetry")));
        var claimed = new ConcurrentBag<long>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            // Rows another worker is just claiming are passed over, so an empty hand is believed only when nothing waits.
            while (claimed.Count < appended.Length)
            {
                Assert.False(deadline.IsCancellationRequested, "A message was claimed by nobody for a minute.");
                foreach (var sequence in await ClaimAsync($"worker {worker}", 7))
                {
                    claimed.Add(sequence);
                }
            }
        })));

        Assert.Equal(appended.Order(), claimed.Order());
    }

    [JournalFact]
    public async Task A_message_whose_lease_ran_out_comes_again_and_the_first_worker_can_no_longer_commit()
    {
        var message = await AppendAsync("1");
        Assert.Equal([message], await ClaimAsync("slow", lease: NoTime));

        var again = await UntilAnyAsync("the lease to run out", () => Journal.ClaimMessagesAsync("other", 10, Hour, Priorities, default));

        Assert.Equal(2, Assert.Single(again).Starts);
        await Assert.ThrowsAsync<LeaseLostException>(() => DecideAsync("slow", Verdict(message)));
        await DecideAsync("other", Verdict(message));
        await Assert.ThrowsAsync<LeaseLostException>(() => DecideAsync("other", Verdict(message)));
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.Processed] = 1 }, await OutcomesAsync());
    }

    [JournalFact]
    public async Task A_commit_that_lost_one_lease_writes_nothing_at_all()
    {
        var (lost, kept) = (await AppendAsync("1"), await AppendAsync("2"));
        Assert.Equal([lost, kept], await ClaimAsync("slow"));
        await Store.ExecuteAsync($"update message set lease_until = 0 where sequence = {lost}");
        Assert.Equal([lost], await ClaimAsync("other"));

        await using (var folds = await Journal.OpenFoldsAsync("slow", [Key("a")], default))
        {
            await Assert.ThrowsAsync<LeaseLostException>(() => folds.CommitAsync(new FoldCommit([], [Update("a", Draft("integration.a"))], [Verdict(lost), Verdict(kept)], []), default));
        }

        Assert.Equal(MessageOutcome.InFlight, (await FindAsync(kept)).Outcome);
        Assert.Empty(await TakeAsync("d"));
    }

    [JournalFact]
    public async Task A_message_given_back_is_due_at_once_and_its_start_does_not_count()
    {
        var message = await AppendAsync("1");
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.Equal(1, Assert.Single(await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default)).Starts);
            await Journal.ReturnMessagesAsync("w", [message], default);
        }

        await Journal.ReturnMessagesAsync("w", [message], default);
        Assert.Equal(1, Assert.Single(await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default)).Starts);
    }

    [JournalFact]
    public async Task After_an_outage_all_that_a_worker_holds_is_given_back_and_starts_of_what_others_took_meanwhile_are_forgiven()
    {
        var (kept, taken, foreign) = (await AppendAsync("1"), await AppendAsync("2"), await AppendAsync("3", "telemetry"));
        await Store.ExecuteAsync($"update message set lease_by = 'bystander', lease_until = 9000000000000000, starts = 1 where sequence = {foreign}");
        Assert.Equal([kept, taken], await ClaimAsync("away"));
        await Store.ExecuteAsync($"update message set lease_until = 0 where sequence = {taken}");
        Assert.Equal([taken], await ClaimAsync("other"));

        await Journal.ReturnClaimsAsync("away", new ClaimsInHand([taken], [], []), default);

        Assert.Equal([kept], await ClaimAsync("again"));
        Assert.Equal(1, await Store.NumberAsync($"select starts from message where sequence = {kept}"));
        Assert.Equal((1, 1), (await Store.NumberAsync($"select starts from message where sequence = {taken}"), await Store.NumberAsync($"select count(*) from message where sequence = {taken} and lease_by = 'other'")));
        Assert.Equal(1, await Store.NumberAsync($"select starts from message where sequence = {foreign}"));
    }

    [JournalFact]
    public async Task Wake_ups_in_hand_during_an_outage_are_given_back_too()
    {
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("grace", DateTimeOffset.UnixEpoch.AddYears(1))], Draft("integration.a")));
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var tick = Assert.Single(await Journal.ClaimTicksAsync("w", 10, Hour, default));
            await Journal.ReturnClaimsAsync("w", new ClaimsInHand([], [tick.Id], []), default);
        }

        Assert.Equal(0, await Store.NumberAsync("select count(*) from wake_up where parked or starts > 0"));
    }

    [JournalFact]
    public async Task A_message_that_was_started_twice_without_an_end_runs_alone_and_then_is_parked()
    {
        var poison = await AppendAsync("poison");
        Assert.Equal([poison], await ClaimAsync("w", 10, NoTime));
        var companion = await AppendAsync("harmless");
        Assert.Equal(2, (await UntilAnyAsync("the first lease to run out", () => WithPoisonAsync())).Count);
        var alone = await UntilAnyAsync("the second lease to run out", () => Journal.ClaimMessagesAsync("w", 10, NoTime, Priorities, default));
        Assert.Equal((poison, 3), (Assert.Single(alone).Sequence, alone[0].Starts));

        var others = await UntilAnyAsync<long>("the companion", async () => [.. (await ClaimAsync("w")).Except([poison])]);

        Assert.Equal([companion], others);
        await DecideAsync("w", Verdict(companion));
        Assert.Empty(await ClaimAsync("w"));
        var parked = await FindAsync(poison);
        Assert.Equal(MessageOutcome.Parked, parked.Outcome);
        Assert.Contains("three times", parked.Reason, StringComparison.Ordinal);
        Assert.Equal("ParkedMessage", Assert.Single(await Journal.ExceptionsAsync(default)).Kind);
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.Parked] = 1, [MessageOutcome.Processed] = 1 }, await OutcomesAsync());

        async Task<IReadOnlyList<long>> WithPoisonAsync()
        {
            // The companion alone is given back: both are to hang together.
            var claimed = await ClaimAsync("w", 10, NoTime);
            if (claimed is [var only] && only == companion)
            {
                await Journal.ReturnMessagesAsync("w", claimed, default);
                return [];
            }

            return claimed;
        }
    }

    [JournalFact]
    public async Task Of_several_suspect_messages_one_is_in_hand_at_a_time()
    {
        await AppendAsync("1");
        await AppendAsync("2");
        for (var start = 1; start <= 2; start++)
        {
            await UntilAnyAsync<long>("both were started", async () => await ClaimAsync("w", 10, NoTime) is { Count: 2 } both ? both : []);
        }

        var first = await UntilAnyAsync("the leases to run out", () => Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default));
        Assert.Empty(await ClaimAsync("other"));
        await DecideAsync("w", Verdict(Assert.Single(first).Sequence));

        Assert.Single(await ClaimAsync("other"));
    }

    [JournalFact]
    public async Task The_first_mapping_of_a_message_stays()
    {
        var message = await AppendAsync("1");
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(message, MessageOutcome.Held, holds: [new UnmappedCode("items", "4711", "RQD-2")]) with { MappingVersion = "v1" });
        await Journal.SeedTablesAsync([new SeedTable("items", ["code", "item"], 1, [])], default);
        await Journal.MapCodeAsync("items", ["4711", "A"], Ann, default);

        Assert.Equal("v1", Assert.Single(await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default)).MappingVersion);
        await DecideAsync("w", Verdict(message) with { MappingVersion = "v2" });
        Assert.Equal(1, await Store.NumberAsync("select count(*) from message where mapping_version = 'v1'"));
    }
}
