namespace Integration.Journal.Sql;

/// <summary>Who ordered what, and why.</summary>
internal static class CommandLog
{
    public static async Task WriteAsync(Session session, string author, string command, string subject, string? reason, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var id = (await session.Database.NextAsync(session, 1, cancellationToken).ConfigureAwait(false))[0];
        await session.ExecuteAsync(
            "insert into command_log (id, at, author, command, subject, reason) values (@id, @now, @author, @command, @subject, @reason)",
            new { id, now, author, command, subject, reason },
            cancellationToken).ConfigureAwait(false);
    }
}
