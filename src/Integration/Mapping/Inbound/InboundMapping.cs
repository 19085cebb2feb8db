using Integration.Contracts;
using Integration.Mapping.Inbound.Functions;
using Integration.Mapping.Inbound.Sources;

namespace Integration.Mapping.Inbound;

/// <summary>One version of one inbound mapping, checked and compiled.</summary>
/// <param name="Name"><c>hl7v2/SIU_S12/v1</c>.</param>
/// <param name="Triggers">What it can take: MSH-9.1 and MSH-9.2 (<c>SIU^S12</c>), or a resource type.</param>
/// <param name="NotBeside">What tells the same, so that an interface may list only one of both.</param>
/// <param name="DeltaWhen">Where this is true, the contract states only a change although the mapping is declared a snapshot.</param>
/// <param name="Each">The group of which each instance is a contract, or a part of the one with the same key; null when the message is one contract.</param>
/// <param name="EachWhen">Which instances of that group count, each by any of these; empty for all of them.</param>
/// <param name="Otherwise">Why a message none of whose instances counts asks for nothing; null where all of them do.</param>
/// <param name="Aliases">What else the same thing is known by at this sender; those without a value are none.</param>
/// <param name="Asserted">When the sender stated it; the time received where it does not say.</param>
/// <param name="Effective">When it holds; the time asserted where it does not say.</param>
/// <param name="Suppressions">Why a message may ask for nothing; evaluated over the whole message.</param>
/// <param name="Omissions">Why an instance of <paramref name="Each"/> asks for nothing.</param>
/// <param name="Flags">Doubts that do not stop a contract.</param>
/// <param name="Paths">Every path the file reads, as it names them.</param>
internal sealed record InboundMapping(
    string Name,
    IReadOnlyList<string> Triggers,
    IReadOnlyList<string> NotBeside,
    ContractShape Shape,
    Semantics Semantics,
    Expression? DeltaWhen,
    PartialMapping Partial,
    Instances? Each,
    IReadOnlyList<Expression> EachWhen,
    string? Otherwise,
    Expression Key,
    IReadOnlyList<Expression> Aliases,
    InstantOf Asserted,
    Expression? Effective,
    IReadOnlyList<NamedCondition> Suppressions,
    IReadOnlyList<NamedCondition> Omissions,
    IReadOnlyList<NamedCondition> Flags,
    Block Header,
    IReadOnlyList<LineRules> Lines,
    IReadOnlyList<string> Paths)
{
    /// <summary>Whether instances of one key are one contract; where a contract has no lines to hold them, each stays its own.</summary>
    public bool JoinsInstances => Shape.HasLines && (Lines.Count > 0 || !Shape.MayLeaveOutLines);
}

/// <summary>A condition with the name it is reported under.</summary>
internal sealed record NamedCondition(string Name, Expression When);

/// <summary>How the lines of a contract are found.</summary>
/// <param name="Each">The group of which each instance gives lines; null where each instance of the contract's own group is a line.</param>
/// <param name="When">Asked once per contract: whether it has lines at all. Null: it has.</param>
/// <param name="SkipWhen">Asked per instance: any of them leaves it out.</param>
/// <param name="Rows">The tables whose rows are the lines of an instance; none where the instance itself is the line.</param>
/// <param name="Flags">Doubts about an instance that do not stop it; the contract carries them.</param>
/// <param name="Block">Evaluated per instance; holds the fields where there are no rows.</param>
internal sealed record LineRules(Instances? Each, Expression? When, IReadOnlyList<Expression> SkipWhen, IReadOnlyList<RowRules> Rows, IReadOnlyList<NamedCondition> Flags, Block Block)
{
    /// <summary>In place of a group: the message itself is the one instance.</summary>
    public const string Message = "MESSAGE";
}

/// <param name="MissingIsNone">A key without rows gives no lines; else it is an unmapped code.</param>
/// <param name="SkipWhen">Asked per row, as above: a card that says on purpose that nothing is needed.</param>
/// <param name="Block">Evaluated per row; holds the fields.</param>
internal sealed record RowRules(TableKey Key, bool MissingIsNone, IReadOnlyList<Expression> SkipWhen, Block Block);
