using Integration.Contracts;

namespace Integration.Mapping;

/// <summary>One file of <c>mappings/tables</c>: what the journal's code table of that name starts with.</summary>
/// <param name="Columns">Key columns first.</param>
public sealed record TableSeed(string Name, IReadOnlyList<string> Columns, int KeyColumns, IReadOnlyList<CodeRow> Rows)
{
    /// <summary>Where it was read from; empty when it was not read from a file.</summary>
    public string File { get; init; } = "";

    /// <summary>The line of each row, from 1; empty when it was not read from a file.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];
}
