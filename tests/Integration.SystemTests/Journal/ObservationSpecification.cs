using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteObservationTests() : ObservationSpecification(new SqliteStore());

public sealed class PostgresObservationTests() : ObservationSpecification(new PostgresStore());

/// <summary>What was seen of our records in Odoo.</summary>
public abstract class ObservationSpecification(TestStore store) : JournalSpecification(store)
{
    private const string Main = InterfaceDefinition.MainDatabase;
    private const string Id = "integration.case_1_g1";
    private static readonly DateTimeOffset s_at = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [JournalFact]
    public async Task What_is_new_is_taken_in_once_and_what_was_seen_before_is_only_a_look()
    {
        await PostAsync();

        Assert.Equal(1, await SeeAsync(ObservedStatus.Requested));
        Assert.Equal(0, await SeeAsync(ObservedStatus.Requested, 5));
        Assert.Equal(1, await SeeAsync(ObservedStatus.Ordered, 10));
        Assert.Equal(0, await SeeAsync(ObservedStatus.Requested, 7));
        Assert.False(await Journal.IsSettledAsync(default));

        var claimed = await Journal.ClaimObservationsAsync("w", 10, Hour, default);
        Assert.Equal([ObservedStatus.Requested, ObservedStatus.Ordered], claimed.Select(seen => seen.Status));
        Assert.Equal((Key("a"), Id, s_at, Interface), (claimed[0].Key, claimed[0].ExternalId, claimed[0].At, claimed[0].Interface));
        Assert.Empty(await Journal.ClaimObservationsAsync("other", 10, Hour, default));
        await TakeInAsync("w", claimed);
        await Assert.ThrowsAsync<LeaseLostException>(() => TakeInAsync("w", claimed));

        Assert.Empty(await Journal.ClaimObservationsAsync("w", 10, Hour, default));
        var history = Assert.Single(await Journal.StatusAsync(Id, 5, default));
        Assert.Equal([ObservedStatus.Requested, ObservedStatus.Ordered], history.Statuses.Select(entry => entry.Status));
        Assert.Equal("full", history.Statuses[0].Values["receipt_status"]);
    }

    [JournalFact]
    public async Task A_fold_transaction_that_fails_takes_nothing_in()
    {
        await PostAsync();
        await SeeAsync(ObservedStatus.Requested);
        var claimed = await Journal.ClaimObservationsAsync("w", 10, NoTime, default);

        await using (var folds = await Journal.OpenFoldsAsync("w", [Key("a")], default))
        {
        }

        Assert.Equal(claimed.Single().Sequence, (await UntilAnyAsync("the lease is over", () => Journal.ClaimObservationsAsync("other", 10, Hour, default))).Single().Sequence);
    }

    [JournalFact]
    public async Task The_third_start_without_an_end_parks_it_until_it_is_released()
    {
        await PostAsync();
        await SeeAsync(ObservedStatus.Requested);
        for (var start = 1; start <= 3; start++)
        {
            await UntilAnyAsync($"start {start}", () => Journal.ClaimObservationsAsync("w", 10, NoTime, default));
        }

        await UntilAnyAsync("it is parked", async () =>
        {
            Assert.Empty(await Journal.ClaimObservationsAsync("w", 10, NoTime, default));
            return await Journal.ExceptionsAsync(default);
        });
        var parked = Assert.Single(await Journal.ExceptionsAsync(default));
        Assert.Equal(("ParkedObservation", Id), (parked.Kind, parked.Subject));
        Assert.Equal(1, await Journal.ReleaseAsync(parked.Kind, parked.Subject, Ann, default));
        Assert.Single(await Journal.ClaimObservationsAsync("w", 10, Hour, default));
    }

    [JournalFact]
    public async Task Called_off_because_the_source_wanted_it_is_withdrawn()
    {
        await PostAsync();
        await FoldAsync(Update("a", Draft(Id, standing: RecordStanding.Withdrawn)));

        await SeeAsync(ObservedStatus.Cancelled);

        Assert.Equal(ObservedStatus.Withdrawn, Assert.Single(Assert.Single(await Journal.StatusAsync(Id, 5, default)).Statuses).Status);
    }

    [JournalFact]
    public async Task A_record_is_found_by_its_database_id_in_its_own_database_and_model_only()
    {
        await PostAsync();

        Assert.Equal(Id, Assert.Single(await Journal.PostedAsAsync(Main, "stock.picking", [7, 8], default)).ExternalId);
        Assert.Empty(await Journal.PostedAsAsync(Main, "purchase.order", [7], default));
        Assert.Empty(await Journal.PostedAsAsync("south", "stock.picking", [7], default));
        Assert.Empty(await Journal.PostedAsAsync(Main, "stock.picking", [8], default));
    }

    [JournalFact]
    public async Task A_record_is_looked_at_again_after_a_while_until_it_is_over()
    {
        await PostAsync();
        Assert.Single(await Journal.NotLookedAtAsync(Main, Hour, 10, default));
        Assert.Empty(await Journal.NotLookedAtAsync("south", Hour, 10, default));

        await SeeAsync(ObservedStatus.Requested);
        Assert.Empty(await Journal.NotLookedAtAsync(Main, Hour, 10, default));
        Assert.Single(await UntilAnyAsync("some time is over", () => Journal.NotLookedAtAsync(Main, NoTime, 10, default)));

        await SeeAsync(ObservedStatus.Received, 10, RecordEnd.Done);
        Assert.Single(await UntilAnyAsync("some time is over", () => Journal.NotLookedAtAsync(Main, NoTime, 10, default)));
        await Store.ExecuteAsync("update posting_status set since = since - 90000000000");
        await SeeAsync(ObservedStatus.Received, 10, RecordEnd.Done);
        Assert.Equal(1, await Store.NumberAsync("select count(*) from posting where looked_over"));
    }

    [JournalFact]
    public async Task Workers_share_one_mark_and_one_schedule_for_each_database_and_model()
    {
        var other = AnotherProcess();
        Assert.Null((await Journal.TakeLookAsync(Main, "stock.picking", Hour, default))!.Mark);
        Assert.Null(await other.TakeLookAsync(Main, "stock.picking", Hour, default));
        Assert.NotNull(await other.TakeLookAsync("south", "stock.picking", Hour, default));

        await Journal.MoveMarkAsync(Main, "stock.picking", s_at, default);
        await Journal.MoveMarkAsync(Main, "stock.picking", s_at.AddHours(-1), default);

        Assert.Equal(s_at, (await other.TakeLookAsync(Main, "stock.picking", NoTime, default))!.Mark);
    }

    [JournalFact]
    public async Task Postings_that_waited_are_let_go_when_their_interface_posts()
    {
        await FoldAsync(Update(InterfaceMode.Hold, "a", [], Draft(Id)));
        Assert.Empty(await TakeAsync("w"));
        Assert.Equal(0, await Journal.LetGoAsync(["telemetry"], Ann, default));

        Assert.Equal(1, await Journal.LetGoAsync([Interface], Ann, default));

        Assert.Equal(Id, Assert.Single(await TakeAsync("w")).ExternalId);
        Assert.Equal(0, await Journal.LetGoAsync([Interface], Ann, default));
        await PostingsAsync();
    }

    [JournalFact]
    public async Task What_waits_is_bound_to_what_stands_there_or_held_for_a_decision()
    {
        await FoldAsync(Update(InterfaceMode.Hold, "a", [], Draft(Id), Draft("integration.case_1_g2")));
        var baseline = new Baseline("draft", new Dictionary<string, string?> { ["note"] = "by hand" }, new Dictionary<string, BaselineLine>());
        PlannedDelivery[] plan = [new(Id, "stock.picking", PlannedAct.Adopt, 44, "", baseline), new("integration.case_1_g2", "stock.picking", PlannedAct.Ambiguous, null, "2 records")];

        Assert.Equal((1, 1), await Journal.AdoptAsync(plan, Ann, default));

        Assert.Equal("MissingReference", Assert.Single(await Journal.ExceptionsAsync(default)).Kind);

        // Nothing that appears in Odoo decides it: it is no missing thing to look for.
        Assert.Empty(await Journal.MissingThingsAsync(InterfaceDefinition.MainDatabase, null, 10, default));
        Assert.Equal(2, (await Journal.WaitingAsync(Interface, null, 10, default)).Count);
        Assert.Equal(1, await Journal.LetGoAsync([Interface], Ann, default));
        var taken = Assert.Single(await TakeAsync("w"));
        Assert.Equal((Id, 44, "by hand"), (taken.ExternalId, taken.OdooId, taken.Baseline!.Values["note"]));
    }

    private async Task PostAsync()
    {
        await FoldAsync(Update("a", Draft(Id)));
        await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), PostingResultKind.Posted));
    }

    private Task<int> SeeAsync(ObservedStatus status, int minutes = 0, RecordEnd end = RecordEnd.None) => Journal.RecordObservationsAsync(
        Main, [Id], [new Observation(Id, 7, "draft", status, end, s_at.AddMinutes(minutes), new Dictionary<string, string?> { ["receipt_status"] = "full" })], default);

    private async Task TakeInAsync(string worker, IReadOnlyList<ClaimedObservation> claimed)
    {
        await using var folds = await Journal.OpenFoldsAsync(worker, [Key("a")], default);
        await folds.CommitAsync(new FoldCommit([], [Update("a", Draft(Id))], [], []) { Observations = [.. claimed.Select(seen => seen.Sequence)] }, default);
    }
}
