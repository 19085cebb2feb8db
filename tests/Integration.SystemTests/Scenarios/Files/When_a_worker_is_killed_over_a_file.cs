using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Integration.Contracts;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Files;

/// <summary>kill -9 between all steps of a file's way, by worker after worker on one folder. No control id tells the messages apart, so that only the journal's own memory can.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management)]
public sealed class When_a_worker_is_killed_over_a_file : IDisposable
{
    private const int Killed = 137;
    private const int MessagesOfAFile = 300;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [RealFact]
    public async Task Each_message_has_one_outcome_and_each_file_ends_with_all_of_them()
    {
        await using var database = await Postgres.MakeAsync();
        await using var broker = await Broker.MakeAsync();
        var environment = await EnvironmentAsync(database, broker);
        var message = string.Concat(Enumerable.Repeat("MSH|^~\\&|ORSCHED|NORTH|I|N|20261122101500||SIU^S12^SIU_S12||P|2.5.1\rSCH|A1\r", MessagesOfAFile));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "in"));
        var files = 0;
        foreach (var point in FilePoint.All)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "in", $"{++files:00}.hl7"), message);
            await using var victim = WorkerProcess.Start(new Dictionary<string, string>(environment) { [FailPoint.Variable] = point }, "run", "--role", "ingest");
            await victim.ExitAsync(Soon);
            Assert.True(victim.ExitCode == Killed, $"{point}: {victim.Output}");
        }

        // Two at once: a file is in one's hands at a time.
        await using (var one = WorkerProcess.Start(environment, "run", "--role", "ingest"))
        await using (var two = WorkerProcess.Start(environment, "run", "--role", "ingest"))
        {
            await Poll.UntilAsync("all files have ended", Soon, () => Task.FromResult(Directory.GetFiles(Path.Combine(_folder.FullName, "done"), "*.json", SearchOption.AllDirectories).Length == files), () => one.Output + two.Output);
            await Poll.UntilAsync("the journal knows", Soon, async () => await database.CountAsync("select count(*) from file_received where state = 'Done'") == files);
        }

        Assert.Equal(files * MessagesOfAFile, await database.CountAsync("select count(*) from message"));
        Assert.Equal(files * MessagesOfAFile, await database.CountAsync("select count(distinct sequence) from file_message"));
        Assert.Equal(files * MessagesOfAFile, await database.CountAsync("select received from message_received"));

        // A worker that claims a file which the other has just moved leaves a claim that holds nothing.
        Assert.Equal(files, await database.CountAsync("select count(*) from file_received where state <> 'Gone'"));
        Assert.Equal(0, await database.CountAsync("select count(*) from file_message join file_received on id = file where state = 'Gone'"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "in")));
        var done = Directory.GetFiles(Path.Combine(_folder.FullName, "done"), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".json", StringComparison.Ordinal)).ToList();
        Assert.Equal(files, done.Count);
        Assert.All(done, path => AssertComplete(path, message));
    }

    private static void AssertComplete(string path, string message)
    {
        Assert.Equal(message, File.ReadAllText(path));
        using var outcome = JsonDocument.Parse(File.ReadAllText(path + ".outcome.json"));
        var entries = outcome.RootElement.GetProperty("outcomes").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, MessagesOfAFile), entries.Select(entry => entry.GetProperty("index").GetInt32()));
        var sequences = entries.Select(entry => entry.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(sequences.Order(), sequences);
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(Postgres database, Broker broker)
    {
        var interfaces = await File.ReadAllTextAsync(Repository.Path("ops/interfaces.yaml"));
        var schedule = Regex.Match(interfaces, @"^  north-or-schedule:\n(?:    .*\n|\n)+", RegexOptions.Multiline).Value.Replace("control-id: unique", "control-id: absent", StringComparison.Ordinal);
        var file = Path.Combine(_folder.FullName, "interfaces.yaml");
        await File.WriteAllTextAsync(file, "interfaces:\n" + Regex.Replace(schedule, @"    address: \S+\n    port: \d+\n", $"    folder: {_folder.FullName}\n"));
        return new Dictionary<string, string>
        {
            ["Integration__Journal__Store"] = "Postgres",
            ["Integration__Journal__ConnectionString"] = database.ConnectionString,
            ["Integration__Bus__Transport"] = "RabbitMq",
            ["Integration__Bus__Address"] = broker.Url,
            ["Integration__Odoo__main__Url"] = "http://127.0.0.1:1",
            ["Integration__Odoo__main__Database"] = "none",
            ["Integration__Odoo__main__User"] = "nobody",
            ["Integration__Odoo__main__Secret"] = "none",
            ["Integration__Security__HashKey"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(48)),
            ["Integration__Files__Interfaces"] = file,
            ["Integration__Files__Mappings"] = Repository.Path("mappings"),
            ["Integration__Health__Port"] = 0.ToString(CultureInfo.InvariantCulture),
            ["Integration__Ingestion__FolderPause"] = "00:00:00.05",
            ["Integration__Ingestion__FileSettling"] = "00:00:00.05",
            ["Integration__Ingestion__FileLease"] = "00:00:00.3",
        };
    }
}
