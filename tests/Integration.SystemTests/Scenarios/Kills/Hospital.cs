using Integration.Journal;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>The two sending systems and what they have ordered: the expectation is made of what was sent, and of nothing else.</summary>
internal sealed class Hospital(Installation installation, DateTimeOffset now) : IAsyncDisposable
{
    private const int MinutesADay = 480;
    private readonly DateTimeOffset _midday = new(now.UtcDateTime.Date.AddDays(2).AddHours(13), TimeSpan.Zero);
    private int _starts;
    private int _numbers;

    // An hour ago, so that no message of the test is in the future.
    public SendingSystem Supply { get; } = new(installation.RequisitionPort, "ORSUPPLY", now.AddHours(-1));

    public SendingSystem Schedule { get; } = new(installation.SchedulePort, "ORSCHED", now.AddHours(-1));

    public List<Requisition> Requisitions { get; } = [];

    public List<Case> Cases { get; } = [];

    public int Written => Supply.Written + Schedule.Written;

    /// <summary>A start that no other case has.</summary>
    public DateTimeOffset NextStart()
    {
        var number = Interlocked.Increment(ref _starts);
        return _midday.AddDays(number / MinutesADay).AddMinutes(number % MinutesADay);
    }

    public DateTimeOffset Noon(int day) => _midday.AddDays(day);

    public Requisition NewRequisition(bool stock)
    {
        var requisition = new Requisition(Supply, $"RQ-{Interlocked.Increment(ref _numbers):0000}", stock);
        Requisitions.Add(requisition);
        return requisition;
    }

    public Case NewCase()
    {
        var made = new Case(Schedule, $"CASE-{Interlocked.Increment(ref _numbers):0000}");
        Cases.Add(made);
        return made;
    }

    /// <summary>Sends what is unanswered; whether all of it was answered.</summary>
    public async Task<bool> SendAsync() => await Supply.SendAsync(CancellationToken.None) & await Schedule.SendAsync(CancellationToken.None);

    /// <summary>Every difference between what the independent script counts in Odoo and what was sent; empty when they agree.</summary>
    public IReadOnlyList<string> Differences(Found found)
    {
        var differences = new List<string>();
        // Receipts are Odoo's own: it makes them when a buyer confirms.
        found = found with { Transfers = [.. found.Transfers.Where(transfer => transfer.Operation != "IN")] };
        foreach (var (what, identities) in found.Orders.Select(order => ($"{order}", order.Identities)).Concat(found.Transfers.Select(transfer => ($"{transfer}", transfer.Identities))))
            if (identities.Count != 1) differences.Add($"{identities.Count} external ids instead of one: {what}");
        foreach (var twice in found.Transfers.Where(transfer => transfer is { Operation: "CASE", State: not "cancel" }).GroupBy(transfer => transfer.Origin).Where(group => group.Count() > 1))
            differences.Add($"{twice.Count()} transfers stand for one case: {string.Join("; ", twice)}");

        IReadOnlyList<IReadOnlyList<string>> standing =
        [
            .. Requisitions.SelectMany(requisition => requisition.Taken ?? requisition.Orders().Select(order => (IReadOnlyList<FoundOrder>)[order])).Select(ways => ways.Select(way => $"{way}").ToList()),
            .. Requisitions.SelectMany(requisition => requisition.Transfers()).Concat(Cases.SelectMany(one => one.Transfers())).Select(transfer => (IReadOnlyList<string>)[$"{transfer}"]),
        ];
        var left = standing.ToList();
        foreach (var there in found.Orders.Where(order => order.State != "cancel").Select(order => $"{order}").Concat(found.Transfers.Where(transfer => transfer.State != "cancel").Select(transfer => $"{transfer}")))
            if (left.FirstOrDefault(ways => ways.Contains(there)) is { } match) left.Remove(match);
            else differences.Add($"not explained by what was sent: {there}");
        differences.AddRange(left.Select(ways => $"missing: {string.Join(" or ", ways)}"));
        differences.AddRange(TooManyCancelled(found));
        return differences;
    }

    /// <summary>Nothing is in flight, held or parked, every message was processed once, and the ledger says so.</summary>
    public async Task AssertAccountedForAsync(IJournal journal)
    {
        Assert.Empty((await journal.ExceptionsAsync(CancellationToken.None)).Select(entry => $"{entry.Kind} {entry.Subject}: {entry.Reason}"));
        var ledger = await journal.LedgerAsync(CancellationToken.None);
        Assert.True(ledger.Balanced, "The ledger does not balance.");
        var processed = ledger.Messages.Sum(row => row.Outcomes.GetValueOrDefault(MessageOutcome.Processed));
        var duplicates = ledger.Messages.Sum(row => row.Outcomes.GetValueOrDefault(MessageOutcome.Duplicate));
        Assert.Equal((Written, Written + duplicates), (processed, ledger.Messages.Sum(row => row.Received)));
    }

    public async ValueTask DisposeAsync()
    {
        await Supply.DisposeAsync();
        await Schedule.DisposeAsync();
    }

    /// <summary>What was called off may stand cancelled, once for each time; what never reached Odoo before that is not there at all.</summary>
    private IEnumerable<string> TooManyCancelled(Found found)
    {
        var ends = Requisitions.ToDictionary(requisition => requisition.Number, requisition => requisition.Ends);
        foreach (var group in found.Orders.Where(order => order.State == "cancel").GroupBy(order => (order.Origin, order.Vendor)))
            if (ends.GetValueOrDefault(group.Key.Origin!)?.GetValueOrDefault(group.Key.Vendor!) is not { } most || group.Count() > most)
                yield return $"cancelled more often than called off: {string.Join("; ", group)}";
        foreach (var group in found.Transfers.Where(transfer => transfer is { State: "cancel", Operation: "REQ" }).GroupBy(transfer => transfer.Origin))
            if (ends.GetValueOrDefault(group.Key!)?.GetValueOrDefault("") is not { } most || group.Count() > most)
                yield return $"cancelled more often than called off: {string.Join("; ", group)}";
        var dates = Cases.Where(one => one.Ends > 0).SelectMany(one => one.Dates.Select(date => (Date: date, one))).ToLookup(pair => pair.Date, pair => pair.one);
        var cancelled = found.Transfers.Where(transfer => transfer is { State: "cancel", Operation: "CASE" }).Select(transfer => (Transfer: transfer, Case: dates[transfer.Scheduled!].FirstOrDefault())).ToList();
        foreach (var (transfer, _) in cancelled.Where(pair => pair.Case is null)) yield return $"cancelled, but no case explains it: {transfer}";
        foreach (var group in cancelled.Where(pair => pair.Case is not null).GroupBy(pair => pair.Case!))
            if (group.Count() > group.Key.Ends) yield return $"cancelled more often than called off: {string.Join("; ", group.Select(pair => pair.Transfer))}";
    }
}
