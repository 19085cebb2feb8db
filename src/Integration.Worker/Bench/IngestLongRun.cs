namespace Integration.Worker.Bench;

/// <summary>Whether a journal that holds much takes messages as fast as one that holds little, and whether its worker grows: many messages through the listener on top of those that are there, in slices.</summary>
internal sealed class IngestLongRun(int connections, long stored, long messages, Action<IngestSlice> each)
{
    /// <summary>Those beforehand come the same way, so that they are what a listener stores; more at once, because they are not measured.</summary>
    private const int Filling = 256;

    /// <summary>Short ones would be measured while they warm up.</summary>
    private const long LeastSlice = 100_000;

    private const long MostSlices = 10;

    public async Task<IReadOnlyList<IngestSlice>> RunAsync(BenchStore store, CancellationToken cancellationToken)
    {
        await using var listener = await BenchListener.OpenAsync(store, Math.Max(connections, Filling), cancellationToken);
        var there = stored > 0 ? (await listener.ManyAsync(Filling, stored, cancellationToken)).Load.All : 0;
        var all = new List<IngestSlice>();
        var slices = Math.Clamp(messages / LeastSlice, 2, MostSlices);
        for (var at = 0; at < slices; at++)
        {
            var (load, cost) = await listener.ManyAsync(connections, (messages / slices) + (at < messages % slices ? 1 : 0), cancellationToken);
            all.Add(new IngestSlice(store.Name, there, load, cost, GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet));
            each(all[^1]);
            there += load.All;
        }

        return all;
    }
}

/// <summary>One slice of a long run.</summary>
/// <param name="Stored">Messages that were there when it began.</param>
/// <param name="HeapBytes">In use by the listener's process at its end, garbage included.</param>
/// <param name="WorkingSetBytes">Of the listener's process at its end; an embedded store keeps pages in it.</param>
internal sealed record IngestSlice(string Store, long Stored, LoadResult Load, IngestCost Cost, long HeapBytes, long WorkingSetBytes);
