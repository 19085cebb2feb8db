using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Postings that were made while their interface held them back.</summary>
internal static class Waiting
{
    /// <summary>What is missing is a decision: people have to say which record it is, and nothing that appears in Odoo says it for them.</summary>
    public const string IsChoice = "missing_thing like 'adopt %'";

    /// <summary>Held back by its interface, or for people to say which record it is.</summary>
    private const string Which = $"(waits or (state = 'Held' and {IsChoice}))";

    public static async Task<IReadOnlyList<ClaimedPosting>> ReadAsync(Session session, string name, string? afterExternalId, int most, CancellationToken cancellationToken)
    {
        var now = Micros.ToInstant(await session.NowAsync(cancellationToken).ConfigureAwait(false));
        return await session.ReadAsync(
            $"select external_id, revision, posted_revision, desired, odoo_id, baseline from posting where {Which} and interface = @name and external_id > @after order by external_id limit @most",
            new { name, after = afterExternalId ?? "", most },
            row => new ClaimedPosting(row.GetString(0), row.GetInt64(1), row.GetInt64(2), DesiredText.Read(row.GetString(3)), row.Number(4), DesiredText.ReadBaseline(row.Text(5)), false, 1, "") { ClaimedAt = now },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes those of interfaces that post now due, and says so among the acts.</summary>
    public static async Task<int> LetGoAsync(Session session, IReadOnlyCollection<string> interfaces, Signature by, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var released = await session.ReadAsync(
            $"""
            update posting set state = 'InFlight', waits = false, due = @now, changed_at = @now where waits and {session.Database.In("interface", "@interfaces")}
            returning external_id, revision, interface
            """,
            new { now, interfaces = interfaces.ToArray() },
            row => new { ExternalId = row.GetString(0), Revision = row.GetInt64(1), Interface = row.GetString(2) },
            cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "update posting_revision set outcome = 'InFlight', decided_at = null where external_id = @ExternalId and revision = @Revision", released, cancellationToken).ConfigureAwait(false);
        foreach (var feed in released.GroupBy(row => row.Interface).OrderBy(feed => feed.Key, StringComparer.Ordinal))
        {
            var act = new Act("post", "interface", feed.Key, CommandLog.Json(new { waiting = feed.Count() }), CommandLog.Json(new { released = feed.Count() }));
            await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
        }

        return released.Count;
    }

    public static async Task<(int Adopted, int Held)> AdoptAsync(Session session, IReadOnlyList<PlannedDelivery> plan, Signature by, CancellationToken cancellationToken)
    {
        var (adopted, held) = (0, 0);
        foreach (var one in plan.Where(one => one.Act == PlannedAct.Adopt))
        {
            var count = await session.ExecuteAsync(
                $"update posting set odoo_id = @OdooId, baseline = @baseline, waits = true, failure_kind = null, reason = null, remedy = null, missing_thing = null where external_id = @ExternalId and {Which} and odoo_id is null",
                new { one.ExternalId, one.OdooId, baseline = DesiredText.WriteBaseline(one.Baseline) },
                cancellationToken).ConfigureAwait(false);
            adopted += count;
            if (count > 0)
            {
                var act = new Act("adopt", "record", one.ExternalId, null, CommandLog.Json(new { one.Model, one.OdooId }));
                await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var one in plan.Where(one => one.Act == PlannedAct.Ambiguous))
        {
            held += await session.ExecuteAsync(
                $"""
                update posting set waits = false, failure_kind = @kind, reason = @Explanation, remedy = @remedy, missing_thing = @thing
                where external_id = @ExternalId and {Which} and odoo_id is null
                """,
                new
                {
                    one.ExternalId,
                    kind = nameof(FailureKind.MissingReference),
                    one.Explanation,
                    remedy = "Cancel all but one of them there and run 'integration adopt' again; or release this, and a new record is made beside them.",
                    thing = $"adopt a {one.Model} as {one.ExternalId}",
                },
                cancellationToken).ConfigureAwait(false);
        }

        return (adopted, held);
    }
}
