namespace Integration.Journal.Sql;

/// <summary>Which messages of a file are in: written by the append, read before it. Appends to one file wait for each other at the file's row.</summary>
internal static class FileMessages
{
    /// <summary>Those of these messages whose place in their file is taken: they are in.</summary>
    public static async Task<Dictionary<(long File, long Index), AppendResult>> KnownAsync(Session session, IReadOnlyList<IncomingMessage> messages, CancellationToken cancellationToken)
    {
        var places = messages.Select(message => message.Place).OfType<FilePlace>().ToList();
        if (places.Count == 0)
        {
            return [];
        }

        var database = session.Database;
        var files = places.Select(place => place.File).Distinct().ToArray();
        await session.ReadAsync($"select id from file_received where {database.In("id", "@files")} order by id {database.ForUpdate}", new { files }, row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
        var found = await session.ReadAsync(
            $"""
            select f.file, f.place, f.sequence, f.duplicate, m.received_at from file_message f join message m on m.sequence = f.sequence
            where {database.In("f.file", "@files")} and f.place between @first and @last
            """,
            new { files, first = (long)places.Min(place => place.Index), last = (long)places.Max(place => place.Index) },
            row => (Key: (row.GetInt64(0), row.GetInt64(1)), Result: new AppendResult(row.GetInt64(2), row.GetInt64(2), Micros.ToInstant(row.GetInt64(4)), row.GetBoolean(3), Refused: false)),
            cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(one => one.Key, one => one.Result);
    }

    public static Task WriteAsync(Session session, IEnumerable<(IncomingMessage Message, AppendResult Result)> stored, CancellationToken cancellationToken) => session.InsertManyAsync(
        "file_message",
        [
            .. stored.Where(one => one.Message.Place is not null).Select(one => new PlaceRow(
                one.Message.Place!.File,
                one.Message.Place.Index,
                one.Message.Place.Offset,
                one.Result.Sequence,
                one.Result.Refused && one.Message.Rejection is null ? "AE" : one.Message.Place.Code,
                one.Result.Resend)),
        ],
        "",
        "",
        cancellationToken);

    public static async Task<IReadOnlyList<FileMessage>> ReadAsync(Session session, long file, CancellationToken cancellationToken) => await session.ReadAsync(
        """
        select f.place, f.byte_offset, f.sequence, m.control_id, f.code, f.duplicate, case when f.code = 'AA' then null else m.reason end
        from file_message f join message m on m.sequence = f.sequence where f.file = @file order by f.place
        """,
        new { file },
        row => new FileMessage((int)row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetBoolean(5), row.Text(6)),
        cancellationToken).ConfigureAwait(false);

    private sealed record PlaceRow(long File, long Place, long ByteOffset, long Sequence, string Code, bool Duplicate);
}
