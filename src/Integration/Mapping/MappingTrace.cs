using Integration.Contracts;

namespace Integration.Mapping;

/// <summary>How a result came about, for people who preview a message. Holds content of the message: whoever shows it masks it.</summary>
/// <param name="Mapping">Which mapping took it; null when none does.</param>
/// <param name="Used">Valued fields that were read, in the order they were read first.</param>
/// <param name="Unused">Valued fields that nothing read, in the order of the message.</param>
/// <param name="Lookups">Table look-ups in the order they were made.</param>
public sealed record MappingTrace(
    MappingResult Result,
    string? Mapping,
    IReadOnlyList<FieldSeen> Used,
    IReadOnlyList<FieldSeen> Unused,
    IReadOnlyList<TableLookup> Lookups);

/// <param name="Path">As in the standard, the segment's occurrence counted through the whole message: <c>AIS[2]-3.1</c>.</param>
/// <param name="Text">The value as sent.</param>
/// <param name="StandsFor">The standard's path, where the sender's profile says that it stands here.</param>
public sealed record FieldSeen(string Path, string Text, string? StandsFor = null);

/// <param name="Key">The cells looked for, joined by <c>|</c>.</param>
/// <param name="Where">Where in the message the key came from.</param>
/// <param name="Rows">The rows found, each its cells joined by <c>|</c>; empty when there is none.</param>
public sealed record TableLookup(string Table, string Key, string Where, IReadOnlyList<string> Rows);
