using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Integration.Journal.Sql;

/// <summary>Who ordered what, what it changed, and why: written in the transaction of the act itself, so that neither is there without the other.</summary>
internal static class CommandLog
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async Task<bool> WriteAsync(Session session, Act act, Signature by, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var id = (await session.Database.NextAsync(session, 1, cancellationToken).ConfigureAwait(false))[0];
        await session.ExecuteAsync(
            """
            insert into command_log (id, at, author, command, scope_kind, subject, state_before, state_after, reason)
            values (@id, @now, @Author, @Command, @ScopeKind, @Scope, @Before, @After, @Reason)
            """,
            new { id, now, by.Author, act.Command, act.ScopeKind, act.Scope, act.Before, act.After, by.Reason },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> ReadAsync(Session session, DateTimeOffset? since, int most, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            """
            select id, at, author, command, scope_kind, subject, state_before, state_after, reason from command_log
            where at >= @since order by at desc, id desc limit @most
            """,
            new { since = since is { } from ? Micros.Of(from) : 0, most },
            row => new AuditEntry(
                row.GetInt64(0),
                Micros.ToInstant(row.GetInt64(1)),
                new Act(row.GetString(3), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7)),
                new Signature(row.GetString(2), row.Text(8))),
            cancellationToken).ConfigureAwait(false);

    /// <summary>A state as the audit keeps it.</summary>
    public static string Json(object state) => JsonSerializer.Serialize(state, s_options);
}
