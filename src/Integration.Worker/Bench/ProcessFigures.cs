namespace Integration.Worker.Bench;

/// <summary>One type on one journal. All but rates and batch times is for a message.</summary>
/// <param name="Processed">Those of the messages that were; the others were held or parked, as a few of the stories want it.</param>
/// <param name="Rate">Messages mapped, folded and journalled a second, from the first claim to the last commit.</param>
/// <param name="Batch">From claiming a batch to the end of its commit.</param>
/// <param name="CpuMicroseconds">Processor time of this process; the database server's is not in it.</param>
/// <param name="Rows">Inserted, updated or deleted, as PostgreSQL counts them; null where nothing counts them.</param>
/// <param name="WrittenBytes">PostgreSQL: of the write-ahead log, of the whole server. SQLite: handed to the system to write. Null where nothing counts them.</param>
/// <param name="Flushes">Commits that wrote something.</param>
/// <param name="Steps">Where a worker's time goes, in microseconds; workers run side by side.</param>
/// <param name="Alone">The same messages parsed, and parsed and mapped, with nothing else: microseconds of processor time.</param>
/// <param name="BareRate">Messages a second where only their rows are written, in batched statements with nothing around them.</param>
internal sealed record ProcessFigures(
    string Store,
    string Type,
    int Messages,
    int Processed,
    double Rate,
    BatchTimes Batch,
    double CpuMicroseconds,
    double AllocatedBytes,
    double? Rows,
    double? WrittenBytes,
    double Flushes,
    StepTimes Steps,
    AloneTimes Alone,
    double BareRate)
{
    public double OfBare => Rate / BareRate;
}

/// <summary>Milliseconds.</summary>
internal sealed record BatchTimes(double Messages, double P50, double P95, double P99);

/// <summary>Microseconds.</summary>
internal sealed record StepTimes(double Claim, double Map, double Lock, double Fold, double Commit);

/// <summary>Microseconds.</summary>
internal sealed record AloneTimes(double Parse, double ParseAndMap);
