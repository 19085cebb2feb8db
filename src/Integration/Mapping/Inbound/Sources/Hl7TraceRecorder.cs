using Integration.Hl7v2.Message;

namespace Integration.Mapping.Inbound.Sources;

/// <summary>What is read of an HL7 v2 message.</summary>
internal sealed class Hl7TraceRecorder(Hl7Message message) : TraceRecorder
{
    private readonly HashSet<Hl7Location> _seen = [];

    public void Read(Hl7Value value, Hl7Path? standsFor)
    {
        if (_seen.Add(value.Location))
        {
            Add(new FieldSeen(value.Location.ToString(), value.Text, standsFor?.ToString()));
        }
    }

    /// <summary>Whole repetitions, or single components of those that were read in part. The delimiters in MSH are no content.</summary>
    public override IReadOnlyList<FieldSeen> Unused()
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
