using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>What every slice of a batch shares.</summary>
internal sealed record SliceContext(OdooClient Odoo, FieldCatalog Catalog, LookUps Memory, WriteGate Gate, Pace Pace, DeliveryFailures Failures, DeliveryLog Log);

/// <summary>
/// Records of one mapping and one company, few enough for one call: located, guarded, judged, written and read back before the next slice is looked at, so
/// that the guard is never older than one call.
/// </summary>
internal sealed class DeliverySlice(SliceContext context, IReadOnlyList<DeliveryItem> items, ModelFields fields)
{
    private readonly ModelPolicy _policy = items[0].Policy;
    private readonly long _company = items[0].Company;
    private readonly Notes _notes = new(context.Odoo, context.Gate, context.Pace);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var guard = new GuardReading(context.Odoo, new RecordReader(context.Odoo, context.Catalog));
        var verdicts = new Dictionary<DeliveryItem, Judgement>();
        try
        {
            await Locating.LocateToWriteAsync(context.Odoo, context.Memory, items, cancellation);
            await guard.BeforeAsync(items, cancellation);
            await Merges.FindAsync(context.Odoo, items, cancellation);
            var ourUser = items.Any(item => item is { Before: not null, InDoubt: true }) ? await context.Odoo.LogInAsync(cancellation) : 0;
            foreach (var item in items.Where(item => item.Result is null)) verdicts[item] = Judge(item, ourUser);
            await LeaveAloneAsync(verdicts, cancellation);
        }
        catch (OdooFault fault)
        {
            // Nothing of this slice was written yet, so the outcome is known whatever the fault says.
            Refuse(items, fault);
            return;
        }

        await WriteAsync(guard, verdicts, cancellation);
    }

    private async Task WriteAsync(GuardReading guard, Dictionary<DeliveryItem, Judgement> verdicts, CancellationToken cancellation)
    {
        DeliveryItem[] write = [.. verdicts.Where(pair => pair.Value.Verdict == Verdict.Write && pair.Key.Result is null).Select(pair => pair.Key)];
        DeliveryItem[] takeOut = [.. verdicts.Where(pair => pair.Value.Verdict == Verdict.TakeOut && pair.Key.Result is null).Select(pair => pair.Key)];
        DeliveryItem[] callOff = [.. verdicts.Where(pair => pair.Value.Verdict == Verdict.CallOff && pair.Key.Result is null).Select(pair => pair.Key)];
        var writing = new Writing(context.Odoo, context.Gate, context.Pace, fields, _policy, _company);
        var concluding = new Concluding(guard, writing, _notes, context.Gate, context.Failures, fields);
        foreach (var (item, judgement) in verdicts.Where(pair => pair.Value.Verdict == Verdict.PutBack && pair.Key.Result is null))
            await concluding.PutBackAsync(item, judgement, cancellation);
        await writing.WriteAsync([.. write, .. takeOut], cancellation);
        if (write.Where(item => item.Created).Select(item => item.OdooId).Max() is { } made) context.Memory.NewestOfModel.Change(_policy.Model, newest => Math.Max(newest, made));
        await concluding.FollowUpAsync([.. write.Where(item => item is { MayGoOn: true, Changes.Added.Count: > 0 })], cancellation);
        if (_policy.Confirm is { } confirm) await CallAsync(CallPoint.Confirm, confirm, [.. write.Where(item => item.MayGoOn)], cancellation);
        await CallAsync(CallPoint.Withdraw, _policy.Withdraw, callOff, cancellation);
        await concluding.ConcludeAsync(items, cancellation);
    }

    private Task CallAsync(CallPoint point, VerbPolicy verb, IReadOnlyList<DeliveryItem> some, CancellationToken cancellation) => new CallBatch(context.Gate, context.Pace).SendAsync(
        point, _policy.Model, verb.Method, some,
        part => CallAsync(verb, [.. part.Select(item => item.OdooId!.Value)], cancellation),
        cancellation);

    private Task CallAsync(VerbPolicy verb, long[] ids, CancellationToken cancellation) => verb.Values is { } values
        ? context.Odoo.WriteAsync(_policy.Model, ids, [.. values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value))], Writing.ContextOf(_policy, _company), cancellation)
        : context.Odoo.CallAsync(_policy.Model, verb.Method, ids, Writing.ContextOf(_policy, _company), cancellation);

    private Judgement Judge(DeliveryItem item, long ourUser)
    {
        if (item.Before is null)
        {
            if (TooLate(item) is { } reason) item.Settle(PostingResultKind.Withdrawn, reason: reason);
            else if (item.Obstacle is { } missing) Refuse(item, missing);
            return new Judgement(Verdict.Write, [], "");
        }

        var (judgement, changes, edits) = Judgement.Of(item, fields, item.Before, ourUser);
        (item.Changes, item.Edits, item.TakesOut) = (changes, edits, judgement.Verdict == Verdict.TakeOut);
        switch (judgement.Verdict)
        {
            case Verdict.Tell when judgement.Explanation.Length == 0:
                item.Settle(PostingResultKind.Posted);
                break;
            case Verdict.AsWanted when judgement.Explanation.Length == 0:
                item.Settle(PostingResultKind.Posted, baseline: Baselines.Of(item.Before, item));
                break;
            case Verdict.Over:
                item.Settle(PostingResultKind.Withdrawn, baseline: Baselines.Of(item.Before, item));
                break;
            case Verdict.Write when item.Obstacle is { } obstacle:
                Refuse(item, obstacle);
                break;
        }

        return judgement;
    }

    /// <summary>Not in Odoo, and needed no more.</summary>
    private static string? TooLate(DeliveryItem item) => item.Desired.UsefulUntil is { } until && item.Posting.ClaimedAt is var now && until <= now
        ? string.Create(CultureInfo.InvariantCulture, $"Not made in Odoo: it was needed until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and Odoo could be reached at {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")
        : null;

    private async Task LeaveAloneAsync(Dictionary<DeliveryItem, Judgement> verdicts, CancellationToken cancellation)
    {
        var left = verdicts.Where(pair => pair.Key.Result is null && pair.Value.Explanation.Length > 0).ToArray();
        var unsaid = await _notes.LeaveAsync([.. left.Where(_ => _policy.Entry is null).Select(pair => (pair.Key, pair.Value.Explanation, pair.Value.Fields))], _company, cancellation);
        foreach (var (item, judgement) in left)
        {
            if (unsaid.TryGetValue(item, out var failure))
            {
                // The break is told together with its note: both come with the next attempt.
                if (failure is null) item.Settle(PostingResultKind.NotTried);
                else Refuse(item, failure);
                continue;
            }

            // It stays as it is, and so does what is known of it: what was told is still to be written should it become ours again.
            if (judgement.Verdict == Verdict.Tell) item.Settle(PostingResultKind.Posted, baseline: item.Posting.Baseline ?? Baselines.Of(item.Before!, item));
            if (judgement.Verdict == Verdict.AsWanted) item.Settle(PostingResultKind.Posted, baseline: Baselines.Of(item.Before!, item));
            if (judgement.Verdict != Verdict.LeaveAlone) continue;
            context.Log.LeftAlone(item.Posting.ExternalId, item.Posting.Revision, item.OdooId);
            item.Settle(
                PostingResultKind.Protected,
                new Failure(FailureKind.Protected, judgement.Explanation, "Settle the break with the people who own the record in Odoo."),
                item.BreakOf(BreakKind.Protected, judgement.Fields, judgement.Explanation));
        }
    }

    private void Refuse(IEnumerable<DeliveryItem> some, OdooFault fault)
    {
        context.Gate.Note(fault);
        foreach (var item in some.Where(item => item.Result is null))
        {
            var failure = Refusals.Of(fault) with { OutcomeUnknown = false };
            // An open circuit uses up no attempt, and neither does a login that is refused.
            if (fault.CircuitOpen || fault.IsLoginDenied) item.Settle(PostingResultKind.NotTried, failure);
            else Refuse(item, failure);
        }
    }

    private void Refuse(DeliveryItem item, Failure failure) => item.Settle(context.Failures.Decide(failure, item.Posting.Starts).Kind, failure);
}
