using Integration.Contracts;
using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>Decides the outcome of each message of a batch, in the order of the journal, and gathers what the folds take in.</summary>
internal sealed class ProcessBatch(IReadOnlyDictionary<FoldKey, FoldRow> rows)
{
    private readonly Dictionary<long, MessageVerdict> _verdicts = [];
    private readonly HashSet<long> _replayed = [];
    private readonly HashSet<FoldKey> _shared = [];
    private readonly Dictionary<FoldKey, long> _closed = rows.Where(row => row.Value.ClosedBy is not null).ToDictionary(row => row.Key, row => row.Value.ClosedBy!.Value);
    private readonly Dictionary<FoldKey, long> _newest = rows.ToDictionary(row => row.Key, row => row.Value.NewestSequence);

    public Dictionary<FoldKey, FoldInputs> Inputs { get; } = [];

    public List<(long Sequence, FoldKey Key, Contract Contract)> Contracts { get; } = [];

    /// <summary>Folds of the second level that something was shared with.</summary>
    public IEnumerable<FoldKey> SharedWith => _shared;

    public IReadOnlyList<MessageVerdict> Verdicts() => _verdicts.Values.OrderBy(verdict => verdict.Sequence).ToList();

    /// <param name="lookAlikes">What other requisitions ask for; null where that does not matter.</param>
    /// <param name="sender">Whose look-alikes they are.</param>
    public void Judge(MappedMessage mapped, LookAlikes? lookAlikes = null, SenderProfile? sender = null)
    {
        var (message, _, result) = mapped;
        if (message.Replay is { TakenIn: true })
        {
            _replayed.Add(message.Sequence);
        }

        if (result.Faults.Count > 0)
        {
            Park(mapped, Sentences(result.Faults));
        }
        else if (result.SuppressedBy is not null)
        {
            Decide(mapped, MessageOutcome.Suppressed, result.SuppressedBy);
        }
        else if (IsResend(message, result))
        {
            Decide(mapped, MessageOutcome.Duplicate, $"resend of {message.ResendOf}");
        }
        else if (HeldBehind(message, result) is { } behind)
        {
            Decide(mapped, MessageOutcome.Held, $"waits behind {behind}", heldBehind: behind);
        }
        else if (message is { IsTrusted: false, Replay: null } && sender is not null && lookAlikes?.Suspect(result, sender) is { } alike)
        {
            Suspect(mapped, alike);
        }
        else
        {
            TakeIn(mapped);
            if (sender is not null)
            {
                lookAlikes?.Keep(result, sender);
            }
        }
    }

    /// <summary>Held for a person to decide, and what comes later of the same requisition behind it.</summary>
    private void Suspect(MappedMessage mapped, string alike)
    {
        var keys = mapped.Result.Contracts.Select(contract => contract.Key).Distinct().ToList();
        Close(keys, mapped.Message.Sequence);
        Decide(mapped, MessageOutcome.Held, $"another requisition asks for the same item, place and day: {alike}", closed: keys);
        _verdicts[mapped.Message.Sequence] = _verdicts[mapped.Message.Sequence] with { Suspected = alike };
    }

    /// <summary>What was known of a fold under another key goes to the one that takes it in.</summary>
    public void Join(JoinedFold joined, string feed)
    {
        var inputs = For(joined.Into, feed);
        inputs.Items.Add(new JoinedInput(inputs.NewestSequence, joined.State));
    }

    public void Take(ClaimedTick tick)
    {
        if (rows[tick.Key].Key != tick.Key)
        {
            // Asked for by a fold that another took in since.
            return;
        }

        var inputs = For(tick.Key, tick.Interface);
        inputs.Items.Add(new TickInput(inputs.NewestSequence, tick.Name, tick.At));
    }

    public void Take(ClaimedObservation seen)
    {
        // The records of a fold that another took in are nobody's demand any more.
        if (rows[seen.Key].Key == seen.Key)
        {
            For(seen.Key, seen.Interface).Items.Add(new ObservationInput(seen.Sequence, seen.ExternalId, seen.Status, seen.End, seen.At));
        }
    }

    /// <summary>What one fold of the first level told folds of the second, which are folded after all of the first.</summary>
    public void Share(FoldRow row, FoldInputs inputs, IReadOnlyList<Share> shares)
    {
        foreach (var share in shares)
        {
            var told = For(share.With, inputs.Interface);
            told.Interface = inputs.Interface;
            told.NewestSequence = Math.Max(told.NewestSequence, inputs.NewestSequence);
            told.Items.Add(new ShareInput(inputs.NewestSequence, $"{row.Key.Domain}_{row.Surrogate}", share.Content));
            _shared.Add(share.With);
        }
    }

    /// <summary>Contracts older than their fold can still place wait for a person.</summary>
    public void HoldBeyondHorizon(IReadOnlyList<long> sequences)
    {
        foreach (var sequence in sequences)
        {
            // Taken in long ago: taking it again can change nothing that lies behind the horizon.
            _verdicts[sequence] = _replayed.Contains(sequence)
                ? _verdicts[sequence] with { Reason = "taken again; older than the horizon of its fold, where it stands already" }
                : _verdicts[sequence] with { Outcome = MessageOutcome.Held, Reason = "older than the horizon of its fold" };
        }
    }

    /// <summary>A faulty delta closes its keys as a held one does; where another closes them already it waits its turn, and is judged again then.</summary>
    private void Park(MappedMessage mapped, string reason)
    {
        var deltas = mapped.Result.Deltas().ToList();
        if (deltas.Count > 0 && HeldBehind(mapped.Message, mapped.Result) is { } behind)
        {
            Decide(mapped, MessageOutcome.Held, $"waits behind {behind}, and is at fault itself: {reason}", heldBehind: behind);
            return;
        }

        Close(deltas, mapped.Message.Sequence);
        Decide(mapped, MessageOutcome.Parked, reason, closed: deltas);
        _verdicts[mapped.Message.Sequence] = _verdicts[mapped.Message.Sequence] with { IsInvalid = mapped.Result.Faults.All(fault => fault.Kind == FailureKind.Invalid) };
    }

    /// <summary>What is wrong, place by place, and then once what to do.</summary>
    private static string Sentences(IReadOnlyList<Failure> faults) =>
        $"{string.Join("; ", faults.Select(fault => fault.Reason.TrimEnd('.')).Distinct())}. {string.Join(" ", faults.Select(fault => fault.Remedy).Distinct())}";

    private void TakeIn(MappedMessage taken)
    {
        var (message, _, result) = taken;
        foreach (var mapped in result.Contracts.Where(mapped => mapped.Contract is not null))
        {
            var contract = message.ControlIdConflict ? mapped.Contract! with { Flags = [.. mapped.Contract!.Flags, "control-id-conflict"] } : mapped.Contract!;
            Contracts.Add((message.Sequence, mapped.Key, contract));
            var inputs = For(mapped.Key, message.Interface);
            inputs.Interface = message.Interface;
            inputs.NewestSequence = Math.Max(inputs.NewestSequence, message.Sequence);
            inputs.Items.Add(new ContractInput(message.Sequence, contract));
            _newest[mapped.Key] = Math.Max(_newest[mapped.Key], message.Sequence);
        }

        var unmapped = result.Contracts.SelectMany(mapped => mapped.Unmapped).ToList();
        if (unmapped.Count == 0)
        {
            Decide(taken, MessageOutcome.Processed, null);
            return;
        }

        // A delta of which nothing could go on closes its key: what comes later would build on it.
        var closed = result.Deltas().ToList();
        Close(closed, message.Sequence);

        var codes = string.Join(", ", unmapped.Select(code => $"{code.Table} {code.Code} at {code.Where}").Distinct());
        Decide(taken, MessageOutcome.Held, $"no row in the code tables: {codes}", unmapped, closed: closed);
    }

    private void Close(List<FoldKey> keys, long sequence)
    {
        foreach (var key in keys)
        {
            _closed.TryAdd(key, sequence);
        }
    }

    private bool IsResend(ClaimedMessage message, MappingResult result) =>
        message.ResendOf is { } first && result.Contracts.All(contract => _newest[contract.Key] <= first);

    /// <summary>What came before the one that closes a key is not held behind it.</summary>
    private long? HeldBehind(ClaimedMessage message, MappingResult result)
    {
        foreach (var contract in result.Contracts)
        {
            if (_closed.TryGetValue(contract.Key, out var behind) && behind < message.Sequence)
            {
                return behind;
            }
        }

        return null;
    }

    private FoldInputs For(FoldKey key, string feed)
    {
        if (!Inputs.TryGetValue(key, out var inputs))
        {
            Inputs[key] = inputs = new FoldInputs(feed) { NewestSequence = rows.GetValueOrDefault(key)?.NewestSequence ?? 0 };
        }

        return inputs;
    }

    private void Decide(
        MappedMessage mapped,
        MessageOutcome outcome,
        string? reason,
        IReadOnlyList<UnmappedCode>? holds = null,
        long? heldBehind = null,
        IReadOnlyList<FoldKey>? closed = null) =>
        _verdicts[mapped.Message.Sequence] = new MessageVerdict(mapped.Message.Sequence, outcome, reason, mapped.Mapping, holds ?? [], heldBehind, closed ?? []);
}
