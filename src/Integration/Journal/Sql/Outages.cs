namespace Integration.Journal.Sql;

/// <summary>What a worker had in hand when the journal went away under it.</summary>
internal static class Outages
{
    public static async Task<bool> ReturnAsync(Session session, string worker, ClaimsInHand hand, CancellationToken cancellationToken)
    {
        await ReturnAsync(session, worker, "message", "sequence", "outcome = 'InFlight'", hand.Messages, cancellationToken).ConfigureAwait(false);
        await ReturnAsync(session, worker, "wake_up", "id", "not parked", hand.Ticks, cancellationToken).ConfigureAwait(false);
        await ReturnAsync(session, worker, "observation", "sequence", "taken_at is null and not parked", hand.Observations, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>A start that was counted here and is counted no more; where an end has set the count to nothing already, it stays.</summary>
    private static Task<int> ReturnAsync(Session session, string worker, string table, string key, string open, IReadOnlyCollection<long> named, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            update {table} set starts = case when starts > 0 then starts - 1 else 0 end,
                lease_by = case when lease_by = @worker then null else lease_by end,
                lease_until = case when lease_by = @worker then null else lease_until end
            where {open} and (lease_by = @worker or {session.Database.In(key, "@named")})
            """,
            new { worker, named = named.ToArray() },
            cancellationToken);
}
