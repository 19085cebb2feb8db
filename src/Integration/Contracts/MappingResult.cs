namespace Integration.Contracts;

/// <summary>What a mapping made of one message. Exactly one of three: contracts (some perhaps incomplete), a suppression by a named rule, or faults of the message.</summary>
/// <param name="Contracts">In the order of the message.</param>
/// <param name="SuppressedBy">Name of the rule that says this message asks for nothing: <c>not-a-supply-order</c>.</param>
/// <param name="Faults">The message itself is wrong: segment, field, what was expected. Never patient data. Where there are faults, contracts are null and only name the keys they would have had, so that a parked delta can close them (rule 6).</param>
public sealed record MappingResult(IReadOnlyList<MappedContract> Contracts, string? SuppressedBy, IReadOnlyList<Failure> Faults)
{
    /// <summary>Keys of deltas of which nothing can go on: what comes later would build on them (rule 6).</summary>
    public IEnumerable<FoldKey> Deltas() => Contracts.Where(mapped => mapped.Contract is null && mapped.Semantics == Semantics.Delta).Select(mapped => mapped.Key).Distinct();
}

/// <summary>One contract of a message, or what keeps it from being one.</summary>
/// <param name="Key">Known even when lines cannot be mapped, so that a held delta can close its key (rule 6).</param>
/// <param name="Contract">Null when nothing of it may go on (<see cref="PartialMapping.Whole"/> with an unmapped code).</param>
/// <param name="Unmapped">Codes without a row; one exception is kept for each table and code.</param>
public sealed record MappedContract(FoldKey Key, Semantics Semantics, DateTimeOffset AssertedAt, Contract? Contract, IReadOnlyList<UnmappedCode> Unmapped)
{
    /// <summary>What else the same thing is known by: a message with both makes it one.</summary>
    public IReadOnlyList<FoldKey> Aliases { get; init; } = [];

    /// <summary>What is known of the lines that wait for a code; empty where none does.</summary>
    public IReadOnlyList<WaitingLine> Waiting { get; init; } = [];
}

/// <summary>A line that cannot be mapped yet, as far as it is known: for whoever decides which code to map first.</summary>
/// <param name="Codes">What it waits for.</param>
/// <param name="Item">Of the item master; null where that is not known.</param>
/// <param name="Quantity">In <paramref name="Unit"/>.</param>
/// <param name="Unit">By its Odoo name; null where that is not known.</param>
/// <param name="NeededAt">UTC.</param>
public sealed record WaitingLine(IReadOnlyList<UnmappedCode> Codes, string? Item, decimal? Quantity, string? Unit, DateTimeOffset NeededAt);

/// <summary>What goes on when some lines of a contract cannot be mapped: nothing, or the other lines.</summary>
public enum PartialMapping
{
    Whole,
    Lines,
}

/// <param name="Table">Code table without a row.</param>
/// <param name="Code">The key looked for, its cells joined by <c>|</c>. A cell of <c>*</c> stands for a code that narrows the row but need not (the surgeon of a card): a row with any value there answers it, as does one with <c>*</c> in the place of another cell.</param>
/// <param name="Where">Path in the message: <c>ORDER[2] RQD-2.1</c>.</param>
public sealed record UnmappedCode(string Table, string Code, string Where);
