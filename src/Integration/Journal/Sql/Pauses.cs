using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>What is not to be claimed.</summary>
internal sealed record Pauses(IReadOnlyList<string> Scopes)
{
    public const string OdooScope = "odoo";

    public const string DatabaseScope = "odoo:";

    public const string InterfaceScope = "interface:";

    public IEnumerable<string> Interfaces =>
        Scopes.Where(scope => scope.StartsWith(InterfaceScope, StringComparison.Ordinal)).Select(scope => scope[InterfaceScope.Length..]);

    public bool StopsDatabase(string name) => Scopes.Contains(OdooScope) || Scopes.Contains(DatabaseScope + name);

    public static async Task<Pauses> ReadAsync(Session session, CancellationToken cancellationToken) =>
        new(await session.ReadAsync("select scope from pause", null, row => row.GetString(0), cancellationToken).ConfigureAwait(false));

    public static async Task<bool> PauseAsync(Session session, string scope, Signature by, CancellationToken cancellationToken)
    {
        Check(scope);
        var reason = by.Reason ?? throw new ArgumentException("A pause needs a reason, for those who find it.", nameof(by));
        var before = await PausedAsync(session, scope, cancellationToken).ConfigureAwait(false);
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(
            "insert into pause (scope, reason, author, since) values (@scope, @reason, @Author, @now) on conflict (scope) do nothing", new { scope, reason, by.Author, now }, cancellationToken)
            .ConfigureAwait(false);
        return await CommandLog.WriteAsync(session, ActOn("pause", scope, before, paused: true), by, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Whether it was paused.</returns>
    public static async Task<bool> ResumeAsync(Session session, string scope, Signature by, CancellationToken cancellationToken)
    {
        Check(scope);
        var ended = await session.ExecuteAsync("delete from pause where scope = @scope", new { scope }, cancellationToken).ConfigureAwait(false);
        await CommandLog.WriteAsync(session, ActOn("resume", scope, ended > 0, paused: false), by, cancellationToken).ConfigureAwait(false);
        return ended > 0;
    }

    public static async Task<IReadOnlyList<Pause>> ListAsync(Session session, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            "select scope, reason, author, since from pause order by scope",
            null,
            row => new Pause(row.GetString(0), row.GetString(1), row.GetString(2), Micros.ToInstant(row.GetInt64(3))),
            cancellationToken).ConfigureAwait(false);

    private static async Task<bool> PausedAsync(Session session, string scope, CancellationToken cancellationToken) =>
        await session.NumberAsync("select count(*) from pause where scope = @scope", new { scope }, cancellationToken).ConfigureAwait(false) > 0;

    private static Act ActOn(string command, string scope, bool before, bool paused)
    {
        var (kind, name) = scope.StartsWith(InterfaceScope, StringComparison.Ordinal) ? ("interface", scope[InterfaceScope.Length..]) : ("odoo", scope);
        return new Act(command, kind, name, CommandLog.Json(new { paused = before }), CommandLog.Json(new { paused }));
    }

    private static void Check(string scope)
    {
        if (scope != OdooScope && !IsNamed(scope, DatabaseScope) && !IsNamed(scope, InterfaceScope))
        {
            throw new ArgumentException($"'{scope}' cannot be paused; '{OdooScope}', '{DatabaseScope}<name>' and '{InterfaceScope}<name>' can.", nameof(scope));
        }
    }

    private static bool IsNamed(string scope, string prefix) => scope.StartsWith(prefix, StringComparison.Ordinal) && scope.Length > prefix.Length;
}

/// <summary>How many starts without an end are borne (rule 19).</summary>
internal static class Starts
{
    /// <summary>From here on it runs alone.</summary>
    public const int Suspect = 2;

    /// <summary>This many, and it is parked.</summary>
    public const int Most = 3;

    /// <summary>Those that had their last start. The first comparison says what the second implies, because SQLite uses an index of suspects only where a query repeats its words.</summary>
    public static string Worst(string column) => $"{column} >= {Suspect} and {column} >= {Most}";

    /// <summary>
    /// No other suspect is in anybody's hands: it may be the one its worker dies of, and whoever is in hand beside it would lose its last start for nothing. A claim has counted its start already.
    /// </summary>
    public static string NoOther(string table, string column, string isOpen) =>
        $"not exists (select 1 from {table} suspect where {isOpen} and suspect.{column} >= {Suspect} and suspect.{column} > {Suspect} and suspect.lease_until > @now)";

    public static readonly Failure Parked = new(
        FailureKind.Defect,
        "It was started three times without an end, the last time alone: whoever worked on it died or hung.",
        "Find in the log what the worker died of; this is a defect of the program.");
}
