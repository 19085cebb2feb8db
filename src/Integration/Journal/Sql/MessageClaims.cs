using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Leases on messages.</summary>
internal static class MessageClaims
{
    private const string Due = "outcome = 'InFlight' and (lease_until is null or lease_until <= @now)";

    public static async Task<IReadOnlyList<ClaimedMessage>> ClaimAsync(
        Session session, string worker, int most, TimeSpan lease, IReadOnlyDictionary<string, int> priorities, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var paused = (await Pauses.ReadAsync(session, cancellationToken).ConfigureAwait(false)).Interfaces.ToHashSet();
        await ParkAsync(session, now, cancellationToken).ConfigureAwait(false);

        var claim = new Claim(worker, now, now + Micros.Of(lease));
        var taken = await TakeSuspectAsync(session, claim, [.. paused], cancellationToken).ConfigureAwait(false);
        if (taken.Count == 0)
        {
            var waiting = (await session.ReadAsync(
                $"""
                select interface, (select count(*) from (select 1 from message where message.interface = known.interface and {Due} and starts < {Starts.Suspect} limit @most) waiting)
                from (select distinct interface from message_received) known
                """,
                new { now, most },
                row => (Interface: row.GetString(0), Count: (int)row.GetInt64(1)),
                cancellationToken).ConfigureAwait(false)).Where(one => !paused.Contains(one.Interface)).ToDictionary(one => one.Interface, one => one.Count);
            foreach (var (name, share) in FairShare.Split(most, waiting, priorities))
            {
                taken.AddRange(await TakeAsync(
                    session, claim, $"starts < {Starts.Suspect} and interface = @name order by sequence", [], name, share, cancellationToken).ConfigureAwait(false));
            }
        }

        return await ReadAsync(session, [.. taken], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Claims take turns over suspects, which are rare, so that two of them never take one each.</summary>
    private static async Task<List<long>> TakeSuspectAsync(Session session, Claim claim, string[] paused, CancellationToken cancellationToken)
    {
        var any = await session.NumberAsync(
            $"select count(*) from (select 1 from message where {Due} and starts >= {Starts.Suspect} limit 1) suspect", new { now = claim.Now }, cancellationToken).ConfigureAwait(false);
        if (any == 0)
        {
            return [];
        }

        await session.Database.TakeTurnAsync(session, JournalTurn.ClaimMessages, cancellationToken).ConfigureAwait(false);
        return await TakeAsync(
            session,
            claim,
            $"starts >= {Starts.Suspect} and {Starts.NoOther("message", "starts", "suspect.outcome = 'InFlight'")} and not ({session.Database.In("interface", "@interfaces")}) order by starts, sequence",
            paused,
            "",
            1,
            cancellationToken).ConfigureAwait(false);
    }

    public static Task<int> ReturnAsync(Session session, string worker, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            update message set lease_by = null, lease_until = null, starts = starts - 1
            where outcome = 'InFlight' and lease_by = @worker and {session.Database.In("sequence", "@sequences")}
            """,
            new { worker, sequences = sequences.ToArray() },
            cancellationToken);

    private static async Task ParkAsync(Session session, long now, CancellationToken cancellationToken)
    {
        var parked = await session.ReadAsync(
            $"""
            update message set outcome = 'Parked', reason = @Reason, decided_at = @now, lease_by = null, lease_until = null
            where sequence in (select sequence from message where {Due} and {Starts.Worst("starts")} {session.Database.SkipLocked})
            returning sequence
            """,
            new { now, Starts.Parked.Reason },
            row => row.GetInt64(0),
            cancellationToken).ConfigureAwait(false);
        await ClosedKeys.CloseNamedAsync(session, parked, cancellationToken).ConfigureAwait(false);
        parked.ForEach(sequence => JournalLog.MessageParked(session.Database.Logger, sequence));
    }

    private static Task<List<long>> TakeAsync(Session session, Claim claim, string which, string[] interfaces, string name, int most, CancellationToken cancellationToken) =>
        session.ReadAsync(
            $"""
            with picked as materialized (select sequence from message where {Due} and {which} limit @most {session.Database.SkipLocked})
            update message set lease_by = @Worker, lease_until = @Until, starts = starts + 1 where {session.Database.Picked("sequence")}
            returning sequence
            """,
            new { claim.Worker, claim.Until, now = claim.Now, interfaces, name, most },
            row => row.GetInt64(0),
            cancellationToken);

    /// <summary>An earlier identity with the same sender and control id is another message under a used control id.</summary>
    private static async Task<IReadOnlyList<ClaimedMessage>> ReadAsync(Session session, long[] sequences, CancellationToken cancellationToken)
    {
        var read = await RowsAsync(session, sequences, cancellationToken).ConfigureAwait(false);
        var asWas = read.Where(one => one is { Replayed: true, Version: null }).Select(one => one.Message.Sequence).ToArray();
        var revisions = await RevisionsAsync(session, asWas, cancellationToken).ConfigureAwait(false);
        return read.ConvertAll(one =>
            one.Replayed ? one.Message with { Replay = new ReplayMode(one.Version, revisions.GetValueOrDefault(one.Message.Sequence), one.TakenIn) } : one.Message);
    }

    private static async Task<List<Row>> RowsAsync(Session session, long[] sequences, CancellationToken cancellationToken)
    {
        if (sequences.Length == 0)
        {
            return [];
        }

        return await session.ReadAsync(
            $"""
            select m.sequence, m.interface, m.type, m.received_at, b.body, m.resend_of,
                m.sender_key is not null and m.resend_of is null and exists (
                    select 1 from message_known i
                    where i.interface = m.interface and i.control_id = substr(m.control_id, 1, {MessageAppend.KnownControlId}) and i.sender_key = m.sender_key and i.sequence < m.sequence),
                m.starts, m.mapping_version, r.id, r.version, m.outcome, x.was, m.trusted
            from message m left join message_body b on b.day = m.body_day and b.sequence = m.sequence left join replay r on r.id = m.replay
                left join replay_message x on x.replay = m.replay and x.sequence = m.sequence
            where {session.Database.In("m.sequence", "@sequences")} order by m.sequence
            """,
            new { sequences },
            row => new Row(new ClaimedMessage(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                Micros.ToInstant(row.GetInt64(3)),
                row.Bytes(4),
                row.Number(5),
                row.GetBoolean(6),
                (int)row.GetInt64(7),
                row.Text(8))
            {
                IsTrusted = row.GetBoolean(13),
            }, row.Number(9) is not null, row.Text(10), (row.Text(12) ?? row.GetString(11)) == nameof(MessageOutcome.Processed)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a claim would give, for a replay of this version.</summary>
    public static async Task<IReadOnlyList<ClaimedMessage>> PeekAsync(Session session, IReadOnlyCollection<long> sequences, string? version, CancellationToken cancellationToken)
    {
        var messages = await RowsAsync(session, [.. sequences], cancellationToken).ConfigureAwait(false);
        var revisions = await RevisionsAsync(session, version is null ? [.. sequences] : [], cancellationToken).ConfigureAwait(false);
        return [.. messages.Select(one => one.Message with { Replay = new ReplayMode(version, revisions.GetValueOrDefault(one.Message.Sequence), one.TakenIn) })];
    }

    /// <summary>The revision of the tables a message's contracts were made with; none for a message that made none of its own.</summary>
    private static async Task<Dictionary<long, int?>> RevisionsAsync(Session session, long[] sequences, CancellationToken cancellationToken) =>
        sequences.Length == 0
            ? []
            : (await session.ReadAsync(
                $"select sequence, event from contract where {session.Database.In("sequence", "@sequences")}",
                new { sequences },
                row => (Sequence: row.GetInt64(0), Revision: ContractJson.Read(row.GetString(1)).Envelope.TableRevision),
                cancellationToken).ConfigureAwait(false)).GroupBy(row => row.Sequence).ToDictionary(group => group.Key, group => (int?)group.Max(row => row.Revision));

    private sealed record Row(ClaimedMessage Message, bool Replayed, string? Version, bool TakenIn);

    private sealed record Claim(string Worker, long Now, long Until);
}
