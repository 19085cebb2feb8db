using System.Data.Common;
using System.Text.Json;

namespace Integration.Journal.Sql;

/// <summary>Files in hand, and what became of them.</summary>
internal static class Files
{
    private const string Open = "state in ('Taking', 'Placing')";

    private const string Columns =
        "id, interface, name, checksum, size, received_at, messages, accepted, duplicates, refused, problems, state, target, same_as, finished_at, lease_until, lease_by";

    public static async Task<FileClaim?> TakeAsync(Session session, string worker, FileArrival arrival, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var until = now + Micros.Of(lease);
        var found = (await session.ReadAsync(
            $"select id, checksum, size, state, lease_by, lease_until, same_as from file_received where interface = @Interface and name = @Name and {Open} {session.Database.ForUpdate}",
            arrival,
            row => new { Id = row.GetInt64(0), Checksum = row.GetString(1), Size = row.GetInt64(2), State = row.Word<FileState>(3), By = row.Text(4), Until = row.Number(5), SameAs = row.Number(6) },
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();
        if (found is not null)
        {
            if ((found.Until > now && found.By != worker) || found.State == FileState.Placing)
            {
                return null;
            }

            if (found.Checksum == arrival.Checksum && found.Size == arrival.Size)
            {
                await session.ExecuteAsync("update file_received set lease_by = @worker, lease_until = @until where id = @Id", new { worker, until, found.Id }, cancellationToken).ConfigureAwait(false);
                var taken = await session.NumberAsync("select count(*) from file_message where file = @Id", new { found.Id }, cancellationToken).ConfigureAwait(false);
                return new FileClaim(found.Id, (int)taken, found.SameAs);
            }

            await EndAsync(session, found.Id, "It was replaced by another file of its name before it was taken to its end.", cancellationToken).ConfigureAwait(false);
        }

        var earlier = await session.ReadAsync(
            "select max(id) from file_received where interface = @Interface and checksum = @Checksum and checksum <> '' and state in ('Done', 'Failed')", arrival, row => row.Number(0), cancellationToken).ConfigureAwait(false);
        var id = (await session.Database.NextAsync(session, 1, cancellationToken).ConfigureAwait(false))[0];
        var inserted = await session.ExecuteAsync(
            """
            insert into file_received (id, interface, name, checksum, size, received_at, state, same_as, lease_by, lease_until)
            values (@id, @Interface, @Name, @Checksum, @Size, @now, 'Taking', @sameAs, @worker, @until) on conflict do nothing
            """,
            new { id, arrival.Interface, arrival.Name, arrival.Checksum, arrival.Size, now, sameAs = earlier[0], worker, until },
            cancellationToken).ConfigureAwait(false);
        return inserted == 0 ? null : new FileClaim(id, 0, earlier[0]);
    }

    public static async Task<bool> HoldAsync(Session session, string worker, long file, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ExecuteAsync(
            $"update file_received set lease_by = @worker, lease_until = @until where id = @file and {Open} and (lease_by = @worker or lease_until <= @now)",
            new { worker, file, now, until = now + Micros.Of(lease) },
            cancellationToken).ConfigureAwait(false) == 1;
    }

    public static async Task<ReceivedFile> PlaceAsync(Session session, long file, int messages, IReadOnlyList<string> problems, Func<bool, string> target, CancellationToken cancellationToken)
    {
        await session.ReadAsync($"select id from file_received where id = @file {session.Database.ForUpdate}", new { file }, row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
        var counts = (await session.ReadAsync(
            "select code <> 'AA', duplicate, count(*) from file_message where file = @file group by 1, 2",
            new { file },
            row => (Refused: row.GetBoolean(0), Duplicate: row.GetBoolean(1), Count: row.GetInt64(2)),
            cancellationToken).ConfigureAwait(false)).ToLookup(row => row.Refused ? FileState.Failed : row.Duplicate ? FileState.Gone : FileState.Done, row => row.Count);
        var (accepted, duplicates, refused) = (counts[FileState.Done].Sum(), counts[FileState.Gone].Sum(), counts[FileState.Failed].Sum());
        var place = target(refused > 0 || accepted + duplicates == 0);
        await session.ExecuteAsync(
            $"""
            update file_received set state = 'Placing', messages = @messages, accepted = @accepted, duplicates = @duplicates, refused = @refused, problems = @text, target = @place
            where id = @file and {Open}
            """,
            new { file, messages = (long)messages, accepted, duplicates, refused, text = JsonSerializer.Serialize(problems), place },
            cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(session, "id = @file", new { file }, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>A file whose messages were all taken in has done; what it was placed as says whether it failed.</summary>
    public static async Task<bool> EndAsync(Session session, long file, string? problem, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ExecuteAsync(
            $"""
            update file_received set state = case when @problem is not null then 'Gone' when refused > 0 or accepted + duplicates = 0 then 'Failed' else 'Done' end,
                problems = coalesce(@problem, problems), finished_at = @now, lease_by = null, lease_until = null
            where id = @file and {Open}
            """,
            new { file, now, problem = problem is null ? null : JsonSerializer.Serialize<string[]>([problem]) },
            cancellationToken).ConfigureAwait(false) == 1;
    }

    public static async Task<IReadOnlyList<ReceivedFile>> OpenAsync(Session session, string interfaceName, CancellationToken cancellationToken) =>
        await ReadAsync(session, $"interface = @interfaceName and {Open} order by name, id", new { interfaceName }, cancellationToken).ConfigureAwait(false);

    public static async Task<IReadOnlyList<ReceivedFile>> NewestAsync(Session session, string interfaceName, int most, CancellationToken cancellationToken) =>
        await ReadAsync(session, "interface = @interfaceName order by id desc limit @most", new { interfaceName, most }, cancellationToken).ConfigureAwait(false);

    public static async Task ForgetAsync(Session session, long before, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from file_message where file in (select id from file_received where finished_at < @before)", new { before }, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("delete from file_received where finished_at < @before", new { before }, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<ReceivedFile>> ReadAsync(Session session, string which, object parameters, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ReadAsync($"select {Columns} from file_received where {which}", parameters, row => Row(row, now), cancellationToken).ConfigureAwait(false);
    }

    private static ReceivedFile Row(DbDataReader row, long now) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        Micros.ToInstant(row.GetInt64(5)),
        row.GetInt64(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.GetInt64(9),
        row.Text(10) is { } problems ? JsonSerializer.Deserialize<string[]>(problems) ?? [] : [],
        row.Word<FileState>(11),
        row.Text(12),
        row.Number(13),
        row.Number(14) is { } finished ? Micros.ToInstant(finished) : null,
        row.Number(15) > now ? row.Text(16) : null);
}
