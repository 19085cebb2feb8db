using System.Diagnostics;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Hl7v2.Message;
using Integration.Journal;
using Integration.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Worker.Bench;

/// <summary>
/// What the processing stage maps, folds and journals a second, by type of message: a backlog is appended, and then the stage as the worker composes it, with the bus in memory and no delivery, works it off.
/// In the same run: the same messages parsed and mapped alone, and the same rows written alone.
/// </summary>
internal sealed class ProcessBench(StageSettings settings, IReadOnlyList<string> types, int count, Action<ProcessFigures> each)
{
    /// <summary>Of the backlog, worked off beforehand and not counted, so that nothing is measured before it is compiled.</summary>
    private const int WarmUpShare = 4;

    /// <summary>Senders that append at once.</summary>
    private const int Senders = 256;

    public async Task<IReadOnlyList<ProcessFigures>> RunAsync(string? postgres, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var all = new List<ProcessFigures>();
        foreach (var type in types)
        {
            all.Add(await MeasureAsync(type, () => SqliteAsync(folder, cancellationToken), cancellationToken));
        }

        foreach (var type in postgres is { } ? types : [])
        {
            all.Add(await MeasureAsync(type, () => BenchStore.PostgresAsync(postgres!, cancellationToken), cancellationToken));
        }

        return all;
    }

    private static Task<BenchStore> SqliteAsync(DirectoryInfo folder, CancellationToken cancellationToken) => BenchStore.SqliteAsync(folder.CreateSubdirectory($"{Guid.CreateVersion7():n}"), cancellationToken);

    private async Task<ProcessFigures> MeasureAsync(string type, Func<Task<BenchStore>> openAsync, CancellationToken cancellationToken)
    {
        await using (var warm = await openAsync())
        {
            await WorkOffAsync(warm, ProcessBacklog.Of(type, Math.Max(1, count / WarmUpShare), seed: 1, TimeProvider.System.GetUtcNow()), cancellationToken);
        }

        var backlog = ProcessBacklog.Of(type, count, seed: 1000, TimeProvider.System.GetUtcNow());
        await using var store = await openAsync();
        var (clock, rows, bytes, alone) = await WorkOffAsync(store, backlog, cancellationToken);
        await using var bare = await openAsync();
        await AppendAsync(bare, backlog, cancellationToken);
        var bareRate = await BareRows.WriteAgainAsync(store.Options!, bare.Options!, settings.Pipeline, cancellationToken);
        var figures = Figures(store.Name, backlog, clock, rows, bytes, alone, bareRate);
        each(figures);
        return figures;
    }

    private async Task<(ProcessClock Clock, long? Rows, long? Bytes, AloneTimes Alone)> WorkOffAsync(BenchStore store, ProcessBacklog backlog, CancellationToken cancellationToken)
    {
        await AppendAsync(store, backlog, cancellationToken);
        var counters = new StoreCounters(store.Options!);
        var clock = new ProcessClock(backlog.Messages.Count);
        var (rows, bytes) = (await counters.RowsAsync(cancellationToken), await counters.BytesAsync(cancellationToken));
        AloneTimes alone;
        await using (var journal = JournalRegistration.Open(store.Options!, NullLoggerFactory.Instance))
        {
            using var host = Compose(ClockedJournal.Of(journal, clock));
            await host.Services.GetRequiredService<StartUp>().RunAsync(cancellationToken);
            await host.StartAsync(cancellationToken);
            await clock.Done.WaitAsync(cancellationToken);
            bytes = await counters.BytesAsync(cancellationToken) - bytes;
            await host.StopAsync(CancellationToken.None);
            alone = Alone(backlog, host.Services.GetRequiredService<Translator>(), await journal.ReadTablesAsync(cancellationToken));
        }

        return (clock, await counters.RowsAsync(cancellationToken) - rows, bytes, alone);
    }

    private static async Task AppendAsync(BenchStore store, ProcessBacklog backlog, CancellationToken cancellationToken)
    {
        // In order, but many at a time: they share flushes.
        foreach (var some in backlog.Messages.Chunk(Senders))
        {
            await Task.WhenAll(some.Select(message => store.Append.AppendAsync(message, cancellationToken).AsTask()));
        }
    }

    /// <summary>The stage with its bus, and nothing that listens or delivers.</summary>
    private IHost Compose(IJournal journal)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddParts(settings).AddWork(settings, Roles.Process);
        builder.Services.AddSingleton(journal);
        return builder.Build();
    }

    /// <summary>One after the other, with nothing around.</summary>
    private static AloneTimes Alone(ProcessBacklog backlog, Translator translator, CodeTables tables)
    {
        var claimed = backlog.Messages.Select((message, at) => new ClaimedMessage(at + 1, message.Interface, message.Type, TimeProvider.System.GetUtcNow(), message.Body, null, false, 1, null)).ToList();
        return new AloneTimes(Each(message => Parse(message, translator)), Each(message => translator.Map(message, tables)));

        double Each(Action<ClaimedMessage> work)
        {
            var cpu = Usage.Now().Cpu;
            claimed.ForEach(work);
            return (Usage.Now().Cpu - cpu).TotalMicroseconds / claimed.Count;
        }
    }

    private static void Parse(ClaimedMessage message, Translator translator)
    {
        var feed = translator.Interface(message.Interface);
        if (feed.Fhir is null)
        {
            Hl7Parser.Parse(message.Body, new Hl7ParseOptions { DefaultCharset = CharacterSets.Read(feed.Sender.CharacterSet) });
        }
        else
        {
            FhirMessage.Parse(message.Body, new FhirReadOptions());
        }
    }

    private static ProcessFigures Figures(string store, ProcessBacklog backlog, ProcessClock clock, long? rows, long? bytes, AloneTimes alone, double bareRate)
    {
        double messages = backlog.Messages.Count;
        var (began, ended) = (clock.Began!, clock.Ended!);
        var took = clock.Batches.Select(batch => batch.Took.TotalMilliseconds).Order().ToArray();
        return new ProcessFigures(
            store,
            backlog.Type,
            backlog.Messages.Count,
            clock.Processed,
            messages / Stopwatch.GetElapsedTime(began.At, ended.At).TotalSeconds,
            new BatchTimes(clock.Batches.Average(batch => batch.Messages), Statistics.At(took, 0.50), Statistics.At(took, 0.95), Statistics.At(took, 0.99)),
            (ended.Cpu - began.Cpu).TotalMicroseconds / messages,
            (ended.Allocated - began.Allocated) / messages,
            rows / messages,
            bytes / messages,
            clock.Flushes / messages,
            new StepTimes(Of(WalkStep.Claim), Of(WalkStep.Map), Of(WalkStep.Lock), Of(WalkStep.Fold), Of(WalkStep.Commit)),
            alone,
            bareRate);

        double Of(WalkStep step) => clock.Batches.Sum(batch => batch.Spent(step).TotalMicroseconds) / messages;
    }
}
