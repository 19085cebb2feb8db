using System.Text.Json;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>How far Odoo was read, which records are to be looked at, and what was seen of them.</summary>
internal static class Looks
{
    private const string Posted = "p.external_id, p.desired, p.posted_revision, p.revision, p.state, p.odoo_id, p.baseline, p.interface";

    public static async Task<ObservationMark?> TakeAsync(Session session, string database, string model, TimeSpan every, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("insert into observation_mark (database, model) values (@database, @model) on conflict do nothing", new { database, model }, cancellationToken).ConfigureAwait(false);
        var taken = await session.ReadAsync(
            "update observation_mark set looked_at = @now where database = @database and model = @model and looked_at <= @before returning mark",
            new { database, model, now, before = now - Micros.Of(every) },
            row => row.Number(0),
            cancellationToken).ConfigureAwait(false);
        return taken.Count == 0 ? null : new ObservationMark(taken[0] is { } mark ? Micros.ToInstant(mark) : null);
    }

    public static async Task<bool> MoveAsync(Session session, string database, string model, DateTimeOffset mark, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update observation_mark set mark = @mark where database = @database and model = @model and (mark is null or mark < @mark)",
            new { database, model, mark = Micros.Of(mark) },
            cancellationToken).ConfigureAwait(false) > 0;

    public static async Task<IReadOnlyList<PostedRecord>> PostedAsAsync(Session session, string database, string model, IReadOnlyCollection<long> odooIds, CancellationToken cancellationToken) =>
        odooIds.Count == 0
            ? []
            : [
                .. (await session.ReadAsync(
                    $"select {Posted} from posting p where p.database = @database and p.odoo_id is not null and {session.Database.In("p.odoo_id", "@ids")} order by p.external_id",
                    new { database, ids = odooIds.ToArray() },
                    PostedRecords.Read,
                    cancellationToken).ConfigureAwait(false)).Where(posting => posting.Desired.Model == model),
            ];

    public static async Task<IReadOnlyList<PostedRecord>> NotLookedAtAsync(Session session, string database, TimeSpan since, int most, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ReadAsync(
            $"select {Posted} from posting p where p.database = @database and p.odoo_id is not null and not p.looked_over and p.looked_at <= @before order by p.looked_at, p.external_id limit @most",
            new { database, before = now - Micros.Of(since), most },
            PostedRecords.Read,
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<PostingHistory>> StatusAsync(Session session, string externalIdOrOrigin, int most, CancellationToken cancellationToken)
    {
        // The origin stands in the desired columns only, as JSON text; people ask this rarely and by hand.
        var origin = JsonSerializer.Serialize(externalIdOrOrigin, ContractJson.Options).Replace("\\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        var postings = await session.ReadAsync(
            "select external_id, desired, odoo_id, state, reason from posting where external_id = @id or desired like @origin escape '\\' or desired like @reference escape '\\' order by external_id limit @most",
            new { id = externalIdOrOrigin, origin = $"%\"origin\":{{\"text\":{origin}}}%", reference = $"%\"ref\":{{\"text\":{origin}}}%", most },
            row => (ExternalId: row.GetString(0), Desired: DesiredText.Read(row.GetString(1)), OdooId: row.Number(2), State: row.Word<PostingState>(3), Reason: row.Text(4)),
            cancellationToken).ConfigureAwait(false);
        if (postings.Count == 0)
        {
            return [];
        }

        var entries = (await session.ReadAsync(
            $"select external_id, status, odoo_state, write_date, observed_at, details from observation where {session.Database.In("external_id", "@ids")} order by write_date, sequence",
            new { ids = postings.Select(posting => posting.ExternalId).ToArray() },
            row => (
                ExternalId: row.GetString(0),
                Entry: new StatusEntry(
                    row.Word<ObservedStatus>(1), row.Text(2), Micros.ToInstant(row.GetInt64(3)), Micros.ToInstant(row.GetInt64(4)), DesiredText.ReadValues(row.GetString(5)))),
            cancellationToken).ConfigureAwait(false)).ToLookup(entry => entry.ExternalId, entry => entry.Entry);
        return [.. postings.Select(posting => new PostingHistory(posting.ExternalId, posting.Desired.Model, posting.OdooId, posting.State, posting.Reason, [.. entries[posting.ExternalId]]))];
    }
}
