using Integration.Contracts;
using Integration.Hl7v2.Message;

namespace Integration.Mapping.Inbound;

/// <summary>Writes down what a mapping reads and looks up, and finds what it never read.</summary>
internal sealed class TraceRecorder
{
    private readonly List<FieldSeen> _used = [];
    private readonly HashSet<Hl7Location> _seen = [];
    private readonly List<TableLookup> _lookups = [];

    public IReadOnlyList<FieldSeen> Used => _used;

    public IReadOnlyList<TableLookup> Lookups => _lookups;

    public void Read(Hl7Value value, Hl7Path? standsFor)
    {
        if (_seen.Add(value.Location))
        {
            _used.Add(new FieldSeen(value.Location.ToString(), value.Text, standsFor?.ToString()));
        }
    }

    public void LookedUp(string table, string[] key, string where, IReadOnlyList<CodeRow> rows)
    {
        var lookup = new TableLookup(table, string.Join('|', key), where, [.. rows.Select(row => string.Join('|', row.Values))]);
        if (!_lookups.Exists(made => made.Table == lookup.Table && made.Key == lookup.Key && made.Where == lookup.Where))
        {
            _lookups.Add(lookup);
        }
    }

    /// <summary>Valued fields nothing read: whole repetitions, or single components of those that were read in part. The delimiters in MSH are no content.</summary>
    public IReadOnlyList<FieldSeen> Unused(Hl7Message message)
    {
        var unused = new List<FieldSeen>();
        foreach (var segment in message.Segments)
        {
            for (var field = segment.Name == "MSH" ? 3 : 1; field <= segment.FieldCount; field++)
            {
                for (var repetition = 1; repetition <= segment.RepetitionCount(field); repetition++)
                {
                    AddUnused(unused, segment, field, repetition);
                }
            }
        }

        return unused;
    }

    private void AddUnused(List<FieldSeen> unused, Hl7Segment segment, int field, int repetition)
    {
        var whole = segment.Read(field, repetition);
        if (!whole.HasValue || _seen.Contains(whole.Location))
        {
            return;
        }

        var parts = whole.Text.Count(character => character == '^') + 1;
        var read = Enumerable.Range(1, parts).Where(component => _seen.Contains(whole.Location with { Component = component })).ToHashSet();
        if (read.Count == 0)
        {
            unused.Add(new FieldSeen(whole.Location.ToString(), whole.Text));
            return;
        }

        unused.AddRange(Enumerable.Range(1, parts)
            .Where(component => !read.Contains(component))
            .Select(component => segment.Read(field, repetition, component))
            .Where(value => value.HasValue)
            .Select(value => new FieldSeen(value.Location.ToString(), value.Text)));
    }
}
