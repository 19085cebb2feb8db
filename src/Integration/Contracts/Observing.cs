namespace Integration.Contracts;

/// <summary>What became of one record of ours in Odoo, as the reader found it.</summary>
/// <param name="OdooState">Value of the policy's state field; null where the record is gone.</param>
/// <param name="End">Whether nothing more is to come of the record.</param>
/// <param name="At">UTC, Odoo's clock, to the second: the newest <c>write_date</c> of the record and its lines (the start of the transaction that wrote it); where it is gone, when that was found.</param>
/// <param name="Values">What a later answer to the sender needs, in normal form: <c>receipt_status</c>, <c>backorder_ids</c>, what was received of each line by its external id.</param>
public sealed record Observation(
    string ExternalId,
    long OdooId,
    string? OdooState,
    ObservedStatus Status,
    RecordEnd End,
    DateTimeOffset At,
    IReadOnlyDictionary<string, string?> Values);

/// <summary>How far people are with a record, in words a sender would understand.</summary>
public enum ObservedStatus
{
    /// <summary>It stands, and nobody has decided on it.</summary>
    Requested,

    /// <summary>A buyer has ordered it.</summary>
    Ordered,

    /// <summary>Some of it came; of a transfer, the rest is in a backorder.</summary>
    PartlyReceived,

    /// <summary>All of it came, or was moved.</summary>
    Received,

    /// <summary>People have begun: a task or request left its entry stage, or somebody is assigned to it.</summary>
    Started,

    /// <summary>People have done it.</summary>
    Done,

    /// <summary>A buyer put its lines into another order, where they live on.</summary>
    Merged,

    /// <summary>Called off because the source wanted it so, or its time was over.</summary>
    Withdrawn,

    /// <summary>Called off by people in Odoo.</summary>
    Cancelled,

    /// <summary>Deleted by people in Odoo.</summary>
    Deleted,
}

/// <summary>Whether a record is terminal in Odoo (rule 5), and what that means for the demand it stood for.</summary>
public enum RecordEnd
{
    /// <summary>Still open, or open again because people revived it.</summary>
    None,

    /// <summary>Carried out, or carried on elsewhere: what was asked for until then was answered.</summary>
    Done,

    /// <summary>Cancelled or deleted: what was asked for until then was refused.</summary>
    CalledOff,
}
