using System.Collections.Concurrent;
using System.Diagnostics;
using Integration.Journal;
using Integration.Sandbox.Hospital.Drill;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Worker.Drill;

/// <summary>All that an episode has in its hands.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Random">Its own, made of the seed and its name: another fault before it changes nothing.</param>
/// <param name="Say">One line to whoever watches.</param>
internal sealed record DrillScene(string Fault, Random Random, DrillPlace Place, DrillWorkers Workers, DrillHospital Hospital, DrillPeople People, DrillTraffic Traffic, TimeProvider Time, Action<string> Say, ConcurrentQueue<Finding> Findings)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_settle = TimeSpan.FromMinutes(6);

    /// <summary>Longest wait for a step that should come by itself.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(4);

    /// <summary>For the report: what was counted while the fault lasted, by something other than the product.</summary>
    public void Measured(Promise promise, bool holds, string what) => Findings.Enqueue(new Finding(promise, holds, what, Fault));

    /// <summary>Until the hospital has written so many messages more.</summary>
    public Task TrafficAsync(int messages, CancellationToken cancellationToken)
    {
        var until = Hospital.Written + messages;
        return UntilAsync($"{messages} more messages are written", Patience, () => Task.FromResult(Hospital.Written >= until), cancellationToken);
    }

    /// <summary>Until everything the hospital has written by now is answered.</summary>
    public Task AnsweredAsync(CancellationToken cancellationToken)
    {
        var mark = Hospital.Mark();
        return UntilAsync("what was written is answered", Patience, () => Task.FromResult(Hospital.HasAnswered(mark)), cancellationToken);
    }

    /// <summary>Until every message and every posting has an outcome. With traffic going on that may never come: see <see cref="QuietAsync"/>.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        await using var journal = JournalRegistration.Open(Place.Database.Options, NullLoggerFactory.Instance);
        await UntilAsync("everything has settled", s_settle, () => journal.IsSettledAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Traffic is paused, and what was sent by then has arrived. It goes on when the answer is disposed.</summary>
    public async Task<IDisposable> QuietAsync(CancellationToken cancellationToken)
    {
        var quiet = Traffic.Pause();
        await AnsweredAsync(cancellationToken);
        await SettledAsync(cancellationToken);
        return quiet;
    }

    /// <exception cref="DrillFailure">Not within that time; the message names the step.</exception>
    public async Task UntilAsync(string step, TimeSpan most, Func<Task<bool>> reached, CancellationToken cancellationToken)
    {
        for (var watch = Stopwatch.StartNew(); !await reached(); await Task.Delay(s_pause, Time, cancellationToken))
        {
            if (watch.Elapsed > most)
            {
                throw new DrillFailure($"{Fault}: '{step}' was not reached within {most.TotalSeconds:0} s.");
            }
        }
    }
}
