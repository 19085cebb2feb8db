using System.Globalization;
using Integration.SystemTests.Support;
using Xunit.Abstractions;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>Two workers over one journal, one of them also receiving; each is killed a moment after it is ready, and started again, until there were enough kills.</summary>
internal sealed class RandomCampaign(Installation installation, Hospital hospital, int seed, ITestOutputHelper output)
{
    private const int Kills = 50;
    private const string DiedOver = "It was started three times without an end";
    private static readonly TimeSpan UntilAnswered = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UntilSettled = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(150);
    private readonly RandomTraffic _traffic = new(hospital, seed);
    private int _left = Kills;

    public async Task RunAsync()
    {
        using var enough = new CancellationTokenSource();
        Task[] senders = [SendAsync(hospital.Supply, _traffic.Order, enough.Token), SendAsync(hospital.Schedule, _traffic.Book, enough.Token)];
        await Task.WhenAll(KillAsync(installation.Environment, installation.HealthPort, new Random(seed + 2)), KillAsync(OtherHealthPort(out var port), port, new Random(seed + 3), "--role", "process,deliver"));
        await enough.CancelAsync();
        await Task.WhenAll(senders);
        await installation.LetLeasesRunOutAsync();

        await using var worker = await installation.StartWorkerAsync();
        await Poll.UntilAsync("every message is answered", UntilAnswered, hospital.SendAsync, () => worker.Output);
        await installation.SettleAsync(UntilSettled, () => worker.Output);
        await ReleaseAsync(worker);
    }

    private static async Task SendAsync(SendingSystem sender, Action write, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            // Nothing new is written while something is unanswered: the sender sends it again and again.
            if (await sender.SendAsync(CancellationToken.None)) write();
            await Task.Delay(BetweenMessages, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task KillAsync(IReadOnlyDictionary<string, string> environment, int healthPort, Random random, params string[] arguments)
    {
        while (Interlocked.Decrement(ref _left) >= 0)
        {
            await using var victim = await WorkerProcess.RunningAsync(environment, healthPort, arguments);
            Assert.False(victim.HasExited, victim.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 5_000)), TimeProvider.System);
            await victim.KillAsync();
        }
    }

    /// <summary>
    /// Whatever three workers in a row died over is set aside as a defect (rule 19): here it is innocent, and an operator who knows that releases it.
    /// </summary>
    private async Task ReleaseAsync(WorkerProcess worker)
    {
        await using var journal = await installation.OpenJournalAsync();
        var parked = await journal.ExceptionsAsync(CancellationToken.None);
        output.WriteLine($"{parked.Sum(entry => entry.Waiting)} set aside after three kills each");
        foreach (var entry in parked)
        {
            Assert.StartsWith(DiedOver, entry.Reason, StringComparison.Ordinal);
            await journal.ReleaseAsync(entry.Kind, entry.Subject, new Integration.Journal.Signature("test"), CancellationToken.None);
        }

        await installation.SettleAsync(UntilSettled, () => worker.Output);
    }

    private Dictionary<string, string> OtherHealthPort(out int port)
    {
        port = Installation.FreePort();
        return new Dictionary<string, string>(installation.Environment) { ["Integration__Health__Port"] = port.ToString(CultureInfo.InvariantCulture) };
    }
}
