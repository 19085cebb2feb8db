using System.Diagnostics;
using System.Globalization;

namespace Integration.Worker.Bench.Delivering;

/// <summary>
/// Records a second into one Odoo, by model: one by one, in bare batches, and by the product, in turn, so that all meet the same Odoo. Distinct records of the same shape for each; a first round warms up and is not counted.
/// </summary>
internal sealed class DeliverBench(BenchSite site, IReadOnlyList<string> models, int records, int rounds, Action<IReadOnlyList<DeliverFigures>> each)
{
    /// <summary>One by one takes many times as long; a part of the records says as much.</summary>
    private const int OneByOneShare = 5;

    private readonly string _salt = string.Create(CultureInfo.InvariantCulture, $"B{Stopwatch.GetTimestamp() / 1_000_000 % 1_000_000:000000}");

    public async Task<IReadOnlyList<DeliverFigures>> RunAsync(CancellationToken cancellationToken)
    {
        var all = new List<DeliverFigures>();
        foreach (var (model, weight) in BenchPostings.Models.Where(one => models.Count == 0 || models.Contains(one.Model)))
        {
            var figures = await MeasureAsync(model, records * weight, cancellationToken);
            all.AddRange(figures);
            each(figures);
        }

        return all;
    }

    private async Task<IReadOnlyList<DeliverFigures>> MeasureAsync(string model, int count, CancellationToken cancellationToken)
    {
        IWay oneByOne = new OneByOne(site), bare = new BareBatches(site), product = new ProductDelivery(site);
        var measured = new[] { oneByOne, bare, product }.ToDictionary(way => way, _ => new List<Measured>());
        foreach (var way in measured.Keys)
        {
            await RunAsync(model, $"w{way.Name[0]}", way == oneByOne ? site.Lanes : Math.Min(count, site.BatchSize * site.Lanes), way, cancellationToken);
        }

        for (var round = 1; round <= rounds; round++)
        {
            // Turn about, so that neither always comes after the other.
            foreach (var way in round % 2 == 1 ? new[] { bare, product, oneByOne } : [product, bare, oneByOne])
            {
                var some = way == oneByOne ? Math.Max(site.Lanes, count / OneByOneShare) : count;
                measured[way].Add(await RunAsync(model, string.Create(CultureInfo.InvariantCulture, $"r{round}{way.Name[0]}"), some, way, cancellationToken));
            }
        }

        return [.. measured.Select(pair => Figures(model, pair.Key.Name, pair.Value, pair.Key == product ? measured[bare] : null, pair.Key == oneByOne ? null : measured[oneByOne]))];
    }

    private async Task<Measured> RunAsync(string model, string set, int count, IWay way, CancellationToken cancellationToken)
    {
        var drafts = site.Drafts(BenchPostings.Of(model, set, count, site.Assets, _salt));
        var run = await way.PrepareAsync(drafts, cancellationToken);
        GC.Collect();
        site.Calls.Take();
        site.ProductCalls.Take();
        var counters = site.Counters();
        var (rows, bytes) = way.IsJournalled ? (await counters.RowsAsync(cancellationToken), await counters.BytesAsync(cancellationToken)) : (null, null);
        var before = Usage.Now();
        var result = await run();
        // The loop of the product looks once more for work when all is done: what counts is when the last record was.
        var took = result.Waits.Count == 0 ? Stopwatch.GetElapsedTime(before.At) : result.Waits.Max();
        var after = Usage.Now();
        bytes = way.IsJournalled ? await counters.BytesAsync(cancellationToken) - bytes : null;
        rows = way.IsJournalled ? await counters.RowsAsync(cancellationToken) - rows : null;
        return new Measured(result, took, after.Cpu - before.Cpu, after.Allocated - before.Allocated, rows, bytes, [.. site.Calls.Take(), .. site.ProductCalls.Take()]);
    }

    private DeliverFigures Figures(string model, string way, List<Measured> measured, List<Measured>? bare, List<Measured>? oneByOne)
    {
        var count = measured.Sum(one => one.Result.Records);
        var laneSeconds = measured.Sum(one => one.Took.TotalSeconds) * site.Lanes;
        double[] calls = [.. measured.SelectMany(one => one.Calls).Select(call => call.Took.TotalMilliseconds).Order()];
        double[] waits = [.. measured.SelectMany(one => one.Result.Waits).Select(wait => wait.TotalMilliseconds).Order()];
        var journal = measured.SelectMany(one => one.Result.Journal).ToList();
        return new DeliverFigures(
            model, way, count, measured.Sum(one => one.Result.Arrived),
            Statistics.Median(measured.Select(one => one.Rate)),
            (double)calls.Length / count, Statistics.At(calls, 0.5), Statistics.At(calls, 0.95), Statistics.At(calls, 0.99), Statistics.At(waits, 0.5), Statistics.At(waits, 0.95),
            measured.Sum(one => one.Cpu.TotalMilliseconds) / count,
            measured.Sum(one => one.Allocated) / 1024.0 / count,
            calls.Sum() / 1000 / laneSeconds,
            journal.Sum(call => call.Took.TotalMilliseconds) / count,
            measured.Exists(one => one.Rows is null) ? null : (double)measured.Sum(one => one.Rows!.Value) / count,
            measured.Exists(one => one.Bytes is null) ? null : (double)measured.Sum(one => one.Bytes!.Value) / count,
            journal.Count == 0 ? null : (double)journal.Count(call => call.Writes) / count,
            bare is null ? null : Statistics.Median(measured.Zip(bare, (one, other) => one.Rate / other.Rate)),
            oneByOne is null ? null : Statistics.Median(measured.Zip(oneByOne, (one, other) => one.Rate / other.Rate)),
            measured.Select(one => one.Result.Trouble).FirstOrDefault(trouble => trouble is not null),
            [.. CallFigures.Of(measured.SelectMany(one => one.Calls), laneSeconds), .. CallFigures.Of(journal.Select(call => call with { Name = $"journal {call.Name}" }), laneSeconds)]);
    }
}
