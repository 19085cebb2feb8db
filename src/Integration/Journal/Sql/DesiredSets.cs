using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>The difference between what a fold wants in Odoo and what it wanted before, as revisions of postings (rules 1 and 4).</summary>
internal static class DesiredSets
{
    /// <returns>External ids that are due now.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(Session session, IReadOnlyList<(long Surrogate, FoldUpdate Update)> folds, long now, CancellationToken cancellationToken)
    {
        var delivered = folds.Where(fold => fold.Update.Deliver != InterfaceMode.Observe).ToList();
        if (delivered.Count == 0)
        {
            return [];
        }

        var there = await ReadAsync(session, delivered, cancellationToken).ConfigureAwait(false);
        var changes = new List<Change>();
        var let = new List<Change>();
        foreach (var (surrogate, update) in delivered)
        {
            var named = update.Desired.Select(draft => draft.Record.ExternalId).ToHashSet(StringComparer.Ordinal);
            var gone = there.Values.Where(old => old.Surrogate == surrogate && old.Desired is not null && !named.Contains(old.ExternalId))
                .Select(old => (Old: old, Record: DesiredText.Read(old.Desired!)))
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
                    there[draft.Record.ExternalId] = new Known(draft.Record.ExternalId, surrogate, change.Revision, hash, draft.Rank, draft.SerialKey, false, null, draft.HeldBecause is not null);
                }
                else if (old.Waits && update.Deliver == InterfaceMode.Post)
                {
                    let.Add(new Change(surrogate, update, draft, hash, old.Revision));
                }
            }
        }

        await WriteChangesAsync(session, changes, now, cancellationToken).ConfigureAwait(false);
        await LetGoAsync(session, let, now, cancellationToken).ConfigureAwait(false);
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

    private static async Task WriteChangesAsync(Session session, List<Change> changes, long now, CancellationToken cancellationToken)
    {
        await session.ExecuteManyAsync(
            """
            insert into posting (external_id, surrogate, interface, database, rank, serial_key, sequence, revision, desired, desired_hash, state, waits, due, reason, remedy, changed_at)
            values (@ExternalId, @Surrogate, @Interface, @Database, @Rank, @SerialKey, @Sequence, @Revision, @Desired, @Hash, @State, @Waits, @Due, @Reason, @Remedy, @Now)
            on conflict (external_id) do update
            set surrogate = excluded.surrogate, interface = excluded.interface, rank = excluded.rank, serial_key = excluded.serial_key, sequence = excluded.sequence,
                revision = excluded.revision, desired = excluded.desired, desired_hash = excluded.desired_hash, state = excluded.state, waits = excluded.waits, due = excluded.due,
                changed_at = excluded.changed_at, starts = 0, failure_kind = null, reason = excluded.reason, remedy = excluded.remedy, missing_thing = null
            """,
            changes.ConvertAll(change => new PostingRow(
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
                now)),
            cancellationToken).ConfigureAwait(false);

        // What had an end keeps it; what was still open never will be sent.
        await session.ExecuteManyAsync(
            """
            update posting_revision set outcome = 'Superseded', decided_at = @Now
            where external_id = @ExternalId and revision = @Revision and outcome in ('InFlight', 'Held', 'Parked')
            """,
            changes.Where(change => change.Revision > 1).Select(change => new { change.Draft.Record.ExternalId, Revision = change.Revision - 1, Now = now }).ToList(),
            cancellationToken).ConfigureAwait(false);
        var day = Micros.Day(now);
        await session.InsertManyAsync(
            "posting_revision",
            changes.ConvertAll(change => new RevisionRow(change.Draft.Record.ExternalId, change.Revision, change.Update.Interface, change.Update.Sequence, now, day, change.State)),
            "",
            "",
            cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            insert into posting_made (interface, day, made) values (@Interface, @Day, @Made)
            on conflict (interface, day) do update set made = posting_made.made + excluded.made
            """,
            changes.GroupBy(change => change.Update.Interface).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new { Interface = group.Key, Day = day, Made = (long)group.Count() }).ToList(),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The interface no longer holds its postings back.</summary>
    private static async Task LetGoAsync(Session session, List<Change> let, long now, CancellationToken cancellationToken)
    {
        var rows = let.ConvertAll(change => new { change.Draft.Record.ExternalId, change.Revision, Now = now });
        await session.ExecuteManyAsync(
            "update posting set state = 'InFlight', waits = false, due = @Now, changed_at = @Now where external_id = @ExternalId", rows, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "update posting_revision set outcome = 'InFlight', decided_at = null where external_id = @ExternalId and revision = @Revision", rows, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Known(string ExternalId, long Surrogate, long Revision, byte[] Hash, long Rank, string? SerialKey, bool Waits, string? Desired, bool IsHeldByFold);

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
        byte[] Hash,
        string State,
        bool Waits,
        long? Due,
        string? Reason,
        string? Remedy,
        long Now);

    private sealed record RevisionRow(string ExternalId, long Revision, string Interface, long Sequence, long MadeAt, long Day, string Outcome);
}
