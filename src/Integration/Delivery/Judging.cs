using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

internal enum Verdict
{
    /// <summary>Ours, and something is missing.</summary>
    Write,

    /// <summary>Ours, and to be called off.</summary>
    CallOff,

    /// <summary>To be called off, but it holds lines that are not ours: only ours are taken out.</summary>
    TakeOut,

    /// <summary>Odoo holds what is wanted already.</summary>
    AsWanted,

    /// <summary>Theirs, and all that the source says anew is for a note.</summary>
    Tell,

    /// <summary>Called off already, or past calling off and nobody minds.</summary>
    Over,

    /// <summary>Theirs: it is left alone, and a break says so.</summary>
    LeaveAlone,

    /// <summary>Theirs, but with the work of a lost attempt on it: what was written over their decision is put back, and a break says so.</summary>
    PutBack,
}

/// <param name="Fields">What a note says: what would have been changed, what people changed, what is put back or taken out.</param>
/// <param name="Explanation">For people; empty where there is nothing to tell them.</param>
internal sealed record Judgement(Verdict Verdict, IReadOnlyList<BreakField> Fields, string Explanation)
{
    /// <summary>Judges a record that stands in Odoo. Pure.</summary>
    /// <returns>The verdict, what is to be changed, and what people edited.</returns>
    public static (Judgement Judgement, Changes? Changes, Edits Edits) Of(DeliveryItem item, ModelFields fields, StandingRecord standing, long ourUser)
    {
        var policy = item.Policy;
        if (policy.Entry is not null) return OfEntry(item, fields, standing);
        var ownership = new Ownership(item, fields, standing, ourUser);
        var cancelled = policy.CancelledStates.Contains(ownership.State);
        var merged = ownership.MergedBecause();
        var lapsed = item.Desired.Standing == RecordStanding.Lapsed;
        if (!item.IsActive && (cancelled || policy.Withdraw.Until.Contains(ownership.State)) && (merged is null || lapsed)) return Plain(Verdict.Over);

        var theirs = merged ?? ownership.TheirsBecause();
        if (merged is null && theirs is not null && LostWork.Of(item, fields, standing, ownership) is { } lost)
            return (new Judgement(Verdict.PutBack, [.. lost.Written, .. lost.Open], $"People have taken the record over ({theirs}), and {lost.Explanation}."), lost.Back, Edits.None);

        var edits = new Edits(theirs is null ? [.. ownership.Edits()] : [], ownership.Wish);
        var changes = edits.Goal is { } goal ? Changes.Between(goal, standing, policy, fields, ownership.IsOurs) : null;
        var confirmed = policy.Confirm?.Until.Contains(ownership.State) ?? true;
        if (merged is null && item.IsActive && edits.Asked.Count == 0 && changes is { None: true } && !cancelled && (confirmed || theirs is not null)) return Told(Verdict.AsWanted, changes, edits);

        if (theirs is null && edits.Asked.Count == 0)
            return item.IsActive ? Told(Verdict.Write, changes, edits) : HoldsOthers(ownership, standing) ? TakeOut(ownership, standing, policy) : Plain(Verdict.CallOff);
        if (lapsed) return Plain(Verdict.Over);

        var wish = item.IsActive ? "The change from the source was not written" : "The source called this off, but it was not cancelled";
        var because = theirs ?? "people have edited it in Odoo";
        // Left alone as a whole, so the break names everything: what people settle on then covers all of it.
        var whole = ownership.Wish is { } wanted ? Changes.Between(wanted, standing, policy, fields, ownership.IsOurs) : null;
        if (item.IsActive && merged is null && !cancelled && theirs is not null && whole is not null && News(item, whole, fields) is { } news)
            return (new Judgement(Verdict.Tell, [], string.Join("; ", news)), whole, Edits.None);
        return (new Judgement(Verdict.LeaveAlone, whole?.Differences ?? [.. edits.Asked.Select(edit => edit.Difference)], $"{wish}: {because}."), whole, Edits.None);
    }

    /// <returns>What the source says otherwise than it did before, as people read it, where all of it is for a note; else null. What only people changed is their business.</returns>
    private static IEnumerable<string>? News(DeliveryItem item, Changes changes, ModelFields fields)
    {
        if (item.Policy.NotedAfterwards.Count == 0 || item.Posting.Baseline is not { } baseline) return null;
        BreakField[] news = [.. changes.Differences.Where(field =>
            !fields.Record.TryGetValue(field.Field, out var known) || !NormalForm.Same(known, field.Expected, baseline.Values.GetValueOrDefault(field.Field)))];
        return Array.TrueForAll(news, field => item.Policy.NotedAfterwards.Contains(field.Field))
            ? news.Select(field => $"New from the source, {field.Field}: {NormalForm.PlainText(field.Expected)}")
            : null;
    }

    /// <summary>An entry is never changed and never taken out (rule 8): it is as it was made, or people have changed it and a break says so.</summary>
    private static (Judgement, Changes?, Edits) OfEntry(DeliveryItem item, ModelFields fields, StandingRecord standing)
    {
        if (!item.IsActive) return (new Judgement(Verdict.LeaveAlone, [], "The source takes this entry back. An entry is never taken out of the books: it takes a reversing entry."), null, Edits.None);
        var made = item.Wanted ?? new WantedRecord(item.Posting.Baseline?.Values ?? new Dictionary<string, string?>(), []);
        var changes = Changes.Between(made, standing, item.Policy, fields, _ => false);
        return changes.None
            ? Plain(Verdict.AsWanted)
            : (new Judgement(Verdict.LeaveAlone, changes.Differences, "The entry is not as it was made: people have edited it in Odoo. It is never written again."), changes, Edits.None);
    }

    private static bool HoldsOthers(Ownership ownership, StandingRecord standing) => standing.Lines.Any(line => line.Parent == standing.Id && !ownership.Made(line));

    private static (Judgement, Changes?, Edits) TakeOut(Ownership ownership, StandingRecord standing, ModelPolicy policy)
    {
        var changes = Changes.TakingOut(standing, policy, ownership.IsOurs);
        return changes.None ? Plain(Verdict.Over) : (new Judgement(
            Verdict.TakeOut, changes.Differences, "The source called this off. It holds lines that others have added, so it is not cancelled: only the source's own lines are taken out."), changes, Edits.None);
    }

    private static (Judgement, Changes?, Edits) Told(Verdict verdict, Changes? changes, Edits edits) =>
        (new Judgement(verdict, edits.ForNote, edits.ForNote.Count == 0 ? "" : edits.Explanation), changes, edits);

    private static (Judgement, Changes?, Edits) Plain(Verdict verdict) => (new Judgement(verdict, [], ""), null, Edits.None);
}
