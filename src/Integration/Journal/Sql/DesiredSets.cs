using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>The difference between what a fold wants in Odoo and what it wanted before, as revisions of postings (rules 1 and 4).</summary>
internal static class DesiredSets
{
    /// <summary>Some of it may have reached Odoo, and nobody will say so: a newer revision ends it. Of many that Odoo gave no answer to, the first are known.</summary>
    private const string BegunInDoubt = "posting.starts > 0 and (posting.attempt_started is not null or posting.in_doubt) and coalesce(length(posting.attempted), 0) < 100000";

    /// <param name="writes">Takes what is to be written.</param>
    /// <returns>External ids that are due now.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(Session session, StatementBatch writes, IReadOnlyList<(long Surrogate, FoldUpdate Update)> folds, long now, CancellationToken cancellationToken)
    {
        var delivered = folds.Where(fold => fold.Update.Deliver != InterfaceMode.Observe).ToList();
        if (delivered.Count == 0)
        {
            return [];
        }

        var there = await ReadAsync(session, delivered, cancellationToken).ConfigureAwait(false);
        var before = there.Values.ToLookup(old => old.Surrogate);
        var changes = new List<Change>();
        var let = new List<Change>();
        foreach (var (surrogate, update) in delivered)
        {
            var named = update.Desired.Select(draft => draft.Record.ExternalId).ToHashSet(StringComparer.Ordinal);
            var gone = before[surrogate].Where(old => ReferenceEquals(there[old.ExternalId], old) && !named.Contains(old.ExternalId))
                .Select(old => (Old: old, Record: DesiredText.Read(old.Desired)))
                .Where(old => old.Record.Standing == RecordStanding.Active)
                .Select(old => new PostingDraft(old.Record with { Standing = RecordStanding.Withdrawn }, (int)old.Old.Rank, old.Old.SerialKey));
            foreach (var draft in update.Desired.Concat(gone))
            {
                var old = there.GetValueOrDefault(draft.Record.ExternalId);
                var hash = DesiredText.Hash(draft.Record);
                if (old is null || !hash.AsSpan().SequenceEqual(old.Hash) || (old.IsHeldByFold && draft.HeldBecause is null))
                {
                    var change = new Change(surrogate, update, draft, hash, (old?.Revision ?? 0) + 1);
                    changes.Add(change);
                    there[draft.Record.ExternalId] = new Known(draft.Record.ExternalId, surrogate, change.Revision, hash, draft.Rank, draft.SerialKey, false, "", draft.HeldBecause is not null);
                }
                else if (old.Waits && update.Deliver == InterfaceMode.Post)
                {
                    let.Add(new Change(surrogate, update, draft, hash, old.Revision));
                }
            }
        }

        AddChanges(writes, changes, now);
        LetGo(writes, let, now);
        return [.. changes.Concat(let).Where(change => change.IsDue).Select(change => change.Draft.Record.ExternalId).Distinct()];
    }

    private static async Task<Dictionary<string, Known>> ReadAsync(Session session, List<(long Surrogate, FoldUpdate Update)> folds, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            $"""
            select external_id, surrogate, revision, desired_hash, rank, serial_key, waits, desired, state, failure_kind from posting
            where {session.Database.In("surrogate", "@surrogates")} or {session.Database.In("external_id", "@ids")}
            order by external_id {session.Database.ForUpdate}
            """,
            new
            {
                surrogates = folds.Select(fold => fold.Surrogate).ToArray(),
                ids = folds.SelectMany(fold => fold.Update.Desired.Select(draft => draft.Record.ExternalId)).ToArray(),
            },
            row => new Known(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.Bytes(3)!, row.GetInt64(4), row.Text(5), row.GetBoolean(6), row.GetString(7), row.GetString(8) == nameof(PostingState.Held) && row.Text(9) is null && !row.GetBoolean(6)),
            cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.ExternalId, StringComparer.Ordinal);
    }

    private static void AddChanges(StatementBatch writes, List<Change> changes, long now)
    {
        // A record that two folds of one batch desire is written twice, one after the other.
        foreach (var turn in changes.GroupBy(change => change.Draft.Record.ExternalId).SelectMany(same => same.Index()).GroupBy(one => one.Index, one => one.Item).OrderBy(turn => turn.Key))
        {
            writes.Insert(
                "posting",
                turn.Select(change => Row(change, now)).OrderBy(row => row.ExternalId, StringComparer.Ordinal).ToList(),
                $"""
                on conflict (external_id) do update
                set surrogate = excluded.surrogate, interface = excluded.interface, rank = excluded.rank, serial_key = excluded.serial_key, sequence = excluded.sequence,
                    revision = excluded.revision, desired = excluded.desired, desired_hash = excluded.desired_hash, state = excluded.state, waits = excluded.waits, due = excluded.due,
                    attempted = case when {BegunInDoubt} then coalesce(posting.attempted || '{DesiredText.Next}', '') || posting.desired else posting.attempted end,
                    changed_at = excluded.changed_at, starts = 0, failure_kind = null, reason = excluded.reason, remedy = excluded.remedy, missing_thing = null
                """);
        }

        // What had an end keeps it; what was still open never will be sent.
        writes.Update(
            "posting_revision",
            "external_id",
            "outcome = 'Superseded', decided_at = given.decided_at",
            "and posting_revision.revision = given.revision and posting_revision.outcome in ('InFlight', 'Held', 'Parked')",
            changes.Where(change => change.Revision > 1).Select(change => new RevisionTurn(change.Draft.Record.ExternalId, change.Revision - 1, now)).ToList());
        var day = Micros.Day(now);
        writes.Insert(
            "posting_revision",
            changes.ConvertAll(change => new RevisionRow(change.Draft.Record.ExternalId, change.Revision, change.Update.Interface, change.Update.Sequence, now, day, change.State)),
            "");
        writes.Insert(
            "posting_made",
            changes.GroupBy(change => change.Update.Interface).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new MadeRow(group.Key, day, group.Count())).ToList(),
            "on conflict (interface, day) do update set made = posting_made.made + excluded.made");
    }

    private static PostingRow Row(Change change, long now) => new(
        change.Draft.Record.ExternalId,
        change.Surrogate,
        change.Update.Interface,
        change.Update.Database,
        change.Draft.Rank,
        change.Draft.SerialKey,
        change.Update.Sequence,
        change.Revision,
        DesiredText.Write(change.Draft.Record),
        change.Hash,
        change.State,
        change.Waits,
        change.IsDue ? now : null,
        change.Draft.HeldBecause,
        change.Draft.HeldBecause is null ? null : "Nothing, if it is right: it goes on by itself once what it waits for comes. Release it to have it written as it is.",
        now);

    /// <summary>The interface no longer holds its postings back.</summary>
    private static void LetGo(StatementBatch writes, List<Change> let, long now)
    {
        var rows = let.ConvertAll(change => new RevisionTurn(change.Draft.Record.ExternalId, change.Revision, now));
        writes.Update("posting", "external_id", "state = 'InFlight', waits = false, due = given.decided_at, changed_at = given.decided_at", "", rows);
        writes.Update("posting_revision", "external_id", "outcome = 'InFlight', decided_at = null", "and posting_revision.revision = given.revision", rows);
    }

    private sealed record Known(string ExternalId, long Surrogate, long Revision, byte[] Hash, long Rank, string? SerialKey, bool Waits, string Desired, bool IsHeldByFold);

    private sealed record Change(long Surrogate, FoldUpdate Update, PostingDraft Draft, byte[] Hash, long Revision)
    {
        public bool Waits => Update.Deliver == InterfaceMode.Hold && Draft.HeldBecause is null;

        public bool IsDue => Update.Deliver == InterfaceMode.Post && Draft.HeldBecause is null;

        public string State => IsDue ? nameof(PostingState.InFlight) : nameof(PostingState.Held);
    }

    private sealed record PostingRow(
        string ExternalId,
        long Surrogate,
        string Interface,
        string Database,
        long Rank,
        string? SerialKey,
        long Sequence,
        long Revision,
        string Desired,
        byte[] DesiredHash,
        string State,
        bool Waits,
        long? Due,
        string? Reason,
        string? Remedy,
        long ChangedAt);

    private sealed record RevisionTurn(string ExternalId, long Revision, long DecidedAt);

    private sealed record MadeRow(string Interface, long Day, long Made);

    private sealed record RevisionRow(string ExternalId, long Revision, string Interface, long Sequence, long MadeAt, long Day, string Outcome);
}
