using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteFoldTests() : FoldSpecification(new SqliteStore());

public sealed class PostgresFoldTests() : FoldSpecification(new PostgresStore());

public abstract class FoldSpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly DateTimeOffset s_past = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_future = new(2126, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [JournalFact]
    public async Task A_key_keeps_its_surrogate_and_its_state_and_a_new_one_has_none()
    {
        await FoldAsync(Update("a"));
        await using var folds = await Journal.OpenFoldsAsync("w", [Key("b"), Key("a"), Key("a")], default);
        Assert.Equal((2, """{"key":"a"}""", null), (folds.Rows.Count, folds.Rows[Key("a")].State, folds.Rows[Key("b")].State));
        Assert.NotEqual(folds.Rows[Key("a")].Surrogate, folds.Rows[Key("b")].Surrogate);
        var surrogate = folds.Rows[Key("a")].Surrogate;
        await folds.DisposeAsync();

        await using var again = await Journal.OpenFoldsAsync("w", [Key("a"), new FoldKey("requisition", "a")], default);
        Assert.Equal(surrogate, again.Rows[Key("a")].Surrogate);
        Assert.NotEqual(surrogate, again.Rows[new FoldKey("requisition", "a")].Surrogate);
    }

    [JournalFact]
    public async Task Rows_locked_in_a_second_step_are_committed_with_those_of_the_first()
    {
        await using (var folds = await Journal.OpenFoldsAsync("w", [Key("a")], default))
        {
            await folds.LockAsync([new FoldKey("unit", "a"), Key("a")], default);
            Assert.Equal([Key("a"), new FoldKey("unit", "a")], folds.Rows.Keys.Order());
            await folds.CommitAsync(new FoldCommit([], [Update("a"), Update("a") with { Key = new FoldKey("unit", "a"), State = "of the unit" }], [], []), default);
        }

        await using var again = await Journal.OpenFoldsAsync("w", [Key("a"), new FoldKey("unit", "a")], default);
        Assert.Equal(["""{"key":"a"}""", "of the unit"], again.Rows.Values.OrderBy(row => row.Key).Select(row => row.State));
    }

    [JournalFact]
    public async Task Another_name_leads_to_the_fold_that_knew_something_and_keeps_its_surrogate()
    {
        await FoldAsync(Update("placer"));
        long known;
        await using (var folds = await Journal.OpenFoldsAsync("w", [Key("filler"), Key("placer")], default))
        {
            known = folds.Rows[Key("placer")].Surrogate;
            Assert.Empty(await folds.LinkAsync([new FoldAlias(Key("placer"), Key("filler"))], default));
            Assert.Equal((known, known, Key("placer")), (folds.Rows[Key("filler")].Surrogate, folds.Rows[Key("placer")].Surrogate, folds.Rows[Key("filler")].Key));
            await folds.CommitAsync(new FoldCommit([], [], [], []), default);
        }

        await using var again = await Journal.OpenFoldsAsync("w", [Key("filler")], default);
        Assert.Equal((known, """{"key":"placer"}"""), (again.Rows[Key("filler")].Surrogate, again.Rows[Key("filler")].State));
    }

    [JournalFact]
    public async Task Two_folds_that_are_found_to_be_one_go_on_as_the_older_and_a_name_given_twice_joins_nothing()
    {
        await FoldAsync(Update("older"));
        await FoldAsync(Update("younger"));
        await using (var folds = await Journal.OpenFoldsAsync("w", [Key("older"), Key("younger"), Key("third")], default))
        {
            var joined = Assert.Single(await folds.LinkAsync([new FoldAlias(Key("older"), Key("younger")), new FoldAlias(Key("older"), Key("third"))], default));
            Assert.Equal(new JoinedFold(Key("older"), Key("younger"), """{"key":"younger"}"""), joined);
            Assert.NotEqual(folds.Rows[Key("older")].Surrogate, folds.Rows[Key("third")].Surrogate);
            await folds.CommitAsync(new FoldCommit([], [Update("younger") with { State = "let go" }, Update("older") with { State = "both" }], [], []), default);
        }

        await using var again = await Journal.OpenFoldsAsync("w", [Key("younger"), Key("third")], default);
        Assert.Equal(("both", Key("older")), (again.Rows[Key("younger")].State, again.Rows[Key("younger")].Key));
        Assert.Null(again.Rows[Key("third")].State);
    }

    [JournalFact]
    public async Task What_is_not_committed_never_was()
    {
        await using (await Journal.OpenFoldsAsync("w", [Key("a")], default))
        {
        }

        Assert.Equal(0, await Store.NumberAsync("select count(*) from fold"));
    }

    [JournalFact]
    public async Task Transactions_over_the_same_keys_in_opposite_order_take_turns()
    {
        var keys = Enumerable.Range(0, 6).Select(at => Key($"k{at}")).ToList();
        var other = AnotherProcess();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < 15; round++)
            {
                var journal = worker % 2 == 0 ? Journal : other;
                await using var folds = await journal.OpenFoldsAsync("w", worker % 2 == 0 ? keys : [.. keys.AsEnumerable().Reverse()], default);
                var counted = folds.Rows.Values.Select(row => Update(row.Key.Key) with { State = $"{int.Parse(row.State ?? "0", null) + 1}" }).ToList();
                await folds.CommitAsync(new FoldCommit([], counted, [], []), default);
            }
        })));

        await using var end = await Journal.OpenFoldsAsync("w", keys, default);
        Assert.All(end.Rows.Values, row => Assert.Equal("60", row.State));
    }

    [JournalFact]
    public async Task A_commit_may_touch_only_what_it_locked()
    {
        await using var folds = await Journal.OpenFoldsAsync("w", [Key("a")], default);
        await Assert.ThrowsAsync<ArgumentException>(() => folds.CommitAsync(new FoldCommit([], [Update("b")], [], []), default));
    }

    [JournalFact]
    public async Task A_contract_is_stored_once_and_the_newest_message_of_its_key_remembered()
    {
        foreach (var sequence in new[] { 5L, 9, 7 })
        {
            await using var folds = await Journal.OpenFoldsAsync("w", [Key("a")], default);
            await folds.CommitAsync(new FoldCommit([(sequence, Key("a"), Demand("fact 1")), (sequence, Key("a"), Demand($"fact of {sequence}"))], [], [], []), default);
        }

        await using var row = await Journal.OpenFoldsAsync("w", [Key("a")], default);
        Assert.Equal(9, row.Rows[Key("a")].NewestSequence);
        Assert.Equal(4, (await Journal.LedgerAsync(default)).Contracts[DemandSignal.ContractName]);
    }

    [JournalFact]
    public async Task A_wake_up_is_handed_out_when_due_and_kept_as_a_tick_when_taken_in()
    {
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("grace", s_past), new WakeUp("later", s_future)]));

        var tick = Assert.Single(await Journal.ClaimTicksAsync("w", 10, Hour, default));

        Assert.Equal((Key("a"), "grace", s_past, Interface), (tick.Key, tick.Name, tick.At, tick.Interface));
        Assert.Empty(await Journal.ClaimTicksAsync("other", 10, Hour, default));
        await TakeInAsync("w", tick.Id, [new WakeUp("later", s_future)]);
        Assert.Equal(1, await Store.NumberAsync("select count(*) from tick where name = 'grace'"));
        Assert.Equal(1, await Store.NumberAsync("select count(*) from wake_up"));
    }

    [JournalFact]
    public async Task A_folds_newest_list_replaces_what_it_asked_for_and_leaves_what_is_the_same()
    {
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("same", s_past), new WakeUp("moved", s_past), new WakeUp("gone", s_past)]));
        var ticks = (await Journal.ClaimTicksAsync("w", 10, Hour, default)).ToDictionary(tick => tick.Name, tick => tick.Id);

        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("same", s_past), new WakeUp("moved", s_past.AddHours(1))]));

        await Assert.ThrowsAsync<LeaseLostException>(() => TakeInAsync("w", ticks["gone"]));
        await Assert.ThrowsAsync<LeaseLostException>(() => TakeInAsync("w", ticks["moved"]));
        Assert.Equal(("moved", s_past.AddHours(1)), await Journal.ClaimTicksAsync("w", 10, Hour, default) is [var moved] ? (moved.Name, moved.At) : default);
        await TakeInAsync("w", ticks["same"]);
    }

    [JournalFact]
    public async Task A_worker_is_told_which_of_its_wake_ups_were_called_off_before_it_locked_their_fold()
    {
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("same", s_past), new WakeUp("gone", s_past)]));
        var ticks = await Journal.ClaimTicksAsync("w", 10, Hour, default);
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("same", s_past)]));

        await using var folds = await Journal.OpenFoldsAsync("w", [Key("a")], default);
        var held = Assert.Single(await folds.StillHeldAsync(ticks, default));

        Assert.Equal("same", held.Name);
        await folds.CommitAsync(new FoldCommit([], [Update(InterfaceMode.Post, "a", [])], [], [held.Id]), default);
    }

    [JournalFact]
    public async Task A_wake_up_of_a_paused_interface_stays()
    {
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("grace", s_past)]));
        await Journal.PauseAsync($"interface:{Interface}", Ann with { Reason = "drill" }, default);
        Assert.Empty(await Journal.ClaimTicksAsync("w", 10, Hour, default));
        Assert.False(await Journal.IsSettledAsync(default));
    }

    [JournalFact]
    public async Task A_wake_up_that_was_started_three_times_without_an_end_is_parked()
    {
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("grace", s_past)]));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await UntilAnyAsync("the wake-up", () => Journal.ClaimTicksAsync("w", 10, NoTime, default));
        }

        await UntilAnyAsync<ExceptionEntry>("the wake-up to be parked", async () => await Journal.ClaimTicksAsync("w", 10, NoTime, default) is [] ? await Journal.ExceptionsAsync(default) : []);
        Assert.Equal("ParkedWakeUp", Assert.Single(await Journal.ExceptionsAsync(default)).Kind);
    }

    private async Task TakeInAsync(string worker, long tick, params WakeUp[] wakeUps)
    {
        await using var folds = await Journal.OpenFoldsAsync(worker, [Key("a")], default);
        await folds.CommitAsync(new FoldCommit([], [Update(InterfaceMode.Post, "a", wakeUps)], [], [tick]), default);
    }

    private static Contract Demand(string id) =>
        new(
            new Envelope(id, "/interfaces/x", "integration.demand-signal.v1", "a", Interface, "NORTH", s_past, s_past, "hl7v2/SIU_S12/v1", 1, "2026a", "1"),
            new DemandSignal("a", Semantics.Snapshot, CaseStanding.Booked, "NORTH", s_past, "MAIN", "OR1", []),
            []);
}
