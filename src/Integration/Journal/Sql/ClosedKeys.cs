using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Keys that a held or parked delta closes, so that later ones wait behind it (rule 6).</summary>
internal static class ClosedKeys
{
    public static async Task<bool> NameAsync(Session session, long sequence, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken)
    {
        var sorted = keys.Distinct().Order().ToList();
        await session.InsertManyAsync("fold", sorted, "on conflict do nothing", "", cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("delete from message_closes where sequence = @sequence", new { sequence }, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "insert into message_closes (sequence, surrogate) select @Sequence, surrogate from fold where domain = @Domain and key = @Key",
            sorted.ConvertAll(key => new { Sequence = sequence, key.Domain, key.Key }),
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>A key that another message closes already stays that one's: it came first.</summary>
    public static Task CloseAsync(Session session, IReadOnlyList<(long Sequence, long Surrogate)> keys, CancellationToken cancellationToken) =>
        session.ExecuteManyAsync(
            "update fold set closed_by = @Sequence where surrogate = @Surrogate and closed_by is null",
            keys.OrderBy(key => key.Surrogate).Select(key => new { key.Sequence, key.Surrogate }).ToList(),
            cancellationToken);

    /// <summary>Closes what was named for messages that are parked without an end.</summary>
    public static async Task CloseNamedAsync(Session session, IReadOnlyCollection<long> parked, CancellationToken cancellationToken)
    {
        if (parked.Count == 0)
        {
            return;
        }

        var named = await session.ReadAsync(
            $"delete from message_closes where {session.Database.In("sequence", "@parked")} returning sequence, surrogate",
            new { parked = parked.ToArray() },
            row => (Sequence: row.GetInt64(0), Surrogate: row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        await CloseAsync(session, named, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names nobody needs any more: their message had an end.</summary>
    public static Task ForgetAsync(Session session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from message_closes where not exists (select 1 from message m where m.sequence = message_closes.sequence and m.outcome = 'InFlight')", null, cancellationToken);
}
