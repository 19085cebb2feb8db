using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Benchmarks;

/// <summary>A group of messages of a kilobyte made durable in SQLite, without a listener. Input: their bodies.</summary>
public class AppendBenchmarks : IWorkload
{
    private readonly byte[] body = new byte[1024];
    private DirectoryInfo folder = null!;
    private IJournal journal = null!;
    private long number;

    /// <summary>Messages that wait at once.</summary>
    [Params(1, 64)]
    public int Group { get; set; }

    public long InputBytes => Group * body.Length;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        folder = Directory.CreateTempSubdirectory("integration-benchmark-");
        journal = JournalRegistration.Open(new JournalOptions { Store = JournalStore.Sqlite, Path = Path.Combine(folder.FullName, "journal.db") }, NullLoggerFactory.Instance);
        await journal.MigrateAsync(CancellationToken.None);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>The least that durable can mean.</summary>
    [Benchmark(Baseline = true)]
    public void Appending_to_a_plain_file()
    {
        using var file = new FileStream(Path.Combine(folder.FullName, "plain"), FileMode.Append);
        for (var at = 0; at < Group; at++)
        {
            file.Write(body);
        }

        file.Flush(flushToDisk: true);
    }

    [Benchmark]
    public Task Appending_to_the_journal() => Task.WhenAll(Enumerable.Range(0, Group).Select(_ => journal.AppendAsync(Next(), CancellationToken.None).AsTask()));

    private IncomingMessage Next()
    {
        var controlId = (++number).ToString("D10", CultureInfo.InvariantCulture);
        var identity = SHA256.HashData(Encoding.ASCII.GetBytes(controlId));
        return new IncomingMessage("benchmark", controlId, "SIU^S12", identity, identity, JudgeResend: false, body, Rejection: null);
    }
}
