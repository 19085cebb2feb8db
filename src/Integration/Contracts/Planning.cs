namespace Integration.Contracts;

/// <summary>What delivery would do for one posting now, found without a writing call.</summary>
/// <param name="OdooId">The record it would write to, leave alone or adopt.</param>
/// <param name="Explanation">For people: what would be created or changed, or why not.</param>
/// <param name="Baseline">For <see cref="PlannedAct.Adopt"/>: the record and its paired lines as they stand.</param>
public sealed record PlannedDelivery(string ExternalId, string Model, PlannedAct Act, long? OdooId, string Explanation, Baseline? Baseline = null);

public enum PlannedAct
{
    /// <summary>A new record.</summary>
    Create,

    /// <summary>A record of ours is changed or called off.</summary>
    Update,

    /// <summary>Odoo holds what is wanted already, or there is nothing to call off.</summary>
    Nothing,

    /// <summary>A record with the same natural key stands there that nobody of ours made: it becomes ours.</summary>
    Adopt,

    /// <summary>Several such records: people have to say which.</summary>
    Ambiguous,

    /// <summary>Theirs by now, or something it needs is missing.</summary>
    Conflict,
}
