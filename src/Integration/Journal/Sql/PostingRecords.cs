using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>What became of claimed postings.</summary>
internal static class PostingRecords
{
    public static async Task<bool> WriteAsync(
        Session session, string worker, IReadOnlyList<PostingResult> results, IReadOnlyDictionary<string, TimeSpan> retryAfter, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var rows = await ReadAsync(session, results, cancellationToken).ConfigureAwait(false);
        var ends = new List<AttemptEnd>();
        var decided = new List<PostingEnd>();
        var lost = new List<LostRow>();
        var outcomes = new List<RevisionEnd>();
        var believed = new List<PostingResult>();
        foreach (var result in results)
        {
            var row = rows.GetValueOrDefault(result.ExternalId) ?? throw new ArgumentException($"There is no posting {result.ExternalId} to record a result for.", nameof(results));
            var held = row.LeaseBy == worker;
            ends.Add(new AttemptEnd(row.ExternalId, worker, now, held ? result.Kind.ToString() : "LeaseLost"));
            if (!held)
            {
                JournalLog.PostingLeaseLost(session.Database.Logger, worker, row.ExternalId);
                lost.Add(new LostRow(row.ExternalId, now));
                if (!row.Waits)
                {
                    outcomes.Add(new RevisionEnd(row.ExternalId, row.Revision, nameof(PostingState.InFlight), null, null));
                }

                continue;
            }

            var end = Decide(row, result, retryAfter, now);
            decided.Add(end);
            believed.Add(result);
            if (OutcomeOf(row, result, end) is { } outcome)
            {
                outcomes.Add(new RevisionEnd(row.ExternalId, result.Revision, outcome, result.Failure?.Reason ?? result.Reason, outcome == nameof(PostingState.InFlight) ? null : now));
            }
        }

        await session.ExecuteManyAsync(
            "update posting_attempt set ended_at = @Now, outcome = @Outcome where external_id = @ExternalId and worker = @Worker and ended_at is null", ends, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            update posting set state = @State, due = @Due, changed_at = @Now, starts = @Starts, unended = 0, lease_by = null, lease_until = null,
                attempt_started = @AttemptStarted, in_doubt = @InDoubt, attempted = case when @InDoubt then attempted end, disturbed = false, posted_revision = @PostedRevision,
                odoo_id = coalesce(@OdooId, odoo_id), baseline = coalesce(@Baseline, baseline),
                failure_kind = @FailureKind, reason = @Reason, remedy = @Remedy, missing_thing = @MissingThing
            where external_id = @ExternalId
            """,
            decided,
            cancellationToken).ConfigureAwait(false);

        // In other hands meanwhile: those know nothing of what was just done, so what they report is looked at once more.
        await session.ExecuteManyAsync(
            """
            update posting set in_doubt = true, disturbed = true, state = case when waits then state else 'InFlight' end, due = case when waits then due else coalesce(due, @Now) end
            where external_id = @ExternalId
            """,
            lost,
            cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "update posting_revision set outcome = @Outcome, reason = @Reason, decided_at = @DecidedAt where external_id = @ExternalId and revision = @Revision", outcomes, cancellationToken)
            .ConfigureAwait(false);
        await Breaks.RecordAsync(session, believed, now, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static PostingEnd Decide(Row row, PostingResult result, IReadOnlyDictionary<string, TimeSpan> retryAfter, long now)
    {
        var judged = result.Kind is PostingResultKind.Posted or PostingResultKind.Withdrawn or PostingResultKind.Protected;
        var unknown = result.Failure?.OutcomeUnknown == true;
        var newest = result.Revision == row.Revision;
        var again = newest ? Again(row, result.Kind) : !row.Waits;
        var wait = newest && retryAfter.TryGetValue(row.ExternalId, out var delay) ? Micros.Of(delay) : 0;
        var failure = newest ? result.Failure : null;
        return new PostingEnd(
            row.ExternalId,
            newest ? StateOf(row, result.Kind) : row.State,
            again ? now + wait : null,
            now,
            StartsAfter(row, result.Kind, newest),
            // Odoo may be at it still: the fence stands as if the attempt had no end.
            unknown ? row.AttemptStarted : null,
            row.Disturbed || unknown || (row.InDoubt && !judged),
            result.Kind is PostingResultKind.Posted or PostingResultKind.Withdrawn ? Math.Max(row.PostedRevision, result.Revision) : row.PostedRevision,
            result.OdooId,
            DesiredText.WriteBaseline(result.Baseline),
            failure?.Kind.ToString(),
            newest ? result.Failure?.Reason ?? result.Reason : null,
            failure?.Remedy,
            failure?.MissingThing);
    }

    private static bool Again(Row row, PostingResultKind kind) => row.Disturbed || StateOf(row, kind) == nameof(PostingState.InFlight);

    private static long StartsAfter(Row row, PostingResultKind kind, bool newest) => (kind, newest) switch
    {
        (_, false) => 0,
        (PostingResultKind.NotTried, _) => Math.Max(0, row.Starts - 1),
        (PostingResultKind.Retry, _) => row.Starts,
        _ => 0,
    };

    private static string StateOf(Row row, PostingResultKind kind) => row.Disturbed ? nameof(PostingState.InFlight) : StateOf(kind).ToString();

    private static PostingState StateOf(PostingResultKind kind) => kind switch
    {
        PostingResultKind.Posted => PostingState.Posted,
        PostingResultKind.Withdrawn => PostingState.Withdrawn,
        PostingResultKind.Protected => PostingState.Protected,
        PostingResultKind.Held => PostingState.Held,
        PostingResultKind.Parked => PostingState.Parked,
        PostingResultKind.Retry or PostingResultKind.NotTried => PostingState.InFlight,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A newer revision had this one put down as superseded; where it reached Odoo after all, the ledger says so.</summary>
    private static string? OutcomeOf(Row row, PostingResult result, PostingEnd end) =>
        result.Revision == row.Revision ? end.State
        : StateOf(result.Kind) is var state && state is PostingState.Posted or PostingState.Withdrawn ? state.ToString()
        : null;

    private static async Task<Dictionary<string, Row>> ReadAsync(Session session, IReadOnlyList<PostingResult> results, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            $"""
            select external_id, revision, posted_revision, state, waits, lease_by, starts, attempt_started, in_doubt, disturbed from posting
            where {session.Database.In("external_id", "@ids")} order by external_id {session.Database.ForUpdate}
            """,
            new { ids = results.Select(result => result.ExternalId).ToArray() },
            row => new Row(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetString(3),
                row.GetBoolean(4),
                row.Text(5),
                row.GetInt64(6),
                row.Number(7),
                row.GetBoolean(8),
                row.GetBoolean(9)),
            cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.ExternalId, StringComparer.Ordinal);
    }

    private sealed record Row(
        string ExternalId, long Revision, long PostedRevision, string State, bool Waits, string? LeaseBy, long Starts, long? AttemptStarted, bool InDoubt, bool Disturbed);

    private sealed record AttemptEnd(string ExternalId, string Worker, long Now, string Outcome);

    private sealed record LostRow(string ExternalId, long Now);

    private sealed record RevisionEnd(string ExternalId, long Revision, string Outcome, string? Reason, long? DecidedAt);

    private sealed record PostingEnd(
        string ExternalId,
        string State,
        long? Due,
        long Now,
        long Starts,
        long? AttemptStarted,
        bool InDoubt,
        long PostedRevision,
        long? OdooId,
        string? Baseline,
        string? FailureKind,
        string? Reason,
        string? Remedy,
        string? MissingThing);
}
