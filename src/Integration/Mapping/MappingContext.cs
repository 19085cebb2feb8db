using Integration.Contracts;

namespace Integration.Mapping;

/// <summary>Everything a mapping may know besides the message: same message and same context, same result.</summary>
/// <param name="ReceivedAt">UTC, from the journal; mapping has no clock.</param>
/// <param name="Sequence">The journal's sequence of the message, which becomes the correlation id.</param>
/// <param name="Tables">The code tables at one revision.</param>
/// <param name="PinnedMapping">The mapping the message was first mapped with (rule 23), which stays; null the first time: then the interface says which.</param>
public sealed record MappingContext(
    InterfaceDefinition Interface,
    DateTimeOffset ReceivedAt,
    long Sequence,
    CodeTables Tables,
    KeyedHash Hash,
    string? PinnedMapping);
