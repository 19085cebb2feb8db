namespace Integration.Odoo;

/// <summary>
/// What one <c>load()</c> did: everything (<see cref="Ids"/>, one per record, in the order of the records) or nothing (<see cref="Messages"/>).
/// A success may carry warnings.
/// </summary>
public sealed record OdooLoad(IReadOnlyList<long>? Ids, IReadOnlyList<OdooLoadMessage> Messages)
{
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Ids))]
    public bool Succeeded => Ids is not null;

    /// <summary>Odoo gave up after ten errors: records without a message are unjudged, not good.</summary>
    public bool StoppedEarly => Messages.Any(message => !message.IsError && message.Text.StartsWith("Found more than 10 errors", StringComparison.Ordinal));
}

/// <summary>One complaint of <c>load()</c>.</summary>
/// <param name="FromRow">First row of the record, counted from 0; null when Odoo names none.</param>
/// <param name="ToRow">Last row of the record.</param>
/// <param name="Record">Number of the record, counted from 0.</param>
/// <param name="Field">The field Odoo names; not always the guilty one.</param>
/// <param name="IsError">Errors undo the call; warnings do not.</param>
/// <param name="Text">One bounded line.</param>
/// <param name="Kind">From the same table as exceptions: serialization and access faults arrive here too.</param>
public sealed record OdooLoadMessage(int? FromRow, int? ToRow, int? Record, string? Field, bool IsError, string Text, OdooFaultKind Kind)
{
    /// <summary>What the person who has to mend it does.</summary>
    public string? Remedy { get; init; }

    /// <summary>
    /// Odoo names this record, the first of the batch, but perhaps only because the batch failed: the other errors are certain. Send it again without them.
    /// </summary>
    public bool IsDoubtful { get; init; }
}
