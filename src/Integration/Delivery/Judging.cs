using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

internal enum Verdict
{
    /// <summary>Ours, and something is missing.</summary>
    Write,

    /// <summary>Ours, and to be called off.</summary>
    CallOff,

    /// <summary>Odoo holds what is wanted already.</summary>
    AsWanted,

    /// <summary>Called off already, or past calling off and nobody minds.</summary>
    Over,

    /// <summary>Theirs: it is left alone, and a break says so.</summary>
    LeaveAlone,

    /// <summary>Theirs, but with the work of a lost attempt on it: what was written over their decision is put back, and a break says so.</summary>
    PutBack,
}

/// <param name="Fields">For <see cref="Verdict.LeaveAlone"/> and <see cref="Verdict.PutBack"/>: what would have been changed, or what people changed.</param>
/// <param name="Explanation">For people.</param>
internal sealed record Judgement(Verdict Verdict, IReadOnlyList<BreakField> Fields, string Explanation)
{
    /// <summary>Judges a record that stands in Odoo. Pure.</summary>
    public static (Judgement Judgement, Changes? Changes) Of(DeliveryItem item, ModelFields fields, StandingRecord standing, long ourUser)
    {
        var policy = item.Policy;
        var ownership = new Ownership(item, fields, standing, ourUser);
        var cancelled = policy.CancelledStates.Contains(ownership.State);
        if (!item.IsActive && (cancelled || policy.Withdraw.Until.Contains(ownership.State))) return (Plain(Verdict.Over), null);

        var theirs = ownership.TheirsBecause();
        var changes = item.Wanted is { } wanted ? Changes.Between(wanted, standing, policy, fields, ownership.IsOurs) : null;
        if (theirs is not null && LostWork.Of(item, fields, standing, ownership) is { } lost)
            return (new Judgement(Verdict.PutBack, [.. lost.Written, .. lost.Open], $"People have taken the record over ({theirs}), and {lost.Explanation}."), lost.Back);

        var confirmed = policy.Confirm?.Until.Contains(ownership.State) ?? true;
        if (item.IsActive && changes is { None: true } && !cancelled && (confirmed || theirs is not null)) return (Plain(Verdict.AsWanted), changes);

        var edits = theirs is null ? ownership.Edits() : [];
        if (theirs is null && edits.Count == 0) return (Plain(item.IsActive ? Verdict.Write : Verdict.CallOff), changes);
        if (item.Desired.Standing == RecordStanding.Lapsed) return (Plain(Verdict.Over), null);

        var wish = item.IsActive ? "The change from the source was not written" : "The source called this off, but it was not cancelled";
        var because = theirs ?? "people have edited it in Odoo";
        return (new Judgement(Verdict.LeaveAlone, changes?.Differences ?? edits, $"{wish}: {because}."), changes);
    }

    private static Judgement Plain(Verdict verdict) => new(verdict, [], "");
}
