namespace Integration.Journal.Sql;

/// <summary>What a journal had its database write since it was opened, counted where it happens.</summary>
internal sealed class StoreWork
{
    private long _rows;
    private long _flushes;

    /// <summary>Inserted, updated or deleted.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>How often it was waited until everything is on the disk: at each commit that wrote something, and in SQLite when the log is moved into the file.</summary>
    public long Flushes => Volatile.Read(ref _flushes);

    public void Committed(long rows)
    {
        if (rows > 0)
        {
            Interlocked.Add(ref _rows, rows);
            Flushed();
        }
    }

    public void Flushed() => Interlocked.Increment(ref _flushes);
}
