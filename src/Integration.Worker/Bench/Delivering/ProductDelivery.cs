using System.Diagnostics;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.Worker.Bench.Delivering;

/// <summary>The product: records journalled by the folds' transaction and due, delivered by the loop of the worker, with claims, attempts, guards, read-back and outcomes.</summary>
internal sealed class ProductDelivery(BenchSite site) : IWay
{
    private const int FoldsPerCommit = 200;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_lookPause = TimeSpan.FromMilliseconds(5);

    public string Name => "product";

    public bool IsJournalled => true;

    public async Task<Func<Task<WayResult>>> PrepareAsync(IReadOnlyList<PostingDraft> drafts, CancellationToken cancellationToken)
    {
        foreach (var some in drafts.Chunk(FoldsPerCommit))
        {
            await JournalAsync(some, cancellationToken);
        }

        return () => DeliverAsync(drafts.Count, cancellationToken);
    }

    private async Task JournalAsync(PostingDraft[] drafts, CancellationToken cancellationToken)
    {
        var folds = drafts.ToDictionary(draft => new FoldKey("bench", draft.Record.ExternalId), draft => draft);
        await using var transaction = await site.Journal.OpenFoldsAsync("bench", folds.Keys, cancellationToken);
        var updates = folds.Select(fold => new FoldUpdate(fold.Key, "{}", "bench", InterfaceMode.Post, 0, [fold.Value], [])).ToList();
        await transaction.CommitAsync(new FoldCommit([], updates, [], []), cancellationToken);
    }

    private async Task<WayResult> DeliverAsync(int count, CancellationToken cancellationToken)
    {
        site.Meter.TakeCalls();
        site.Meter.TakeResults();
        var begun = Stopwatch.GetTimestamp();
        var results = new List<(PostingResult Result, long At)>();
        using var loop = site.DeliverLoop();
        await loop.StartAsync(cancellationToken);
        while (results.Count < count && Stopwatch.GetElapsedTime(begun) < s_longest)
        {
            await Task.Delay(s_lookPause, TimeProvider.System, cancellationToken);
            results.AddRange(site.Meter.TakeResults());
        }

        await loop.StopAsync(CancellationToken.None);
        var arrived = results.Where(one => one.Result.Kind == PostingResultKind.Posted).ToList();
        var trouble = arrived.Count == count ? null : results.Where(one => one.Result.Failure is not null).Select(one => $"{one.Result.Kind}: {one.Result.Failure!.Reason}").FirstOrDefault() ?? "Not all came to an end in time.";
        return new WayResult(count, arrived.Count, [.. arrived.Select(one => Stopwatch.GetElapsedTime(begun, one.At))], site.Meter.TakeCalls(), trouble);
    }
}
