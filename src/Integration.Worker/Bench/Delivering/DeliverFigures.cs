namespace Integration.Worker.Bench.Delivering;

/// <summary>What one way reached with one model: all measured rounds together, rates and ratios as medians of them.</summary>
/// <param name="Rate">Records a second.</param>
/// <param name="CallsPerRecord">Calls to Odoo.</param>
/// <param name="CallP50">Milliseconds of one call to Odoo, any of them.</param>
/// <param name="WaitP50">Milliseconds from due until the record was in Odoo and known to be.</param>
/// <param name="CpuMilliseconds">Processor time of this process, a record.</param>
/// <param name="AllocatedKilobytes">A record.</param>
/// <param name="InOdoo">Share of the time that calls were at Odoo, of as many as may be there at once. What is missing to all of it is where Odoo waited for the program or the journal.</param>
/// <param name="JournalMilliseconds">Of all calls to the journal, a record. Most of it passes while other records are at Odoo.</param>
/// <param name="Rows">Written to the journal, a record; null where nothing counts them.</param>
/// <param name="Bytes">The same in bytes.</param>
/// <param name="Flushes">Commits of the journal that wrote something, a record.</param>
/// <param name="OfBare">Rate against the bare batches measured right beside it.</param>
/// <param name="OfOneByOne">The same against one by one.</param>
/// <param name="Trouble">Why the first that did not arrive did not.</param>
/// <param name="Calls">To Odoo and to the journal, the most expensive first.</param>
internal sealed record DeliverFigures(
    string Model,
    string Way,
    int Records,
    int Arrived,
    double Rate,
    double CallsPerRecord,
    double CallP50,
    double CallP95,
    double CallP99,
    double WaitP50,
    double WaitP95,
    double CpuMilliseconds,
    double AllocatedKilobytes,
    double InOdoo,
    double JournalMilliseconds,
    double? Rows,
    double? Bytes,
    double? Flushes,
    double? OfBare,
    double? OfOneByOne,
    string? Trouble,
    IReadOnlyList<CallFigures> Calls);

/// <param name="Share">Of the lanes' time.</param>
internal sealed record CallFigures(string Name, int Count, double Milliseconds, double Share)
{
    public static IReadOnlyList<CallFigures> Of(IEnumerable<Call> calls, double laneSeconds) =>
    [
        .. calls.GroupBy(call => call.Name)
            .Select(group => new CallFigures(group.Key, group.Count(), group.Average(call => call.Took.TotalMilliseconds), group.Sum(call => call.Took.TotalSeconds) / laneSeconds))
            .OrderByDescending(figures => figures.Share),
    ];
}

/// <summary>One round of one way.</summary>
internal sealed record Measured(WayResult Result, TimeSpan Took, TimeSpan Cpu, long Allocated, long? Rows, long? Bytes, IReadOnlyList<Call> Calls)
{
    public double Rate => Result.Arrived / Took.TotalSeconds;
}
