using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>A record of master data as the files want it in Odoo.</summary>
/// <param name="Name">Its external id without the module: <c>item_1001</c>.</param>
/// <param name="Label">What people know it by.</param>
/// <param name="Columns">Columns as <c>load()</c> takes them. <c>x/id</c> names external ids (several with commas), <c>x/.id</c> a database id.</param>
internal sealed record WantedRecord(string Model, string Name, string Label, IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>Given once, when the record is made; Odoo's or people's own from then on.</summary>
    public IReadOnlyDictionary<string, string> WhenNew { get; init; } = new Dictionary<string, string>();

    /// <summary>The field by which a record is found that people made before; null where there can be none.</summary>
    public (string Field, string Value)? NaturalKey { get; init; }

    /// <summary>Where to look for it; the same for all records of a model.</summary>
    public OdooDomain Within { get; init; } = OdooDomain.All;

    /// <summary>Database id of the record it is, where Odoo made it with another (a warehouse's own stock location).</summary>
    public long? Is { get; init; }

    /// <summary>Of several with this natural key the oldest active one is meant: Odoo ships some units twice.</summary>
    public bool TakesTheOldest { get; init; }
}

/// <summary>What provisioning does about a record, a field or a switch.</summary>
internal enum ProvisionAct
{
    Create,

    /// <summary>People made it before: it gets our external id, and what is filled stays theirs.</summary>
    Adopt,

    Change,

    /// <summary>A person changed it since it was provisioned; the file says what it said then.</summary>
    Leave,

    /// <summary>A person and the file both changed it, or it is not clear which record is meant.</summary>
    Conflict,
}

/// <summary>One line of the plan.</summary>
/// <param name="Field">Null for the record as a whole.</param>
/// <param name="Was">In Odoo now.</param>
/// <param name="Wanted">By the files.</param>
internal sealed record PlannedStep(ProvisionAct Act, string Model, string Label, string? Field, string? Was, string? Wanted, string? Note)
{
    /// <summary>It writes something to Odoo.</summary>
    public bool Writes => Act is ProvisionAct.Create or ProvisionAct.Adopt or ProvisionAct.Change;
}

/// <summary>Odoo refuses what the files want.</summary>
internal sealed class ProvisionRefused(string message) : Exception(message);
