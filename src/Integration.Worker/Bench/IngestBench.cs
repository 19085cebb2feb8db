namespace Integration.Worker.Bench;

/// <summary>
/// What a listener accepts a second, with the sender as a process of its own on the same machine: on each journal, and right beside it on nothing at all and on a plain file with one flush for all that wait.
/// </summary>
internal sealed class IngestBench(IReadOnlyList<int> connections, TimeSpan warmUp, TimeSpan measured, Action<IngestFigures> each)
{
    public async Task<IReadOnlyList<IngestFigures>> RunAsync(string? postgres, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var listeners = new List<BenchListener>();
        var all = new List<IngestFigures>();
        try
        {
            await OpenAsync(BenchStore.Nothing());
            await OpenAsync(BenchStore.File(folder));
            await OpenAsync(await BenchStore.SqliteAsync(folder, cancellationToken));
            if (postgres is not null)
            {
                await OpenAsync(await BenchStore.PostgresAsync(postgres, cancellationToken));
            }

            // What is compared is measured one right after the other: a machine is not the same a minute later.
            foreach (var count in connections)
            {
                foreach (var listener in listeners)
                {
                    var (load, cost) = await listener.ForAsync(count, warmUp, measured, cancellationToken);
                    var figures = new IngestFigures(listener.Store.Name, load, cost, Share(all, BenchStore.NothingStored, load), Share(all, BenchStore.OnePlainFile, load));
                    all.Add(figures);
                    each(figures);
                }
            }
        }
        finally
        {
            foreach (var listener in listeners)
            {
                await listener.DisposeAsync();
            }
        }

        return all;

        async Task OpenAsync(BenchStore store) => listeners.Add(await BenchListener.OpenAsync(store, connections.Max(), cancellationToken));
    }

    /// <summary>Of what that baseline reached with as many senders; null where it was not measured before.</summary>
    private static double? Share(List<IngestFigures> all, string baseline, LoadResult load) =>
        all.Find(earlier => earlier.Store == baseline && earlier.Load.Connections == load.Connections) is { Load.Rate: > 0 } found ? load.Rate / found.Load.Rate : null;
}

/// <summary>One line of the report.</summary>
/// <param name="OfNothingStored">Rate against the same listener that stores nothing.</param>
/// <param name="OfPlainFile">Rate against the same listener on a plain file.</param>
internal sealed record IngestFigures(string Store, LoadResult Load, IngestCost Cost, double? OfNothingStored, double? OfPlainFile);
