using Integration.Contracts;

namespace Integration.Journal;

/// <summary>A break that waits for a decision, with what deciding it needs to know.</summary>
/// <param name="Since">UTC, database clock.</param>
public sealed record OpenBreak(long Id, Break Break, DateTimeOffset Since, string Database, PostedRecord Posting);

/// <summary>Whose values count.</summary>
public enum SettleAs
{
    /// <summary>The desired values are written over what people made of the fields of this break.</summary>
    Ours,

    /// <summary>What stands in Odoo counts as delivered, until the source asks for something else.</summary>
    Theirs,

    /// <summary>Nothing changes anywhere; the break stays closed until its values change.</summary>
    Ignore,
}

/// <summary>How a break is settled, worked out from what stands in Odoo now.</summary>
/// <param name="Revision">Of the posting when it was worked out; a newer one has to be looked at again.</param>
/// <param name="Baseline">Replaces the stored one; null for a record that is to be made anew, and where <paramref name="As"/> changes nothing.</param>
/// <param name="Accepted">Values of Odoo's that take the place of desired ones.</param>
/// <param name="Gone">The record is not in Odoo: given up, or made again.</param>
public sealed record BreakSettlement(OpenBreak Of, SettleAs As, long Revision, Baseline? Baseline, IReadOnlyList<AcceptedValue> Accepted, bool Gone);
