namespace Integration.Delivery;

/// <summary>Bounds of one batch and the ladders of what is tried again. Checked by <see cref="Errors"/> at start.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Integration:Delivery";

    /// <summary>Most records in one call: a <c>load()</c>, or a method on many records. Fifty gives about all the speed there is.</summary>
    public int RecordsPerLoad { get; set; } = 50;

    /// <summary>Longest time one call is expected to take; it is cut so that it stays below. Well under Odoo's own limit of 120 s.</summary>
    public TimeSpan ExpectedLoadTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Milliseconds per record of a <c>load()</c> that are expected before there was one, by model; from then on what it really took counts.</summary>
    public Dictionary<string, int> MillisecondsPerRecord { get; set; } = new(StringComparer.Ordinal)
    {
        ["purchase.order"] = 150,
        ["stock.picking"] = 100,
    };

    /// <summary>The same for a model that is not named, and for methods.</summary>
    public int MillisecondsPerOtherRecord { get; set; } = 50;

    /// <summary>Most writing calls of one batch, halving and resending included; what is not judged by then comes again.</summary>
    public int CallsPerBatch { get; set; } = 200;

    /// <summary>How long what a reference was found to be, and the unit of a product, holds without being asked for again. Zero asks for every batch.</summary>
    public TimeSpan LookUpsKept { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Delays after an outage; the last one repeats, because an outage is no posting's fault.</summary>
    public List<TimeSpan> Unavailable { get; set; } = [];

    /// <summary>Delays after Odoo asked to slow down; the last one repeats.</summary>
    public List<TimeSpan> Throttled { get; set; } = [];

    /// <summary>Delays after losing against another transaction; parked when they are used up.</summary>
    public List<TimeSpan> Conflict { get; set; } = [];

    /// <summary>Share of a delay that is added at random, so that what failed together does not come back together.</summary>
    public double Jitter { get; set; } = 0.2;

    // Lists bind by adding to what is there: defaults of a ladder apply only where none is configured.
    internal IReadOnlyList<TimeSpan> UnavailableLadder =>
        Unavailable.Count > 0 ? Unavailable : [Seconds(5), Seconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30)];

    internal IReadOnlyList<TimeSpan> ThrottledLadder => Throttled.Count > 0 ? Throttled : [Seconds(2), Seconds(10), Seconds(30)];

    internal IReadOnlyList<TimeSpan> ConflictLadder => Conflict.Count > 0 ? Conflict : [Seconds(1), Seconds(3), Seconds(10)];

    /// <summary>Every delay of the ladders, shortest first.</summary>
    public IReadOnlyList<TimeSpan> Rungs => [.. UnavailableLadder.Concat(ThrottledLadder).Concat(ConflictLadder).Distinct().Order()];

    /// <summary>Everything that is wrong with these settings, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Errors()
    {
        List<string> errors = [];
        if (RecordsPerLoad is < 1 or > 200) errors.Add("Delivery:RecordsPerLoad must be between 1 and 200.");
        if (ExpectedLoadTime <= TimeSpan.Zero || ExpectedLoadTime > TimeSpan.FromSeconds(100))
            errors.Add("Delivery:ExpectedLoadTime must be more than zero and at most 100 s: Odoo kills a request after 120 s.");
        if (MillisecondsPerOtherRecord < 1 || MillisecondsPerRecord.Values.Any(estimate => estimate < 1))
            errors.Add("Delivery:MillisecondsPerRecord and MillisecondsPerOtherRecord must be at least 1.");
        if (CallsPerBatch is < 1 or > 10_000) errors.Add("Delivery:CallsPerBatch must be between 1 and 10,000.");
        if (LookUpsKept < TimeSpan.Zero || LookUpsKept > TimeSpan.FromMinutes(10)) errors.Add("Delivery:LookUpsKept must be between zero and ten minutes: what people archive or correct in Odoo is to be noticed.");
        if (Jitter is < 0 or > 1) errors.Add("Delivery:Jitter must be between 0 and 1.");
        foreach (var (name, ladder) in new[] { ("Unavailable", Unavailable), ("Throttled", Throttled), ("Conflict", Conflict) })
            if (ladder.Count > 20 || ladder.Any(delay => delay <= TimeSpan.Zero || delay > TimeSpan.FromDays(1)))
                errors.Add($"Delivery:{name} must be at most 20 delays, each more than zero and at most a day.");
        return errors;
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
