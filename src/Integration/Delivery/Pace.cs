using System.Collections.Concurrent;

namespace Integration.Delivery;

/// <summary>
/// How long a record takes in a kind of call (a load of a model, one of its methods): starts from the options and follows what calls really took, so that a slow
/// Odoo gets smaller calls and a fast one larger ones. Kept per database and process, in memory only: after a restart it is learned again.
/// </summary>
internal sealed class Pace(DeliveryOptions options)
{
    /// <summary>A call of this many records weighs as much as all that was learned before. Small calls weigh less: most of their time is the call's own.</summary>
    public const int Memory = 20;

    /// <summary>How many times faster than the options say it may believe Odoo to be.</summary>
    public const int MostGain = 10;

    private readonly ConcurrentDictionary<(string Model, string? Method), TimeSpan> _learned = new();

    /// <param name="model">Model of the call.</param>
    /// <param name="method">Its method; null for a load.</param>
    public TimeSpan PerRecord(string model, string? method) => _learned.GetValueOrDefault((model, method), Start(model, method));

    /// <summary>Most records of one call: by number and by time.</summary>
    public int Most(string model, string? method) => Math.Clamp((int)(options.ExpectedLoadTime / PerRecord(model, method)), 1, options.RecordsPerLoad);

    /// <param name="model">Model of the call.</param>
    /// <param name="method">Its method; null for a load.</param>
    /// <param name="records">How many it was about.</param>
    /// <param name="took">From the first byte sent to the answer; what it waited for before is not Odoo's doing.</param>
    /// <param name="ended">False when no answer came: then it took at least that long.</param>
    public void Learn(string model, string? method, int records, TimeSpan took, bool ended)
    {
        if (records < 1 || took <= TimeSpan.Zero) return;
        var start = Start(model, method);
        _learned.AddOrUpdate((model, method), _ => Next(start), (_, known) => Next(known));

        TimeSpan Next(TimeSpan known)
        {
            var next = ((known * Memory) + took) / (Memory + records);
            if (!ended && next < known) return known;
            return next < start / MostGain ? start / MostGain : next > options.ExpectedLoadTime ? options.ExpectedLoadTime : next;
        }
    }

    private TimeSpan Start(string model, string? method) => TimeSpan.FromMilliseconds(
        method is null ? options.MillisecondsPerRecord.GetValueOrDefault(model, options.MillisecondsPerOtherRecord) : options.MillisecondsPerOtherRecord);
}
