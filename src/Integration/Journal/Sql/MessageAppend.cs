using System.Text;

namespace Integration.Journal.Sql;

/// <summary>Stores a group of messages in one transaction, telling first ones from resends.</summary>
internal static class MessageAppend
{
    /// <summary>So many characters of a control id are known by: an index takes no key of any length.</summary>
    public const int KnownControlId = 40;

    private const string Opaque = "The database does not take its text; kept as opaque bytes.";

    public static async Task<IReadOnlyList<AppendResult>> WriteAsync(Session session, IReadOnlyList<IncomingMessage> messages, bool opaque, CancellationToken cancellationToken)
    {
        var inFiles = await FileMessages.KnownAsync(session, messages, cancellationToken).ConfigureAwait(false);
        AppendResult? Known(IncomingMessage message) => message.Place is { } place ? inFiles.GetValueOrDefault((place.File, place.Index)) : null;
        var fresh = inFiles.Count == 0 ? messages : messages.Where(message => Known(message) is null).ToList();
        var stored = await StoreAsync(session, fresh, opaque, cancellationToken).ConfigureAwait(false);
        await FileMessages.WriteAsync(session, fresh.Zip(stored), cancellationToken).ConfigureAwait(false);
        if (inFiles.Count == 0)
        {
            return stored;
        }

        var next = 0;
        return messages.Select(message => Known(message) ?? stored[next++]).ToList();
    }

    private static async Task<IReadOnlyList<AppendResult>> StoreAsync(Session session, IReadOnlyList<IncomingMessage> messages, bool opaque, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        var (now, sequences) = await session.Database.StampAsync(session, messages.Count, cancellationToken).ConfigureAwait(false);
        var day = Micros.Day(now);
        await session.Database.PrepareDayAsync(session, day, cancellationToken).ConfigureAwait(false);
        var entries = messages.Select((message, at) => new Entry(message, sequences[at], opaque || !Storable(message))).ToList();

        var known = await IdentifyAsync(session, entries, now, cancellationToken).ConfigureAwait(false);
        var rows = new List<MessageRow>(entries.Count);
        var bodies = new List<BodyRow>(entries.Count);
        var results = new List<AppendResult>(entries.Count);
        foreach (var entry in entries)
        {
            var row = Judge(entry, known.GetValueOrDefault(entry.Identity), now, day, out var result);
            rows.Add(row);
            results.Add(result);
            if (row.BodyDay is not null)
            {
                bodies.Add(new BodyRow(day, entry.Sequence, entry.Message.Body.ToArray()));
            }
        }

        await session.Database.Batch(session)
            .Insert("message", rows, "")
            .Insert("message_body", bodies, "")
            .ForEach(
                "update message_known set latest = @Latest where interface = @Interface and control_id = @ControlId and identity = @Identity",
                known.Where(pair => pair.Value.Moved).Select(pair => new { pair.Value.Latest, pair.Key.Interface, pair.Value.ControlId, Identity = pair.Value.Hash }).ToList())
            .ForEach(
                """
                insert into message_received (interface, day, received, last_at, last_type) values (@Interface, @Day, @Received, @LastAt, @LastType)
                on conflict (interface, day) do update set received = message_received.received + excluded.received, last_at = excluded.last_at, last_type = excluded.last_type
                """,
                rows.GroupBy(row => row.Interface).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new { Interface = group.Key, Day = day, Received = (long)group.Count(), LastAt = now, LastType = group.Last().Type }).ToList())
            .RunAsync(cancellationToken).ConfigureAwait(false);
        await Answers.AskAgainAsync(session, [.. rows.Where(row => row.Outcome == nameof(MessageOutcome.Duplicate)).Select(row => row.ResendOf).OfType<long>().Distinct()], now, cancellationToken).ConfigureAwait(false);
        await Answers.DecideAsync(
            session, [.. rows.Where(row => row is { AnswerWish: not null, Outcome: nameof(MessageOutcome.Rejected) }).Select(row => row.Sequence)], positive: false, now, cancellationToken).ConfigureAwait(false);
        return await FollowLinksAsync(session, messages, results, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<AppendResult>> FollowLinksAsync(
        Session session, IReadOnlyList<IncomingMessage> messages, List<AppendResult> results, CancellationToken cancellationToken)
    {
        var numbers = messages.Zip(results).Where(one => one.First.Link is not null && !one.Second.Resend && !one.Second.Refused)
            .Select(one => (one.First.Interface, one.First.Link!, one.Second.Sequence)).ToList();
        if (numbers.Count == 0)
        {
            return results;
        }

        var findings = await LinkNumbers.FollowAsync(session, numbers, cancellationToken).ConfigureAwait(false);
        return results.ConvertAll(result => result with { Link = findings.GetValueOrDefault(result.Sequence) });
    }

    /// <summary>What the databases call text: no NUL, no half of a surrogate pair.</summary>
    private static bool Storable(IncomingMessage message) => Storable(message.Type) && Storable(message.ControlId) && Storable(message.Rejection?.Reason);

    private static bool Storable(string? text)
    {
        for (var at = 0; at < text?.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune) || rune.Value == 0)
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return true;
    }

    /// <summary>
    /// Registers the identities of what is accepted and looks up those that were there before. A transaction that has just registered the same one is waited for.
    /// A rejected message leaves no identity, so that it is judged anew when sent again.
    /// </summary>
    private static async Task<Dictionary<IdentityKey, Known>> IdentifyAsync(Session session, List<Entry> entries, long now, CancellationToken cancellationToken)
    {
        var known = new Dictionary<IdentityKey, Known>();
        var fresh = entries.Where(entry => !entry.Rejected).DistinctBy(entry => entry.Identity)
            .OrderBy(entry => entry.Identity.Hex, StringComparer.Ordinal).ThenBy(entry => entry.Identity.Interface, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Sequence);
        var registered = await session.InsertManyAsync(
            "message_known",
            fresh.Values.Select(entry => new KnownRow(entry.Message.Interface, entry.ControlId, entry.Message.IdentityHash, entry.Sequence, entry.Sequence, now, entry.Message.SenderKey)).ToList(),
            "on conflict do nothing",
            "sequence",
            cancellationToken).ConfigureAwait(false);
        foreach (var sequence in registered)
        {
            known.Add(fresh[sequence].Identity, new Known(fresh[sequence].ControlId, fresh[sequence].Message.IdentityHash, sequence, sequence, now));
        }

        var others = entries.Where(entry => !entry.Opaque && !known.ContainsKey(entry.Identity)).DistinctBy(entry => entry.Identity).ToList();
        if (others.Count > 0)
        {
            var earlier = await session.ReadAsync(
                $"""
                select interface, control_id, identity, sequence, latest, received_at from message_known
                where {session.Database.In("interface", "@interfaces")} and {session.Database.In("control_id", "@controlIds")} and {session.Database.In("identity", "@identities")}
                order by identity, interface {session.Database.ForUpdate}
                """,
                new
                {
                    interfaces = others.Select(entry => entry.Identity.Interface).Distinct().ToArray(),
                    controlIds = others.Select(entry => entry.ControlId).Distinct().ToArray(),
                    identities = others.Select(entry => entry.Message.IdentityHash).ToArray(),
                },
                row => (Key: new IdentityKey(row.GetString(0), Convert.ToHexString(row.Bytes(2)!)), Known: new Known(row.GetString(1), row.Bytes(2)!, row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))),
                cancellationToken).ConfigureAwait(false);
            earlier.ForEach(found => known.TryAdd(found.Key, found.Known));
        }

        return known;
    }

    private static MessageRow Judge(Entry entry, Known? known, long now, long day, out AppendResult result)
    {
        var (message, sequence) = (entry.Message, entry.Sequence);
        var row = new MessageRow(sequence, message.Interface, message.Type, message.ControlId, now, day, nameof(MessageOutcome.InFlight), null, null, null, day, message.SenderKey, message.Answer == AnswerWish.None ? null : message.Answer.ToString());
        result = new AppendResult(sequence, sequence, Micros.ToInstant(now), Resend: false, Refused: false);
        if (entry.Opaque)
        {
            result = result with { Refused = true };
            return row with { Type = "", ControlId = "", SenderKey = null, AnswerWish = null, Outcome = nameof(MessageOutcome.Rejected), Reason = Opaque, DecidedAt = now };
        }

        // An equal one that was accepted later in the same group does not make a rejected one its resend.
        if (known is null || known.First == sequence || (message.Rejection is not null && known.First > sequence))
        {
            return message.Rejection is { } rejection ? row with { Outcome = nameof(MessageOutcome.Rejected), Reason = rejection.Reason, DecidedAt = now } : row;
        }

        result = result with { AnswerSequence = known.First, AnswerAt = Micros.ToInstant(known.FirstAt), Resend = true };
        if (message.JudgeResend && message.Rejection is null)
        {
            var earlier = known.Latest;
            known.Latest = sequence;
            known.Moved = true;
            return row with { ResendOf = earlier };
        }

        return row with { Outcome = nameof(MessageOutcome.Duplicate), DecidedAt = now, ResendOf = known.First, BodyDay = null };
    }

    private readonly record struct IdentityKey(string Interface, string Hex);

    private sealed record Entry(IncomingMessage Message, long Sequence, bool Opaque)
    {
        public IdentityKey Identity { get; } = new(Message.Interface, Convert.ToHexString(Message.IdentityHash));

        /// <summary>Where its identity has its place; empty where the sender's control ids mean nothing.</summary>
        public string ControlId { get; } = Message switch
        {
            { SenderKey: null } => "",
            { ControlId: { Length: > KnownControlId } longer } => string.Concat(longer.EnumerateRunes().Take(KnownControlId)),
            _ => Message.ControlId,
        };

        public bool Rejected => Opaque || Message.Rejection is not null;
    }

    /// <param name="latest">The newest equal message that mapping judges, with which the next one is compared.</param>
    private sealed class Known(string controlId, byte[] hash, long first, long latest, long firstAt)
    {
        public string ControlId => controlId;

        public byte[] Hash => hash;

        public long First => first;

        public long FirstAt => firstAt;

        public long Latest { get; set; } = latest;

        public bool Moved { get; set; }
    }

    private sealed record KnownRow(string Interface, string ControlId, byte[] Identity, long Sequence, long Latest, long ReceivedAt, byte[]? SenderKey);

    private sealed record BodyRow(long Day, long Sequence, byte[] Body);

    private sealed record MessageRow(
        long Sequence,
        string Interface,
        string Type,
        string ControlId,
        long ReceivedAt,
        long Day,
        string Outcome,
        string? Reason,
        long? DecidedAt,
        long? ResendOf,
        long? BodyDay,
        byte[]? SenderKey,
        string? AnswerWish);
}
