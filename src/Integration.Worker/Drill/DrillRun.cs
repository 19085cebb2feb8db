using System.Collections.Concurrent;
using System.Diagnostics;
using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill;

/// <summary>What was asked for.</summary>
/// <param name="Minutes">How long traffic goes on at least.</param>
/// <param name="Faults">In the order in which they are played.</param>
internal sealed record DrillPlan(int Seed, double Minutes, IReadOnlyList<IDrillFault> Faults);

/// <summary>
/// One drill. Fault after fault is played while the hospital sends; after each the workers are started again, everything settles, and what Odoo holds is held against what was sent and what people did. Then people take some records over, and the next fault comes.
/// </summary>
internal sealed class DrillRun(DrillPlan plan, DrillPlace place, DrillWorkers workers, DrillHospital hospital, TimeProvider time, Action<string> say)
{
    private const string Calm = "calm";
    private static readonly TimeSpan s_betweenMessages = TimeSpan.FromMilliseconds(80);

    /// <summary>Work that was in the hands of three workers that died is set aside as a defect of its own (rule 19); here it is innocent.</summary>
    private const string DiedOver = "It was started three times without an end";

    private readonly ConcurrentQueue<Finding> _findings = new();
    private readonly DrillTraffic _traffic = new(hospital, plan.Seed, s_betweenMessages, time);
    private readonly DrillPeople _people = new(place, hospital, time);
    private readonly List<string> _played = [];
    private readonly Dictionary<string, string> _notPlayed = [];
    private readonly HashSet<(Promise, string)> _told = [];
    private readonly Stopwatch _flowing = new();
    private int _released;

    public async Task<DrillReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = hospital.PumpAsync(over.Token);
        DrillBooks books;
        try
        {
            await workers.StartAsync(cancellationToken);
            foreach (var fault in plan.Faults)
            {
                if (fault.WhyNot(place) is { } reason)
                {
                    say($"{fault.Name,-28} not played: {reason}");
                    _notPlayed[fault.Name] = reason;
                    continue;
                }

                await PlayAsync(fault.Name, scene => fault.RunAsync(scene, cancellationToken), cancellationToken);
                _played.Add(fault.Name);
                await _people.ActAsync(() => ReadAsync(cancellationToken), cancellationToken);
            }

            // What people did last is met by the source once more, and traffic goes on for as long as it was asked to.
            await PlayAsync(Calm, scene => CalmAsync(scene, cancellationToken), cancellationToken, people: false);
            books = await ReadAsync(cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await sending;
        }

        await CloseAsync(books, cancellationToken);
        return DrillReport.Make(started, time.GetUtcNow(), plan.Seed, place, hospital, _people, _played, _notPlayed, _released, books, [.. _findings]);
    }

    /// <summary>Traffic and a fault, until all is as it should be again.</summary>
    private async Task PlayAsync(string name, Func<DrillScene, Task> episode, CancellationToken cancellationToken, bool people = true)
    {
        var watch = Stopwatch.StartNew();
        hospital.Episode = name;
        var scene = new DrillScene(name, new Random(plan.Seed ^ Hash(name)), place, workers, hospital, _people, _traffic, time, say, _findings);
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            _flowing.Start();
            var traffic = _traffic.RunAsync(enough.Token);
            if (people)
            {
                _people.Prepare();
            }

            _people.Tell();
            try
            {
                await episode(scene);
            }
            finally
            {
                await enough.CancelAsync();
                await traffic;
                _flowing.Stop();
            }
        }

        var lasted = watch.Elapsed;
        await RecoverAsync(scene, cancellationToken);
        var different = await CompareAsync(name, cancellationToken);
        say($"{name,-28} {lasted.TotalSeconds,5:0} s, settled after {(watch.Elapsed - lasted).TotalSeconds:0} s; {hospital.Written} messages by now{(different == 0 ? "" : $"; {different} DIFFERENCES")}");
    }

    private async Task CalmAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        await scene.TrafficAsync(20, cancellationToken);
        await scene.UntilAsync("traffic went on for long enough", TimeSpan.FromMinutes(plan.Minutes + 1), () => Task.FromResult(_flowing.Elapsed >= TimeSpan.FromMinutes(plan.Minutes)), cancellationToken);
    }

    /// <summary>Every worker runs, every message is answered and has an outcome, and so has every posting; what three workers died over is released by an operator.</summary>
    private async Task RecoverAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        await workers.DismissGuestsAsync();
        await place.Odoo.ResumeAsync(cancellationToken);
        place.Broker?.Proxy.Resume();
        await workers.StartAsync(cancellationToken);
        await scene.AnsweredAsync(cancellationToken);
        await scene.SettledAsync(cancellationToken);
        if (await ReleaseAsync(cancellationToken) > 0)
        {
            await scene.SettledAsync(cancellationToken);
        }
    }

    private async Task<int> ReleaseAsync(CancellationToken cancellationToken)
    {
        var released = 0;
        foreach (var entry in (await workers.ExceptionsAsync(cancellationToken)).Where(entry => entry.Reason.StartsWith(DiedOver, StringComparison.Ordinal)))
        {
            await workers.RunVerbAsync(["release", entry.Kind, entry.Subject, "--reason", "killed by the drill"], cancellationToken);
            released += entry.Waiting;
        }

        _released += released;
        return released;
    }

    private Task<DrillBooks> ReadAsync(CancellationToken cancellationToken) => DrillBooks.ReadAsync(place.Administrator, hospital.CasesByDate(), cancellationToken);

    /// <summary>Each difference is told once, where it was seen first.</summary>
    private async Task<int> CompareAsync(string name, CancellationToken cancellationToken)
    {
        var different = DrillCheck.Compare(hospital.Stories, (await ReadAsync(cancellationToken)).Records).Where(finding => _told.Add((finding.Promise, finding.What))).ToList();
        foreach (var finding in different)
        {
            _findings.Enqueue(finding with { Fault = name });
            say($"    {finding.What}");
        }

        return different.Count;
    }

    /// <summary>What can only be said at the end: the ledger, what was refused or waits, and where the name turned up.</summary>
    private async Task CloseAsync(DrillBooks books, CancellationToken cancellationToken)
    {
        Add((await workers.LedgerAsync(cancellationToken)).Compare(hospital.Feeds(), books.Records.Count(record => record.Key.StartsWith("entry ", StringComparison.Ordinal))));
        Add((await workers.ExceptionsAsync(cancellationToken)).Select(entry => new Finding(Promise.NothingLost, false, $"{entry.Waiting} wait for a person ({entry.Kind} {entry.Subject}): {entry.Reason}", null)));
        Add(hospital.Outboxes.SelectMany(outbox => outbox.Refused).Select(refused => new Finding(Promise.NothingLost, false, $"message {refused} was refused, and nothing was wrong with it", null)));
        Add(books.Leaks.Select(leak => new Finding(Promise.NoIdentity, false, $"the name of the patient is in Odoo: {leak}", null)));
        foreach (var log in place.Folder.EnumerateFiles("*.log"))
        {
            await using var lines = new FileStream(log.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(lines);
            if ((await reader.ReadToEndAsync(cancellationToken)).Contains(SendingSystem.Nobody, StringComparison.OrdinalIgnoreCase))
            {
                Add([new Finding(Promise.NoIdentity, false, $"the name of the patient is in a log: {log.FullName}", null)]);
            }
        }
    }

    private void Add(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            _findings.Enqueue(finding);
        }
    }

    /// <summary>The same on every machine, unlike a string's own.</summary>
    private static int Hash(string name) => name.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
