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

    /// <summary>Replaces what is known; it is not known for longer because of that.</summary>
    public void Change(TKey key, Func<TValue, TValue> change)
    {
        if (_known.TryGetValue(key, out var known)) _known.TryUpdate(key, (known.Since, change(known.Value)), known);
    }
}
