using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>One posting on its way through the steps. A step writes what it learned; the first that knows the end settles it.</summary>
internal sealed class DeliveryItem(ClaimedPosting posting, ModelPolicy policy)
{
    public ClaimedPosting Posting { get; } = posting;

    public ModelPolicy Policy { get; } = policy;

    public OdooRecord Desired => Posting.Desired;

    public bool IsActive => Desired.Standing == RecordStanding.Active;

    /// <summary>Nobody knows what an earlier attempt did, so a difference may be our own work.</summary>
    public bool InDoubt => Posting.InDoubt || (Posting.Baseline is null && OdooId is not null);

    public long? OdooId { get; set; } = posting.OdooId;

    /// <summary>By all that this journal knows it is to be made now, for the first time.</summary>
    public bool IsUntried => IsActive && OdooId is null && Posting is { InDoubt: false, PostedRevision: 0, Baseline: null };

    /// <summary>Database id of the newest record of the model before what is untried was loaded.</summary>
    public long NewestBefore { get; set; }

    public long Company { get; set; }

    /// <summary>The desired values in normal form; null while a reference is missing, and for what is called off.</summary>
    public WantedRecord? Wanted { get; set; }

    /// <summary>What lost attempts at older revisions meant to write, in normal form, as far as that can still be told.</summary>
    public IReadOnlyList<WantedRecord> Attempted { get; set; } = [];

    /// <summary>Why it could not be written even if it is ours to write: a missing reference, a unit that cannot be converted.</summary>
    public Failure? Obstacle { get; set; }

    public StandingRecord? Before { get; private set; }

    public StandingRecord? After { get; set; }

    public Changes? Changes { get; set; }

    /// <summary>What people edited and what becomes of it.</summary>
    public Edits Edits { get; set; } = Edits.None;

    /// <summary>What is to stand in Odoo in the end: what is wanted, less what stays as people or Odoo's scheduler made it.</summary>
    public WantedRecord Goal => Edits.Goal ?? Wanted!;

    /// <summary>Names of the orders that people merged this one into; null where they did not.</summary>
    public string? MergedInto { get; set; }

    /// <summary>The origin as we left it.</summary>
    public string? SentOrigin => Policy.OriginField is { } origin ? (Posting.Baseline?.Values ?? Wanted?.Values)?.GetValueOrDefault(origin) : null;

    /// <summary>Its lines leave a record that stays.</summary>
    public bool TakesOut { get; set; }

    /// <summary>Odoo accepted something of ours in this batch.</summary>
    public bool Wrote { get; set; }

    public bool Created { get; set; }

    /// <summary>Why writing it ended early.</summary>
    public Failure? Problem { get; set; }

    /// <summary>Writing was closed before all was sent.</summary>
    public bool Unfinished { get; set; }

    /// <summary>Still to be written to.</summary>
    public bool MayGoOn => Result is null && Problem is null && !Unfinished;

    public PostingResult? Result { get; private set; }

    public void Settle(PostingResultKind kind, Failure? failure = null, Break? difference = null, Baseline? baseline = null, string? reason = null) => Result ??= new PostingResult(
        Posting.ExternalId, Posting.Revision, kind, OdooId, baseline ?? Posting.Baseline, failure,
        [.. kind == PostingResultKind.Posted ? Edits.Breaks(this) : [], .. difference is null ? [] : (Break[])[difference]], reason ?? (kind == PostingResultKind.Posted ? Desired.Remark : null));

    /// <summary>What stands there; null where nothing does. What is sent only to make a record is wanted of a standing one no more.</summary>
    public void Stand(StandingRecord? record)
    {
        Before = record;
        if (record is not null) Wanted = Wanted?.Without(Policy.Initial.Select(column => ((string?)null, column)));
    }

    public Break BreakOf(BreakKind kind, IReadOnlyList<BreakField> fields, string explanation) =>
        new(kind, Posting.ExternalId, Policy.Model, OdooId, fields, explanation);

    public Baseline? BaselineNow() => After is null ? null : Baselines.Of(After, this);
}
