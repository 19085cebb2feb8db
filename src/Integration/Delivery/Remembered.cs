using System.Collections.Concurrent;

namespace Integration.Delivery;

/// <summary>Answers of Odoo that hold for a short while: a backlog asks the same few things for every batch. Safe for concurrent use.</summary>
internal sealed class Remembered<TKey, TValue>(TimeSpan keep, TimeProvider time)
    where TKey : notnull
{
    /// <summary>Answers kept; one more and all are forgotten, which costs a look each.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<TKey, (long Since, TValue Value)> _known = new();

    public bool TryGet(TKey key, out TValue? value)
    {
        var there = _known.TryGetValue(key, out var known) && time.GetElapsedTime(known.Since) < keep;
        value = known.Value;
        return there;
    }

    public void Keep(TKey key, TValue value)
    {
        if (_known.Count >= Most) _known.Clear();
        _known[key] = (time.GetTimestamp(), value);
    }
}

/// <summary>What was looked up in one Odoo a moment ago. Only what was found and could be used is kept: what is missing is looked for again at once.</summary>
internal sealed class LookUps(TimeSpan keep, TimeProvider time)
{
    /// <summary>Ids of active records by natural key, within a company.</summary>
    public Remembered<(long Company, Contracts.OdooReference Reference), long> References { get; } = new(keep, time);

    /// <summary>The own unit of a product.</summary>
    public Remembered<long, long> UnitOfProduct { get; } = new(keep, time);

    /// <summary>The tree a unit belongs to.</summary>
    public Remembered<long, string> RootOfUnit { get; } = new(keep, time);
}
