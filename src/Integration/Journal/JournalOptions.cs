namespace Integration.Journal;

public enum JournalStore
{
    Sqlite,
    Postgres,
}

/// <summary>Section <c>Journal</c> of the configuration.</summary>
public sealed class JournalOptions
{
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
        .. Where(Store == JournalStore.Postgres && string.IsNullOrWhiteSpace(ConnectionString), "Journal:ConnectionString is missing; Journal:Store is postgres."),
        .. Where(Store == JournalStore.Sqlite && string.IsNullOrWhiteSpace(Path), "Journal:Path is missing; Journal:Store is sqlite."),
        .. Where(BodyDays is < 1 or > 3650, $"Journal:BodyDays is {BodyDays}; it is a number of days from 1 to 3650."),
        .. Where(IdentityDays is < 90 or > 3650, $"Journal:IdentityDays is {IdentityDays}; it is a number of days from 90 to 3650."),
        .. Where(IdentityDays < BodyDays, $"Journal:IdentityDays is {IdentityDays}, fewer than Journal:BodyDays, {BodyDays}: a body would outlive its identity."),
        .. Where(MaxAppendBatch is < 1 or > 8192, $"Journal:MaxAppendBatch is {MaxAppendBatch}; it is a number from 1 to 8192."),
        .. Where(MaxAppendQueue < MaxAppendBatch, $"Journal:MaxAppendQueue is {MaxAppendQueue}, fewer than Journal:MaxAppendBatch, {MaxAppendBatch}."),
    ];

    private static IEnumerable<string> Where(bool wrong, string error) => wrong ? [error] : [];
}
