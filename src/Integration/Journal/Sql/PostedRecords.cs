using System.Data.Common;

namespace Integration.Journal.Sql;

/// <summary>What reconciliation compares with Odoo, and which Odoo that is.</summary>
internal static class PostedRecords
{
    private const string Bound = "odoo-database:";

    public static async Task<IReadOnlyList<PostedRecord>> ReadAsync(Session session, string database, string? afterExternalId, int most, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            """
            select external_id, desired, posted_revision, revision, state, odoo_id, baseline, interface from posting
            where database = @database and external_id > @after and posted_revision > 0 order by external_id limit @most
            """,
            new { database, after = afterExternalId ?? "", most },
            Read,
            cancellationToken).ConfigureAwait(false);

    public static async Task<IReadOnlyList<MissingThing>> MissingAsync(Session session, string database, string? afterThing, int most, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            $"""
            select missing.thing, posting.desired from (
                select missing_thing thing, min(external_id) example from posting
                where state = 'Held' and failure_kind = 'MissingReference' and not waits and database = @database and missing_thing > @after and not ({Waiting.IsChoice})
                group by missing_thing order by missing_thing limit @most) missing
            join posting on posting.external_id = missing.example order by missing.thing
            """,
            new { database, after = afterThing ?? "", most },
            row => new MissingThing(row.GetString(0), DesiredText.Read(row.GetString(1))),
            cancellationToken).ConfigureAwait(false);

    /// <summary>A row of these columns, in this order.</summary>
    public static PostedRecord Read(DbDataReader row) => new(
        row.GetString(0),
        DesiredText.Read(row.GetString(1)),
        row.GetInt64(2),
        row.GetInt64(3),
        row.Word<PostingState>(4),
        row.Number(5),
        DesiredText.ReadBaseline(row.Text(6)),
        row.GetString(7));

    public static async Task<string> BindAsync(Session session, string database, string fingerprint, Signature? rebind, CancellationToken cancellationToken)
    {
        var name = Bound + database;
        var before = await BoundAsync(session, name, cancellationToken).ConfigureAwait(false);
        var conflict = rebind is not null ? "update set value = excluded.value" : "nothing";
        await session.ExecuteAsync($"insert into setting (name, value) values (@name, @fingerprint) on conflict (name) do {conflict}", new { name, fingerprint }, cancellationToken).ConfigureAwait(false);
        if (rebind is not null)
        {
            var act = new Act("bind-odoo", "odoo", database, before is null ? null : CommandLog.Json(new { database = before }), CommandLog.Json(new { database = fingerprint }));
            await CommandLog.WriteAsync(session, act, rebind, cancellationToken).ConfigureAwait(false);
        }

        return await BoundAsync(session, name, cancellationToken).ConfigureAwait(false) ?? fingerprint;
    }

    private static async Task<string?> BoundAsync(Session session, string name, CancellationToken cancellationToken) =>
        (await session.ReadAsync("select value from setting where name = @name", new { name }, row => row.GetString(0), cancellationToken).ConfigureAwait(false)).SingleOrDefault();
}
