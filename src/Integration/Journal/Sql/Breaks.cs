using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Differences between what should be in Odoo and what is: one open row per record and kind, closed with a date and kept.</summary>
internal static class Breaks
{
    /// <summary>Opens what delivery found; a record that agrees with its posting again closes what was open.</summary>
    public static async Task RecordAsync(Session session, IReadOnlyList<PostingResult> results, long now, CancellationToken cancellationToken)
    {
        var agreed = results.Where(result => result.Kind is PostingResultKind.Posted or PostingResultKind.Withdrawn).Select(result => result.ExternalId).ToArray();
        var found = results.SelectMany(result => result.Breaks).ToList();
        if (agreed.Length > 0)
        {
            await CloseAsync(session, session.Database.In("external_id", "@agreed"), new { agreed }, found, now, cancellationToken).ConfigureAwait(false);
        }

        await OpenAsync(session, found, now, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<bool> ReplaceAsync(Session session, string database, IReadOnlyList<Break> found, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await CloseAsync(
            session, $"kind <> '{nameof(BreakKind.Protected)}' and external_id in (select external_id from posting where database = @database)", new { database }, found, now, cancellationToken).ConfigureAwait(false);
        await OpenAsync(session, found, now, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async Task<IReadOnlyList<Break>> ReadAsync(Session session, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            "select kind, external_id, model, odoo_id, fields, explanation from posting_break where closed_at is null order by external_id, kind",
            null,
            row => new Break(row.Word<BreakKind>(0), row.GetString(1), row.GetString(2), row.Number(3), DesiredText.ReadFields(row.GetString(4)), row.GetString(5)),
            cancellationToken).ConfigureAwait(false);

    private static async Task CloseAsync(Session session, string which, object? parameters, IReadOnlyList<Break> found, long now, CancellationToken cancellationToken)
    {
        var still = found.Select(entry => (entry.ExternalId, Kind: entry.Kind.ToString())).ToHashSet();
        var open = await session.ReadAsync(
            $"select id, external_id, kind from posting_break where closed_at is null and {which}", parameters, row => (Id: row.GetInt64(0), ExternalId: row.GetString(1), Kind: row.GetString(2)), cancellationToken)
            .ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "update posting_break set closed_at = @Now where id = @Id",
            open.Where(entry => !still.Contains((entry.ExternalId, entry.Kind))).Select(entry => new { entry.Id, Now = now }).ToList(),
            cancellationToken).ConfigureAwait(false);

        // What was ignored and is gone: should it come back, it is news.
        var quiet = await session.ReadAsync(
            $"select id, external_id, kind from posting_break where quiet and {which}", parameters, row => (Id: row.GetInt64(0), ExternalId: row.GetString(1), Kind: row.GetString(2)), cancellationToken)
            .ConfigureAwait(false);
        await session.ExecuteManyAsync(
            "update posting_break set quiet = false where id = @Id", quiet.Where(entry => !still.Contains((entry.ExternalId, entry.Kind))).Select(entry => new { entry.Id }).ToList(), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Those that nobody has ignored with the values they have now.</summary>
    private static async Task<List<Break>> NotQuietAsync(Session session, IReadOnlyList<Break> found, CancellationToken cancellationToken)
    {
        var quiet = await session.ReadAsync(
            $"select id, external_id, kind, fields from posting_break where quiet and {session.Database.In("external_id", "@ids")}",
            new { ids = found.Select(entry => entry.ExternalId).Distinct().ToArray() },
            row => (Id: row.GetInt64(0), ExternalId: row.GetString(1), Kind: row.GetString(2), Fields: row.GetString(3)),
            cancellationToken).ConfigureAwait(false);
        var same = found.Where(entry => quiet.Any(one => one.ExternalId == entry.ExternalId && one.Kind == entry.Kind.ToString() && one.Fields == DesiredText.WriteFields(entry.Fields))).ToHashSet();
        var changed = found.Where(entry => !same.Contains(entry)).Select(entry => (entry.ExternalId, Kind: entry.Kind.ToString())).ToHashSet();
        await session.ExecuteManyAsync(
            "update posting_break set quiet = false where id = @Id", quiet.Where(one => changed.Contains((one.ExternalId, one.Kind))).Select(one => new { one.Id }).ToList(), cancellationToken)
            .ConfigureAwait(false);
        return found.Where(entry => !same.Contains(entry)).ToList();
    }

    private static async Task OpenAsync(Session session, IReadOnlyList<Break> found, long now, CancellationToken cancellationToken)
    {
        found = found.Count == 0 ? found : await NotQuietAsync(session, found, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return;
        }

        var ids = await session.Database.NextAsync(session, found.Count, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            insert into posting_break (id, kind, external_id, model, odoo_id, fields, explanation, since)
            values (@Id, @Kind, @ExternalId, @Model, @OdooId, @Fields, @Explanation, @Now)
            on conflict (external_id, kind) where closed_at is null do update
            set model = excluded.model, odoo_id = excluded.odoo_id, fields = excluded.fields, explanation = excluded.explanation
            """,
            found.Select((entry, at) => new
            {
                Id = ids[at],
                Kind = entry.Kind.ToString(),
                entry.ExternalId,
                entry.Model,
                entry.OdooId,
                Fields = DesiredText.WriteFields(entry.Fields),
                entry.Explanation,
                Now = now,
            }).OrderBy(row => row.ExternalId, StringComparer.Ordinal).ThenBy(row => row.Kind, StringComparer.Ordinal).ToList(),
            cancellationToken).ConfigureAwait(false);
    }
}
