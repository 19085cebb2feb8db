namespace Integration.Journal.Sql;

/// <summary>Makes everything due again that waits for one cause.</summary>
internal static class Releases
{
    public static async Task<int> RunAsync(Session session, string kind, string subject, Signature by, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var waiting = (await Exceptions.WaitingAsync(session, cancellationToken).ConfigureAwait(false)).Where(entry => entry.Kind == kind && entry.Subject == subject).ToList();
        var messages = waiting.Select(entry => entry.Message).OfType<long>().ToArray();
        await Verdicts.TrustAsync(session, kind == Exceptions.SuspectedKind ? messages : [], cancellationToken).ConfigureAwait(false);
        var released = await Verdicts.ReleaseAsync(session, messages, cancellationToken).ConfigureAwait(false)
            + await PostingsAsync(session, [.. waiting.Select(entry => entry.ExternalId).OfType<string>()], now, cancellationToken).ConfigureAwait(false)
            + await WakeUpsAsync(session, [.. waiting.Select(entry => entry.WakeUp).OfType<long>()], cancellationToken).ConfigureAwait(false)
            + await Observations.ReleaseAsync(session, [.. waiting.Select(entry => entry.Observation).OfType<long>()], cancellationToken).ConfigureAwait(false)
            + await Answers.ReleaseAsync(session, [.. waiting.Select(entry => entry.Answer).OfType<long>()], now, cancellationToken).ConfigureAwait(false);
        var act = new Act("release", "cause", $"{kind} {subject}", CommandLog.Json(new { waiting = waiting.Count }), CommandLog.Json(new { released }));
        await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
        return released;
    }

    private static async Task<int> PostingsAsync(Session session, string[] ids, long now, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return 0;
        }

        var released = await session.ReadAsync(
            $"""
            update posting set state = 'InFlight', due = @now, changed_at = @now, starts = 0, unended = 0
            where state in ('Held', 'Parked') and not waits and {session.Database.In("external_id", "@ids")}
            returning external_id, revision
            """,
            new { now, ids },
            row => new { ExternalId = row.GetString(0), Revision = row.GetInt64(1) },
            cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "update posting_revision set outcome = 'InFlight', decided_at = null where external_id = @ExternalId and revision = @Revision", released, cancellationToken).ConfigureAwait(false);
        return released.Count;
    }

    private static async Task<int> WakeUpsAsync(Session session, long[] ids, CancellationToken cancellationToken) =>
        ids.Length == 0
            ? 0
            : await session.ExecuteAsync($"update wake_up set parked = false, starts = 0 where parked and {session.Database.In("id", "@ids")}", new { ids }, cancellationToken).ConfigureAwait(false);
}
