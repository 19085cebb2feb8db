using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Worker.Bench.Delivering;

/// <summary>
/// Records with their lines that a reconciliation reads and compares a second, after the product has posted them, beside a bare <c>export_data</c> of the same fields of the same records in pages of the same size, turn about; bare
/// reads where the user may not export.
/// </summary>
internal sealed class ReconcileBench(BenchSite site, int records, int rounds)
{
    private const string Export = "export_data";
    private const string Read = "read";
    private const string Product = "product";

    private static readonly string[] s_withLines = ["purchase.order", "stock.picking"];

    private string _baseline = Export;

    /// <exception cref="IOException">Not all could be posted beforehand.</exception>
    public async Task<IReadOnlyList<ReconcileFigures>> RunAsync(CancellationToken cancellationToken)
    {
        await PostAsync(cancellationToken);
        var pages = await PagesAsync(cancellationToken);
        _baseline = await BaselineAsync(pages[0], cancellationToken);
        var run = site.ReconcileRun();
        var (exports, products) = (new List<ReconcileRound>(), new List<ReconcileRound>());
        for (var round = 0; round <= rounds; round++)
        {
            // The first warms up.
            var (export, product) = (await MeasureAsync(() => ExportAsync(pages, cancellationToken)), await MeasureAsync(async () => await BreaksAsync(run, cancellationToken)));
            if (round > 0)
            {
                exports.Add(export);
                products.Add(product);
            }
        }

        return [Figures(_baseline, exports, null), Figures(Product, products, exports)];
    }

    private async Task PostAsync(CancellationToken cancellationToken)
    {
        var salt = string.Create(CultureInfo.InvariantCulture, $"R{Stopwatch.GetTimestamp() / 1_000_000 % 1_000_000:000000}");
        foreach (var model in s_withLines)
        {
            var deliver = await new ProductDelivery(site).PrepareAsync(site.Drafts(BenchPostings.Of(model, "p", records, site.Assets, salt)), cancellationToken);
            if (await deliver() is { Trouble: { } trouble } posted)
            {
                throw new IOException($"{posted.Records - posted.Arrived} of {posted.Records} {model} were not posted, so that there is nothing to compare. {trouble}");
            }
        }
    }

    /// <summary>What the product compares, as bare calls.</summary>
    private async Task<List<Page>> PagesAsync(CancellationToken cancellationToken)
    {
        var pages = new List<Page>();
        for (string? after = null; await site.Journal.PostedRecordsAsync(InterfaceDefinition.MainDatabase, after, Pipeline.ReconcileRun.PageSize, cancellationToken) is { Count: > 0 } page; after = page[^1].ExternalId)
        {
            foreach (var group in page.GroupBy(posting => posting.Desired.Mapping))
            {
                var (policy, fields) = await site.PolicyAsync(group.Key, cancellationToken);
                string[] header = [.. group.SelectMany(posting => posting.Baseline!.Values.Keys).Distinct().Select(name => Column(fields.Record[name]))];
                string[] lines = [.. group.SelectMany(posting => posting.Baseline!.Lines.Values).SelectMany(line => line.Values.Keys).Distinct().Select(name => $"{policy.Lines!.Field}/{Column(fields.Line[name])}")];
                pages.Add(new Page(policy.Model, policy.Lines!.Field, policy.Lines.Model, [.. group.Select(posting => posting.OdooId!.Value)], [".id", .. header, $"{policy.Lines!.Field}/.id", .. lines]));
            }
        }

        return pages;
    }

    private static string Column(OdooField field) => field.Type == "many2one" ? $"{field.Name}/.id" : field.Name;

    private async Task<int> ExportAsync(List<Page> pages, CancellationToken cancellationToken)
    {
        foreach (var page in pages)
        {
            await (_baseline == Read ? ReadAsync(page, cancellationToken) : ExportAsync(page, cancellationToken));
        }

        return 0;
    }

    private Task<OdooAnswer> ExportAsync(Page page, CancellationToken cancellationToken) =>
        site.Odoo.CallAsync(page.Model, Export, new JsonArray(Json(page.Ids), new JsonArray([.. page.Fields.Select(field => (JsonNode)field)])), [], OdooContext.Standard, cancellationToken);

    /// <summary>Exporting takes a right of its own (<c>base.group_allow_export</c>), which the service user has no need of; the stand-in exports nothing.</summary>
    private async Task<string> BaselineAsync(Page page, CancellationToken cancellationToken)
    {
        try
        {
            await ExportAsync(page with { Ids = [page.Ids[0]] }, cancellationToken);
            return Export;
        }
        catch (OdooFault fault) when (!fault.IsOutage)
        {
            return Read;
        }
    }

    /// <summary>Records, and then their lines.</summary>
    private async Task ReadAsync(Page page, CancellationToken cancellationToken)
    {
        string[] Names(bool lines) => [.. page.Fields.Where(field => field.StartsWith(page.LineField + "/", StringComparison.Ordinal) == lines).Select(field => field.Replace(page.LineField + "/", "", StringComparison.Ordinal).Replace("/.id", "", StringComparison.Ordinal)).Where(name => name != ".id")];
        var records = await site.Odoo.ReadWithoutNamesAsync(page.Model, page.Ids, [.. Names(false), page.LineField], OdooContext.Standard, cancellationToken);
        await site.Odoo.ReadWithoutNamesAsync(page.LineModel, [.. records.SelectMany(record => record.Ids(page.LineField))], Names(true), OdooContext.Standard, cancellationToken);
    }

    private static JsonArray Json(IEnumerable<long> ids) => new([.. ids.Select(id => (JsonNode)id)]);

    private static async Task<int> BreaksAsync(Pipeline.ReconcileRun run, CancellationToken cancellationToken) => (await run.RunAsync(cancellationToken)).Breaks.Count;

    private async Task<ReconcileRound> MeasureAsync(Func<Task<int>> work)
    {
        GC.Collect();
        site.Calls.Take();
        site.ProductCalls.Take();
        site.Meter.TakeCalls();
        var before = Usage.Now();
        var breaks = await work();
        var after = Usage.Now();
        return new ReconcileRound(
            Stopwatch.GetElapsedTime(before.At, after.At), after.Cpu - before.Cpu, after.Allocated - before.Allocated, breaks, [.. site.Calls.Take(), .. site.ProductCalls.Take()], [.. site.Meter.TakeCalls()]);
    }

    private ReconcileFigures Figures(string way, List<ReconcileRound> measured, List<ReconcileRound>? exports)
    {
        var all = records * s_withLines.Length;
        var seconds = measured.Sum(round => round.Took.TotalSeconds);
        double[] calls = [.. measured.SelectMany(round => round.Calls).Select(call => call.Took.TotalMilliseconds).Order()];
        var journal = measured.SelectMany(round => round.Journal).ToList();
        return new ReconcileFigures(
            way, all, measured[0].Breaks,
            Statistics.Median(measured.Select(round => all / round.Took.TotalSeconds)),
            exports is null ? null : Statistics.Median(measured.Zip(exports, (round, export) => export.Took / round.Took)),
            (double)calls.Length / measured.Count, Statistics.At(calls, 0.5), Statistics.At(calls, 0.95),
            measured.Sum(round => round.Cpu.TotalMilliseconds) / measured.Count / all,
            measured.Sum(round => round.Allocated) / 1024.0 / measured.Count / all,
            calls.Sum() / 1000 / seconds,
            journal.Sum(call => call.Took.TotalSeconds) / seconds,
            [.. CallFigures.Of(measured.SelectMany(round => round.Calls), seconds), .. CallFigures.Of(journal.Select(call => call with { Name = $"journal {call.Name}" }), seconds)]);
    }

    private sealed record Page(string Model, string LineField, string LineModel, IReadOnlyList<long> Ids, IReadOnlyList<string> Fields);

    private sealed record ReconcileRound(TimeSpan Took, TimeSpan Cpu, long Allocated, int Breaks, IReadOnlyList<Call> Calls, IReadOnlyList<Call> Journal);
}

/// <summary>One line of the report.</summary>
/// <param name="Breaks">Found: none, when all is well.</param>
/// <param name="Rate">Records with their lines, a second.</param>
/// <param name="OfBare">Rate against the bare calls measured right before it.</param>
/// <param name="Calls">To Odoo, a run over all of them.</param>
/// <param name="CallP50">Milliseconds of one call to Odoo.</param>
/// <param name="CpuMilliseconds">Processor time of this process, a record.</param>
/// <param name="InOdoo">Share of the time that a call was at Odoo; the rest, beside the journal's, is the program's own.</param>
internal sealed record ReconcileFigures(
    string Way, int Records, int Breaks, double Rate, double? OfBare, double Calls, double CallP50, double CallP95, double CpuMilliseconds, double AllocatedKilobytes, double InOdoo, double InJournal, IReadOnlyList<CallFigures> Details);
