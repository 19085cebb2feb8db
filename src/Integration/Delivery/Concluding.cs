using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Reads back what was written, compares it with what is wanted, and settles what is left (rules 12, 13 and 15).</summary>
internal sealed class Concluding(GuardReading guard, Writing writing, Notes notes, WriteGate gate, DeliveryFailures failures, ModelFields fields)
{
    public async Task ConcludeAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        foreach (var item in items.Where(item => item is { Result: null, Problem.OutcomeUnknown: true })) Refuse(item, item.Problem!);
        DeliveryItem[] touched = [.. items.Where(item => item is { Result: null, Wrote: true })];
        await ReadAsync(touched, cancellation);
        foreach (var item in touched.Where(item => item is { Result: null, Created: false, After: not null }))
            if (TheirsNow(item) is { } because) await PutBackAsync(item, because, cancellation);
        foreach (var item in items.Where(item => item.Result is null)) Settle(item);
    }

    /// <summary>
    /// Odoo computes some fields of a record from its lines: a move that is added later is dated now and takes the whole transfer along. Set right before the
    /// record is confirmed, since Odoo then reserves and orders by that date.
    /// </summary>
    public async Task FollowUpAsync(IReadOnlyList<DeliveryItem> extended, CancellationToken cancellation)
    {
        if (extended.Count == 0 || !await ReadAsync(extended, cancellation)) return;
        var recomputed = extended
            .Where(item => item.After is not null && TheirsNow(item) is null)
            .Select(item => (Item: item, Columns: Left(item).Header))
            .Where(pair => pair.Columns.Count > 0)
            .ToArray();
        await writing.WriteHeadersAsync(recomputed, cancellation);
        foreach (var (item, columns) in recomputed)
            item.Changes = item.Changes! with { Header = item.Changes.Header.Concat(columns).GroupBy(column => column.Key).ToDictionary(group => group.Key, group => group.Last().Value) };
    }

    private Changes Left(DeliveryItem item) =>
        Changes.Between(item.Goal, item.After!, item.Policy, fields, new Ownership(item, fields, item.After!, 0).IsOurs);

    private async Task<bool> ReadAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        try
        {
            await guard.AfterAsync(items, cancellation);
            return true;
        }
        catch (OdooFault fault)
        {
            gate.Note(fault);
            // Written, but not read back: nothing is believed until it is.
            foreach (var item in items) Refuse(item, Refusals.Of(fault) with { Kind = FailureKind.Unavailable, OutcomeUnknown = true });
            return false;
        }
    }

    private void Settle(DeliveryItem item)
    {
        if (item is { Wrote: true, After: null }) Locating.Deleted(item);
        else if (item.Problem is { } problem) Refuse(item, problem);
        else if (item.Unfinished) item.Settle(PostingResultKind.NotTried, gate.Outage is { } outage ? Refusals.Of(outage) : null, baseline: item.BaselineNow());
        else if (item.IsActive) Verify(item);
        else if (item.TakesOut) VerifyTakenOut(item);
        else if (item.Policy.Withdraw.Until.Contains(State(item))) item.Settle(PostingResultKind.Withdrawn, baseline: item.BaselineNow());
        else Refuse(item, NoEffect(item, item.Policy.Withdraw));
    }

    private void VerifyTakenOut(DeliveryItem item)
    {
        if (Changes.TakingOut(item.After!, item.Policy, new Ownership(item, fields, item.After!, 0).IsOurs) is { None: false } left)
            Refuse(item, new Failure(
                FailureKind.Rejected, $"Odoo accepted that lines are taken out, but {left.Differences[0].Field} still stands.", "Look at the record in Odoo and take the source's lines out there; then release."));
        else item.Settle(PostingResultKind.Withdrawn, baseline: item.BaselineNow(), reason: "Its lines were taken out; the record stays, because it holds lines of others.");
    }

    private void Verify(DeliveryItem item)
    {
        var left = Left(item);
        var theirs = new Ownership(item, fields, item.After!, 0).MergedBecause() ?? TheirsNow(item);
        if (!left.None && theirs is not null)
            Protect(item, left.Differences, $"People took the record over while it was made: {theirs}.");
        else if (!left.None)
        {
            var first = left.Differences[0];
            Refuse(item, new Failure(
                FailureKind.Rejected,
                $"Odoo accepted the values but holds others: {first.Field} is '{first.Actual}' instead of '{first.Expected}'{(left.Differences.Count > 1 ? $", and {left.Differences.Count - 1} more" : "")}.",
                "Correct the value (Odoo may have rounded it), the mapping or Odoo's settings; then release."));
        }
        else if (theirs is null && item.Policy.Confirm is { } confirm && !confirm.Until.Contains(State(item))) Refuse(item, NoEffect(item, confirm));
        else item.Settle(PostingResultKind.Posted, baseline: item.BaselineNow());
    }

    /// <summary>The same for what a lost attempt wrote over people's decision; its note was left before.</summary>
    public async Task PutBackAsync(DeliveryItem item, Judgement judgement, CancellationToken cancellation)
    {
        if (await RestoreAsync(item, item.Changes!, cancellation) is not { } restored) return;
        if (item.After is null) Locating.Deleted(item);
        else Protect(item, judgement.Fields, restored ? judgement.Explanation : $"{judgement.Explanation} Odoo refused to put all of it back.");
    }

    /// <summary>People took it over between the guard and now, so they may have decided on the old values: those come back where Odoo still allows it.</summary>
    private async Task PutBackAsync(DeliveryItem item, string because, CancellationToken cancellation)
    {
        if (item.Changes is not { None: false } changes || item.Wanted is null) return;
        if (await RestoreAsync(item, Undo(item, changes), cancellation) is not { } restored || item.After is null) return;
        var left = Left(item);
        var how = restored ? "what was changed was put back" : "not all that was changed could be put back";
        var explanation = $"The change from the source was not kept: people took the record over while it was written ({because}); {how}.";
        // The break is told together with its note: where the note waits, the next attempt finds a record of people and tells both.
        var unsaid = await UnsaidAsync(item, explanation, left.Differences, cancellation);
        if (unsaid is null) Protect(item, left.Differences, explanation);
        else Refuse(item, unsaid with { OutcomeUnknown = false });
    }

    /// <returns>Why the note could not be left; null if it was.</returns>
    private async Task<Failure?> UnsaidAsync(DeliveryItem item, string explanation, IReadOnlyList<BreakField> differences, CancellationToken cancellation)
    {
        try
        {
            var unsaid = await notes.LeaveAsync([(item, explanation, differences)], item.Company, cancellation);
            return unsaid.TryGetValue(item, out var failure) ? failure ?? StillToTell : null;
        }
        catch (OdooFault fault)
        {
            gate.Note(fault);
            return Refusals.Of(fault);
        }
    }

    /// <returns>Whether all of it is back; null where the item waits for another attempt, which then is in doubt and finds what is still to be put back.</returns>
    private async Task<bool?> RestoreAsync(DeliveryItem item, Changes before, CancellationToken cancellation)
    {
        var sent = await writing.PutBackAsync(item, before, cancellation);
        if (sent.FirstOrDefault(unit => unit.Loaded is null && unit.Failure is null or { Kind: FailureKind.Unavailable or FailureKind.Throttled or FailureKind.Conflict }) is { } unfinished)
        {
            Refuse(item, (unfinished.Failure ?? StillToPutBack) with { OutcomeUnknown = true });
            return null;
        }

        return await ReadAsync([item], cancellation) ? sent.All(unit => unit.Loaded is not null) : null;
    }

    private static Failure StillToPutBack { get; } = new(
        FailureKind.Unavailable, "Writing was closed before a change could be put back that was made while people took the record over.", "Nothing: the next attempt puts it back.");

    private static Failure StillToTell { get; } = new(
        FailureKind.Unavailable, "Writing was closed before people could be told that a change to their record was put back.", "Nothing: the next attempt tells them.");

    /// <summary>Only what still is as we wrote it; lines we added go to zero, and lines we removed are named in the break.</summary>
    private Changes Undo(DeliveryItem item, Changes changes)
    {
        var before = item.Before!;
        var after = item.After!;
        var header = changes.Header.Where(column => NormalForm.Same(fields.Record[column.Key], after.Values.GetValueOrDefault(column.Key), column.Value))
            .ToDictionary(column => column.Key, column => before.Values.GetValueOrDefault(column.Key));
        List<(StandingLine, IReadOnlyDictionary<string, string?>)> lines = [];
        foreach (var (line, columns) in changes.Changed)
        {
            if (after.Lines.FirstOrDefault(now => now.Id == line.Id && now.Parent == after.Id) is not { } there) continue;
            var back = columns.Keys.Where(name => there.Values.GetValueOrDefault(name) == columns[name]).ToDictionary(name => name, name => line.Values.GetValueOrDefault(name));
            if (back.Count > 0) lines.Add((there, back));
        }

        if (item.Policy.Lines is { } policy)
        {
            foreach (var added in changes.Added)
                if (after.Lines.FirstOrDefault(now => now.ExternalId == added.ExternalId && now.Parent == after.Id) is { } there)
                    lines.Add((there, new Dictionary<string, string?> { [policy.QuantityField] = "0" }));
            if (policy.Removal == LineRemoval.Zero)
                foreach (var gone in changes.Gone)
                    lines.Add((gone, new Dictionary<string, string?> { [policy.QuantityField] = gone.Values.GetValueOrDefault(policy.QuantityField) }));
        }

        return new Changes(header, lines, [], [], []);
    }

    private void Refuse(DeliveryItem item, Failure failure) =>
        item.Settle(failures.Decide(failure, item.Posting.Starts).Kind, failure, baseline: failure.OutcomeUnknown ? null : item.BaselineNow());

    private static void Protect(DeliveryItem item, IReadOnlyList<BreakField> differences, string explanation) => item.Settle(
        PostingResultKind.Protected,
        new Failure(FailureKind.Protected, explanation, "Settle the break with the people who own the record in Odoo."),
        item.BreakOf(BreakKind.Protected, differences, explanation),
        item.BaselineNow());

    private string? TheirsNow(DeliveryItem item) => item.Policy.Entry is not null ? null : new Ownership(item, fields, item.After!, 0).TheirsBecause();

    private static string? State(DeliveryItem item) => (item.After ?? item.Before) is { } record ? item.Policy.StateOf(record.Values) : null;

    private static Failure NoEffect(DeliveryItem item, VerbPolicy verb) => new(
        FailureKind.Rejected,
        $"{verb.Method} answered without an error, but {item.Policy.StateField} is '{State(item)}' instead of {string.Join(" or ", verb.Until)}.",
        "Look at the record in Odoo: a limit for approvals, a lock or a wizard may stand in the way; then release.");
}
