using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Breaks that people settle. What a settlement means for Odoo's values was worked out before; here it takes effect, in one transaction with its audit.</summary>
internal static class Settlements
{
    /// <summary>Fields shown in the audit at most.</summary>
    private const int MostFields = 20;

    public static async Task<IReadOnlyList<OpenBreak>> OpenAsync(Session session, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            """
            select p.external_id, p.desired, p.posted_revision, p.revision, p.state, p.odoo_id, p.baseline, p.interface, p.database,
                b.id, b.kind, b.model, b.odoo_id, b.fields, b.explanation, b.since
            from posting_break b join posting p on p.external_id = b.external_id
            where b.closed_at is null order by b.since, b.id
            """,
            null,
            row => new OpenBreak(
                row.GetInt64(9),
                new Break(row.Word<BreakKind>(10), row.GetString(0), row.GetString(11), row.Number(12), DesiredText.ReadFields(row.GetString(13)), row.GetString(14)),
                Micros.ToInstant(row.GetInt64(15)),
                row.GetString(8),
                PostedRecords.Read(row)),
            cancellationToken).ConfigureAwait(false);

    public static async Task<bool> SettleAsync(Session session, BreakSettlement settlement, Signature by, CancellationToken cancellationToken)
    {
        var (id, found) = (settlement.Of.Id, settlement.Of.Break);
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var postings = await session.ReadAsync(
            $"""
            select accepted, waits from posting
            where external_id = @ExternalId and revision = @Revision and attempt_started is null and (lease_until is null or lease_until <= @now) {session.Database.ForUpdate}
            """,
            new { found.ExternalId, settlement.Revision, now },
            row => (Accepted: DesiredText.ReadAccepted(row.Text(0)), Waits: row.GetBoolean(1)),
            cancellationToken).ConfigureAwait(false);
        if (postings.Count == 0
            || await session.ExecuteAsync(
                "update posting_break set closed_at = @now, settled_as = @How, quiet = @Quiet where id = @id and closed_at is null",
                new { now, How = settlement.As.ToString(), Quiet = settlement.As == SettleAs.Ignore, id },
                cancellationToken).ConfigureAwait(false) == 0)
        {
            return false;
        }

        if (settlement.As != SettleAs.Ignore)
        {
            var fields = found.Fields.Select(field => field.Field).ToHashSet(StringComparer.Ordinal);
            var accepted = postings[0].Accepted.Where(one => !fields.Contains(one.Field)).Concat(settlement.Accepted).ToList();
            await ApplyAsync(session, settlement, accepted, postings[0].Waits, now, cancellationToken).ConfigureAwait(false);
        }

        var act = new Act(
            "settle",
            "record",
            found.ExternalId,
            CommandLog.Json(new { @break = id, found.Kind, fields = found.Fields.Take(MostFields), more = Math.Max(0, found.Fields.Count - MostFields) }),
            CommandLog.Json(new { settlement.As }));
        return await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ApplyAsync(Session session, BreakSettlement settlement, List<AcceptedValue> accepted, bool waits, long now, CancellationToken cancellationToken)
    {
        var again = settlement.As == SettleAs.Ours;
        var state = (again, waits, settlement.Gone || settlement.Of.Posting.Desired.Standing != RecordStanding.Active) switch
        {
            (true, true, _) => PostingState.Held,
            (true, false, _) => PostingState.InFlight,
            (false, _, true) => PostingState.Withdrawn,
            (false, _, false) => PostingState.Posted,
        };
        var row = new
        {
            settlement.Of.Break.ExternalId,
            settlement.Revision,
            State = state.ToString(),
            Due = again && !waits ? now : (long?)null,
            Now = now,
            DecidedAt = state == PostingState.InFlight ? (long?)null : now,
            Reason = again ? null : "settled as theirs",
            Accepted = DesiredText.WriteAccepted(accepted),
            Baseline = DesiredText.WriteBaseline(settlement.Baseline),
            GivenUp = settlement.Gone && !again,
            Anew = settlement.Gone && again,
            Delivered = !again,
        };
        // A record that is made anew is in doubt: if it is there after all, it is taken for what it is.
        await session.ExecuteAsync(
            """
            update posting set state = @State, due = @Due, changed_at = @Now, starts = 0, unended = 0, accepted = @Accepted, given_up = @GivenUp,
                odoo_id = case when @Anew then null else odoo_id end, in_doubt = in_doubt or @Anew, looked_over = looked_over and not @Anew,
                baseline = case when @Anew then null else coalesce(@Baseline, baseline) end,
                posted_revision = case when @Delivered then @Revision else posted_revision end,
                failure_kind = null, reason = null, remedy = null, missing_thing = null
            where external_id = @ExternalId
            """,
            row,
            cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(
            "update posting_revision set outcome = @State, reason = @Reason, decided_at = @DecidedAt where external_id = @ExternalId and revision = @Revision", row, cancellationToken).ConfigureAwait(false);
    }
}
