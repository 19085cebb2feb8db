namespace Integration.Journal;

public enum JournalStore
{
    Sqlite,
    Postgres,
}

/// <summary>Where the journal is, and how long it keeps what.</summary>
public sealed class JournalOptions
{
    public const string Section = "Integration:Journal";

    public JournalStore Store { get; set; } = JournalStore.Sqlite;

    /// <summary>PostgreSQL: Npgsql's connection string. A secret: never shown.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>SQLite: the file. Its folder must exist.</summary>
    public string? Path { get; set; }

    /// <summary>Bodies and attempts are dropped after this many days; identity, outcome and ledger stay.</summary>
    public int BodyDays { get; set; } = 14;

    /// <summary>Days in which an equal message is known again (rule 22: at least 90).</summary>
    public int IdentityDays { get; set; } = 90;

    /// <summary>Messages that share one flush at most.</summary>
    public int MaxAppendBatch { get; set; } = 512;

    /// <summary>Messages that wait for a flush at most; beyond that, callers wait for room, and with them their senders.</summary>
    public int MaxAppendQueue { get; set; } = 4096;

    /// <summary>All errors, or none.</summary>
    public IReadOnlyList<string> Errors() =>
    [
        .. Where(Store == JournalStore.Postgres && string.IsNullOrWhiteSpace(ConnectionString), "Integration:Journal:ConnectionString is missing; Integration:Journal:Store is postgres."),
        .. Where(Store == JournalStore.Sqlite && string.IsNullOrWhiteSpace(Path), "Integration:Journal:Path is missing; Integration:Journal:Store is sqlite."),
        .. Where(BodyDays is < 1 or > 3650, $"Integration:Journal:BodyDays is {BodyDays}; it is a number of days from 1 to 3650."),
        .. Where(IdentityDays is < 90 or > 3650, $"Integration:Journal:IdentityDays is {IdentityDays}; it is a number of days from 90 to 3650."),
        .. Where(IdentityDays < BodyDays, $"Integration:Journal:IdentityDays is {IdentityDays}, fewer than Integration:Journal:BodyDays, {BodyDays}: a body would outlive its identity."),
        .. Where(MaxAppendBatch is < 1 or > 8192, $"Integration:Journal:MaxAppendBatch is {MaxAppendBatch}; it is a number from 1 to 8192."),
        .. Where(MaxAppendQueue < MaxAppendBatch, $"Integration:Journal:MaxAppendQueue is {MaxAppendQueue}, fewer than Integration:Journal:MaxAppendBatch, {MaxAppendBatch}."),
    ];

    private static IEnumerable<string> Where(bool wrong, string error) => wrong ? [error] : [];
}
