using System.Reflection;
using Integration.Journal;

namespace Integration.Worker.Bench;

/// <summary>The product's own journal, or a transaction of it, with a clock at the calls of the processing stage; all other calls pass. A few calls a batch come by here, so that what it costs itself does not show.</summary>
internal class ClockedJournal : DispatchProxy
{
    /// <summary>By call: what went on before it since the last one, and what the call itself is.</summary>
    private static readonly Dictionary<string, (WalkStep Before, WalkStep Itself)> s_calls = new()
    {
        [nameof(IMessageJournal.ClaimMessagesAsync)] = (WalkStep.Claim, WalkStep.Claim),
        [nameof(IMessageJournal.ClaimTicksAsync)] = (WalkStep.Claim, WalkStep.Claim),
        [nameof(IObservationJournal.ClaimObservationsAsync)] = (WalkStep.Claim, WalkStep.Claim),
        [nameof(ITableJournal.TableRevisionAsync)] = (WalkStep.Claim, WalkStep.Claim),
        [nameof(IMessageJournal.OpenFoldsAsync)] = (WalkStep.Map, WalkStep.Lock),
        [nameof(IFoldTransaction.LinkAsync)] = (WalkStep.Fold, WalkStep.Lock),
        [nameof(IFoldTransaction.LockAsync)] = (WalkStep.Fold, WalkStep.Lock),
        [nameof(IFoldTransaction.StillHeldAsync)] = (WalkStep.Fold, WalkStep.Lock),
        [nameof(IFoldTransaction.CommitAsync)] = (WalkStep.Fold, WalkStep.Commit),
    };

    private static readonly MethodInfo s_timed = typeof(ClockedJournal).GetMethod(nameof(ResultAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private object _target = null!;
    private ProcessClock _clock = null!;

    public static T Of<T>(T target, ProcessClock clock)
        where T : class
    {
        var proxy = Create<T, ClockedJournal>();
        var clocked = (ClockedJournal)(object)proxy;
        (clocked._target, clocked._clock) = (target, clock);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = targetMethod!;
        if (!s_calls.TryGetValue(call.Name, out var steps) || _clock.BatchOf(call.Name) is not { } batch)
        {
            return CallTarget(call, args);
        }

        batch.Was(steps.Before);
        var running = (Task)CallTarget(call, args)!;
        var commit = args!.OfType<FoldCommit>().FirstOrDefault();
        return call.ReturnType.IsGenericType
            ? s_timed.MakeGenericMethod(call.ReturnType.GenericTypeArguments).Invoke(this, [running, batch, steps.Itself, commit])
            : DoneAsync(running, batch, steps.Itself);
    }

    private object? CallTarget(MethodInfo call, object?[]? args) => call.Invoke(_target, BindingFlags.DoNotWrapExceptions, null, args, null);

    private static async Task DoneAsync(Task running, WalkedBatch batch, WalkStep step)
    {
        await running;
        batch.Was(step);
    }

    private async Task<T> ResultAsync<T>(Task<T> running, WalkedBatch batch, WalkStep step, FoldCommit? commit)
    {
        var result = await running;
        batch.Was(step);
        if (commit is not null)
        {
            _clock.Committed(batch, commit.Messages);
        }
        else if (step == WalkStep.Claim && result is System.Collections.ICollection { Count: > 0 })
        {
            _clock.Flushed();
        }

        return result is IFoldTransaction transaction ? (T)Of(transaction, _clock) : result;
    }
}
