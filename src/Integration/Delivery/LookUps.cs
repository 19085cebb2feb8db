using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>What was looked up in one Odoo a moment ago. Only what was found and could be used is kept: what is missing is looked for again at once.</summary>
internal sealed class LookUps(TimeSpan keep, TimeProvider time)
{
    /// <summary>Ids of active records by natural key, within a company.</summary>
    public Remembered<(long Company, OdooReference Reference), long> References { get; } = new(keep, time);

    /// <summary>The own unit of a product.</summary>
    public Remembered<long, long> UnitOfProduct { get; } = new(keep, time);

    /// <summary>The tree a unit belongs to.</summary>
    public Remembered<long, string> RootOfUnit { get; } = new(keep, time);

    /// <summary>Database id of the newest record of a model, those made since among them: what is as old stood there before.</summary>
    public Remembered<string, long> NewestOfModel { get; } = new(keep, time);
}
