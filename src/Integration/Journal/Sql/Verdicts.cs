using System.Globalization;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Outcomes of messages: what they wait for, which keys they close, and what they let go when they are decided.</summary>
internal static class Verdicts
{
    /// <returns>Those of which the sender wants to be told.</returns>
    /// <exception cref="LeaseLostException">A message was claimed by another worker, or is decided already.</exception>
    public static async Task<IReadOnlySet<long>> CheckLeasesAsync(Session session, string worker, IReadOnlyList<MessageVerdict> verdicts, CancellationToken cancellationToken)
    {
        var sequences = verdicts.Select(verdict => verdict.Sequence).ToArray();
        if (sequences.Length == 0)
        {
            return new HashSet<long>();
        }

        var held = await session.ReadAsync(
            $"""
            select sequence, answer_wish is not null from message where {session.Database.In("sequence", "@sequences")} and lease_by = @worker and outcome = 'InFlight'
            order by sequence {session.Database.ForUpdate}
            """,
            new { worker, sequences },
            row => (Sequence: row.GetInt64(0), IsAsked: row.GetBoolean(1)),
            cancellationToken).ConfigureAwait(false);
        if (held.Count != sequences.Distinct().Count())
        {
            throw new LeaseLostException($"Of {sequences.Length} messages, {sequences.Except(held.Select(row => row.Sequence)).Count()} are no longer in the hands of {worker}, {sequences.Except(held.Select(row => row.Sequence)).First()} the first of them.");
        }

        return held.Where(row => row.IsAsked).Select(row => row.Sequence).ToHashSet();
    }

    /// <param name="verdicts">One for each message.</param>
    public static void Add(StatementBatch writes, IReadOnlyList<MessageVerdict> verdicts, long now) => writes
        .Update(
            "message",
            "sequence",
            """
            outcome = given.outcome, reason = given.reason, decided_at = given.decided_at, suspected = given.suspected, replay = null,
                mapping_version = case when message.replay is null then coalesce(message.mapping_version, given.mapping_version) else coalesce(given.mapping_version, message.mapping_version) end,
                held_behind = given.held_behind, lease_by = null, lease_until = null, starts = 0
            """,
            "",
            verdicts.Select(verdict => new VerdictRow(verdict.Sequence, verdict.Outcome.ToString(), verdict.Reason, verdict.MappingVersion, verdict.HeldBehind, verdict.Suspected, now)).ToList())
        .Insert(
            "message_hold",
            verdicts.SelectMany(verdict => verdict.Holds.Select(code => new HoldRow(verdict.Sequence, code.Table, code.Code, code.Where, now))).ToList(),
            "on conflict do nothing");

    /// <summary>What is decided opens its keys and lets go what waits behind it; what is held or parked closes its own.</summary>
    public static async Task OpenAndCloseAsync(Session session, IReadOnlyList<MessageVerdict> verdicts, Func<FoldKey, long> surrogateOf, CancellationToken cancellationToken)
    {
        // First what is decided opens its keys, then what is held or parked closes its own: a message that is held again keeps them.
        var open = verdicts.Where(verdict => !Closes(verdict)).Select(verdict => verdict.Sequence).ToArray();
        if (open.Length > 0)
        {
            await session.ExecuteAsync($"update fold set closed_by = null where {session.Database.In("closed_by", "@open")}", new { open }, cancellationToken).ConfigureAwait(false);
            await ReleaseBehindAsync(session, open, cancellationToken).ConfigureAwait(false);
        }

        await ClosedKeys.CloseAsync(
            session, verdicts.Where(Closes).SelectMany(verdict => verdict.ClosedKeys.Select(key => (verdict.Sequence, surrogateOf(key)))).ToList(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the answers due that tell senders of final outcomes.</summary>
    /// <param name="asked">Messages of which the sender wants to be told.</param>
    public static async Task AnswerAsync(Session session, IReadOnlyList<MessageVerdict> verdicts, IReadOnlySet<long> asked, long now, CancellationToken cancellationToken)
    {
        var told = verdicts.Where(verdict => asked.Contains(verdict.Sequence)).ToList();
        await Answers.DecideAsync(session, [.. told.Where(verdict => !Closes(verdict)).Select(verdict => verdict.Sequence)], positive: true, now, cancellationToken).ConfigureAwait(false);
        await Answers.DecideAsync(
            session, [.. told.Where(verdict => verdict is { Outcome: MessageOutcome.Parked, IsInvalid: true }).Select(verdict => verdict.Sequence)], positive: false, now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a held or parked message by a person's word; null when it is neither.</summary>
    public static async Task<MessageSettlement?> SettleAsync(Session session, long sequence, Signature by, CancellationToken cancellationToken)
    {
        var found = await session.ReadAsync(
            $"select outcome, reason from message where sequence = @sequence and outcome in ('Held', 'Parked') {session.Database.ForUpdate}",
            new { sequence },
            row => (Outcome: row.Word<MessageOutcome>(0), Reason: row.Text(1)),
            cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return null;
        }

        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(
            "update message set outcome = 'Suppressed', reason = @Rule, decided_at = @now, held_behind = null, starts = 0 where sequence = @sequence",
            new { MessageSettlement.Rule, now, sequence },
            cancellationToken).ConfigureAwait(false);
        await Answers.DecideAsync(session, [sequence], positive: false, now, cancellationToken).ConfigureAwait(false);
        await ForgetHoldsAsync(session, [sequence], cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("update fold set closed_by = null where closed_by = @sequence", new { sequence }, cancellationToken).ConfigureAwait(false);
        var settled = new MessageSettlement(found[0].Outcome, await ReleaseBehindAsync(session, [sequence], cancellationToken).ConfigureAwait(false));
        var act = new Act(
            "settle",
            "message",
            sequence.ToString(CultureInfo.InvariantCulture),
            CommandLog.Json(new { outcome = settled.Was, found[0].Reason }),
            CommandLog.Json(new { outcome = MessageOutcome.Suppressed, rule = MessageSettlement.Rule, settled.Released }));
        await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
        return settled;
    }

    /// <summary>Makes held or parked messages due again, with all that is held behind them. What else such a message waits for it will say again when it is mapped.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> ReleaseAsync(Session session, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        var released = await session.ReadAsync(
            $"""
            update message set outcome = 'InFlight', reason = null, decided_at = null, held_behind = null, starts = 0
            where outcome in ('Held', 'Parked') and {session.Database.In("sequence", "@sequences")}
            returning sequence
            """,
            new { sequences = sequences.ToArray() },
            row => row.GetInt64(0),
            cancellationToken).ConfigureAwait(false);
        await ForgetHoldsAsync(session, released, cancellationToken).ConfigureAwait(false);
        return released.Count + await ReleaseBehindAsync(session, released, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes messages due again that are held behind these, and those behind them in turn.</summary>
    /// <returns>How many.</returns>
    private static async Task<int> ReleaseBehindAsync(Session session, IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        var count = 0;
        for (var leading = sequences.ToArray(); leading.Length > 0;)
        {
            var released = await session.ReadAsync(
                $"""
                update message set outcome = 'InFlight', reason = null, decided_at = null, held_behind = null
                where outcome = 'Held' and {session.Database.In("held_behind", "@leading")}
                returning sequence
                """,
                new { leading },
                row => row.GetInt64(0),
                cancellationToken).ConfigureAwait(false);
            await ForgetHoldsAsync(session, released, cancellationToken).ConfigureAwait(false);
            count += released.Count;
            leading = [.. released];
        }

        return count;
    }

    public static async Task ForgetHoldsAsync(Session session, List<long> sequences, CancellationToken cancellationToken)
    {
        if (sequences.Count > 0)
        {
            await session.ExecuteAsync($"delete from message_hold where {session.Database.In("sequence", "@sequences")}", new { sequences = sequences.ToArray() }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A person says of these that they are no other telling of anything.</summary>
    public static Task TrustAsync(Session session, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken) =>
        sequences.Count == 0 ? Task.CompletedTask : session.ExecuteAsync($"update message set trusted = true where {session.Database.In("sequence", "@sequences")}", new { sequences = sequences.ToArray() }, cancellationToken);

    private static bool Closes(MessageVerdict verdict) => verdict.Outcome is MessageOutcome.Held or MessageOutcome.Parked;

    private sealed record VerdictRow(long Sequence, string Outcome, string? Reason, string? MappingVersion, long? HeldBehind, string? Suspected, long DecidedAt);

    private sealed record HoldRow(long Sequence, string TableName, string Code, string Place, long Since);
}
