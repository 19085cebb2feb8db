using System.Globalization;
using System.Reflection;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>
/// Brings the schema up to date, one numbered script after the other, in one transaction. Scripts are embedded as <c>major.minor-name.sql</c>; within a major version they only expand, so that
/// an older program of the same major version works on. A newer major version is refused.
/// </summary>
internal static class Migrations
{
    private const string Prefix = "Integration.Journal.Migrations.";

    public static async Task RunAsync(Database database, CancellationToken cancellationToken)
    {
        var scripts = Scripts();
        var (from, to) = await database.WriteAsync(CommitPoint.Other, session => RunAsync(session, scripts, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (from != to)
        {
            JournalLog.Migrated(database.Logger, from.ToString(), to.ToString());
        }
    }

    private static async Task<(SchemaVersion From, SchemaVersion To)> RunAsync(Session session, IReadOnlyList<Script> scripts, CancellationToken cancellationToken)
    {
        await session.Database.TakeTurnAsync(session, JournalTurn.Migrate, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("create table if not exists schema_version (major bigint not null, minor bigint not null, at bigint not null, primary key (major, minor))", null, cancellationToken)
            .ConfigureAwait(false);
        var there = await session.ReadAsync(
            "select major, minor from schema_version order by major, minor", null, row => new SchemaVersion(row.GetInt64(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        var from = there.Count == 0 ? default : there[^1];
        var newest = scripts[^1].Version;
        if (from.Major > newest.Major)
        {
            throw new JournalSchemaException($"The journal's schema is {from}; this program knows {newest} at most. Run a program as new as the one that made it.");
        }

        foreach (var script in scripts.Where(script => !there.Contains(script.Version)))
        {
            await session.ExecuteAsync(TextFor(session.Database.Mark, script.Text), null, cancellationToken).ConfigureAwait(false);
            var at = await session.NowAsync(cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync("insert into schema_version values (@Major, @Minor, @at)", new { script.Version.Major, script.Version.Minor, at }, cancellationToken).ConfigureAwait(false);
        }

        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.Database.PrepareDayAsync(session, Micros.Day(now), cancellationToken).ConfigureAwait(false);
        return (from, from.CompareTo(newest) > 0 ? from : newest);
    }

    /// <summary>Unmarked lines, and those marked for this database.</summary>
    internal static string TextFor(string mark, string script) =>
        string.Join('\n', script.Split('\n').Where(line => !line.EndsWith(" --postgres", StringComparison.Ordinal) && !line.EndsWith(" --sqlite", StringComparison.Ordinal)
            || line.EndsWith($" --{mark}", StringComparison.Ordinal)));

    private static List<Script> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => Read(assembly, name)).OrderBy(script => script.Version)];
    }

    private static Script Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"Resource {name} is gone.");
        using var reader = new StreamReader(stream);
        var number = name[Prefix.Length..name.IndexOf('-', Prefix.Length)].Split('.');
        return new Script(new SchemaVersion(long.Parse(number[0], CultureInfo.InvariantCulture), long.Parse(number[1], CultureInfo.InvariantCulture)), reader.ReadToEnd());
    }

    private sealed record Script(SchemaVersion Version, string Text);

    private readonly record struct SchemaVersion(long Major, long Minor) : IComparable<SchemaVersion>
    {
        public int CompareTo(SchemaVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

        public override string ToString() => Major == 0 ? "nothing" : $"{Major}.{Minor}";
    }
}
