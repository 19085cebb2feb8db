namespace Integration.Mapping.Master;

/// <summary>One thing that is wrong in the master data.</summary>
/// <param name="Place">File and line, or the table's revision in the journal and the row's key.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record MasterFinding(MasterFault Kind, string Table, string Place, string What, string Remedy);

internal enum MasterFault
{
    /// <summary>A row, cell, column or table that is not as the schema says.</summary>
    Malformed,

    /// <summary>Two rows say different things of one key and day.</summary>
    Conflict,

    /// <summary>A row refers to what no row is about.</summary>
    Orphan,

    /// <summary>Something is known, but not all that is needed to work with it.</summary>
    Gap,

    /// <summary>A unit that cannot be counted in the item's own.</summary>
    Unit,

    /// <summary>Odoo says otherwise than the tables.</summary>
    Drift,
}
