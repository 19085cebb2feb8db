using Integration.Contracts;

namespace Integration.Mapping;

/// <summary>One file of <c>mappings/tables</c>: what the journal's code table of that name starts with.</summary>
/// <param name="Columns">Key columns first.</param>
public sealed record TableSeed(string Name, IReadOnlyList<string> Columns, int KeyColumns, IReadOnlyList<CodeRow> Rows);
