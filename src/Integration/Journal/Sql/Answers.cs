namespace Integration.Journal.Sql;

/// <summary>Answers to senders: due with the outcome, claimed, and sent or given up.</summary>
internal static class Answers
{
    private const string Due = "due is not null and due <= @now and (lease_until is null or lease_until <= @now)";

    /// <summary>Called with the outcome, in its transaction. One that was told already is told again only if it is another one now.</summary>
    public static async Task DecideAsync(Session session, IReadOnlyCollection<long> sequences, bool positive, long now, CancellationToken cancellationToken)
    {
        if (sequences.Count == 0)
        {
            return;
        }

        var parameters = new { sequences = sequences.ToArray(), positive, now, wish = positive ? nameof(AnswerWish.OnSuccess) : nameof(AnswerWish.OnError) };
        await session.ExecuteAsync(
            $"""
            insert into message_answer (sequence, interface, positive, state, since, due)
            select sequence, interface, @positive, 'Waiting', @now, @now from message where {session.Database.In("sequence", "@sequences")} and answer_wish in ('Always', @wish)
            on conflict (sequence) do update
            set positive = excluded.positive, state = excluded.state, since = excluded.since, due = excluded.due, starts = 0, reason = null, lease_by = null, lease_until = null
            where message_answer.positive <> excluded.positive
            """,
            parameters,
            cancellationToken).ConfigureAwait(false);

        // What still waits with the other verdict is wanted no longer.
        await session.ExecuteAsync(
            $"delete from message_answer where {session.Database.In("sequence", "@sequences")} and positive <> @positive and due is not null", parameters, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The messages were sent again: what was told of them, or given up, is told again.</summary>
    public static Task AskAgainAsync(Session session, IReadOnlyCollection<long> sequences, long now, CancellationToken cancellationToken) =>
        sequences.Count == 0
            ? Task.CompletedTask
            : session.ExecuteAsync(
                $"update message_answer set state = 'Waiting', since = @now, due = @now, starts = 0, reason = null where due is null and {session.Database.In("sequence", "@sequences")}",
                new { sequences = sequences.ToArray(), now },
                cancellationToken);

    public static async Task<IReadOnlyList<DueAnswer>> ClaimAsync(
        Session session, string worker, string interfaceName, int most, TimeSpan lease, TimeSpan giveUpAfter, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await GiveUpAsync(session, now, giveUpAfter, cancellationToken).ConfigureAwait(false);
        var taken = await session.ReadAsync(
            $"""
            with picked as materialized (
                select sequence from message_answer where interface = @interfaceName and {Due}
                    and not exists (select 1 from message m where m.sequence = message_answer.sequence and m.outcome in ('InFlight', 'Held'))
                order by sequence limit @most {session.Database.SkipLocked})
            update message_answer set lease_by = @worker, lease_until = @until, starts = starts + 1 where sequence in (select sequence from picked)
            returning sequence
            """,
            new { interfaceName, now, most, worker, until = now + Micros.Of(lease) },
            row => row.GetInt64(0),
            cancellationToken).ConfigureAwait(false);
        return taken.Count == 0
            ? []
            : await session.ReadAsync(
                $"""
                select a.sequence, a.positive, m.outcome, m.reason, m.decided_at, a.starts, b.body
                from message_answer a join message m on m.sequence = a.sequence left join message_body b on b.day = m.body_day and b.sequence = m.sequence
                where {session.Database.In("a.sequence", "@taken")} order by a.sequence
                """,
                new { taken = taken.ToArray() },
                row => new DueAnswer(row.GetInt64(0), row.GetBoolean(1), row.Word<MessageOutcome>(2), row.Text(3), Micros.ToInstant(row.Number(4) ?? now), (int)row.GetInt64(5), row.Bytes(6)),
                cancellationToken).ConfigureAwait(false);
    }

    public static async Task<bool> RecordAsync(Session session, string worker, IReadOnlyList<AnswerAttempt> attempts, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            update message_answer set state = @State, due = @Due, reason = @Fault, lease_by = null, lease_until = null
            where sequence = @Sequence and lease_by = @Worker and positive = @Positive
            """,
            attempts.Select(attempt => new
            {
                State = (attempt.Fault is null ? AnswerState.Sent : attempt.RetryAfter is null ? AnswerState.GivenUp : AnswerState.Waiting).ToString(),
                Due = attempt is { Fault: not null, RetryAfter: { } after } ? now + Micros.Of(after) : (long?)null,
                attempt.Fault,
                attempt.Answer.Sequence,
                Worker = worker,
                attempt.Answer.Positive,
            }).ToList(),
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async Task<int> ReleaseAsync(Session session, long[] sequences, long now, CancellationToken cancellationToken) =>
        sequences.Length == 0
            ? 0
            : await session.ExecuteAsync(
                $"update message_answer set state = 'Waiting', since = @now, due = @now, starts = 0 where state = 'GivenUp' and {session.Database.In("sequence", "@sequences")}", new { sequences, now }, cancellationToken)
                .ConfigureAwait(false);

    private static async Task GiveUpAsync(Session session, long now, TimeSpan after, CancellationToken cancellationToken)
    {
        var givenUp = await session.ReadAsync(
            """
            update message_answer set state = 'GivenUp', due = null, lease_by = null, lease_until = null, reason = coalesce(reason, @none)
            where due is not null and since <= @before and (lease_until is null or lease_until <= @now)
            returning interface
            """,
            new { now, before = now - Micros.Of(after), none = "nobody was there to take it" },
            row => row.GetString(0),
            cancellationToken).ConfigureAwait(false);
        foreach (var group in givenUp.GroupBy(name => name))
        {
            JournalLog.AnswersGivenUp(session.Database.Logger, group.Key, group.Count(), after);
        }
    }
}
