using Integration.Contracts;

namespace Integration.Mapping.Inbound;

/// <summary>Writes down what a mapping reads and looks up, and finds what it never read.</summary>
internal abstract class TraceRecorder
{
    private readonly List<FieldSeen> _used = [];
    private readonly List<TableLookup> _lookups = [];

    public IReadOnlyList<FieldSeen> Used => _used;

    public IReadOnlyList<TableLookup> Lookups => _lookups;

    /// <summary>Valued fields nothing read, in the order of the message.</summary>
    public abstract IReadOnlyList<FieldSeen> Unused();

    public void LookedUp(string table, string[] key, string where, IReadOnlyList<CodeRow> rows)
    {
        var lookup = new TableLookup(table, string.Join('|', key), where, [.. rows.Select(row => string.Join('|', row.Values))]);
        if (!_lookups.Exists(made => made.Table == lookup.Table && made.Key == lookup.Key && made.Where == lookup.Where))
        {
            _lookups.Add(lookup);
        }
    }

    protected void Add(FieldSeen seen) => _used.Add(seen);
}
