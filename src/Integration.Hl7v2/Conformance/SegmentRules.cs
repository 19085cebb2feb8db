using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>What concerns one segment: its fields, one by one.</summary>
internal static class SegmentRules
{
    public static void Check(Hl7Segment segment, Findings findings)
    {
        if (segment.FieldCount == 0)
        {
            findings.Note("EmptySegment", new Hl7Location(segment.Name, segment.Occurrence), "a segment with fields");
            return;
        }

        foreach (var field in Definitions.Fields[segment.Name])
        {
            CheckUse(segment, field, findings);
            for (var repetition = 1; repetition <= segment.RepetitionCount(field.Number); repetition++)
            {
                CheckValue(segment, field, repetition, findings);
            }
        }

        if (Definitions.Segments.TryGetValue(segment.Name, out var definition) && definition.Fields is { } most && segment.FieldCount > most)
        {
            findings.Note("TooManyFields", new Hl7Location(segment.Name, segment.Occurrence, most + 1), $"{most} fields, as in the newest version");
        }

        if (segment.FieldCount > 2 && segment.RepetitionCount(segment.FieldCount) == 0)
        {
            findings.Note("EmptyFieldsAtEnd", new Hl7Location(segment.Name, segment.Occurrence, segment.FieldCount), "no field separators after the last value");
        }
    }

    private static void CheckUse(Hl7Segment segment, FieldDefinition field, Findings findings)
    {
        if (segment.RepetitionCount(field.Number) > 0)
        {
            return;
        }

        var location = new Hl7Location(segment.Name, segment.Occurrence, field.Number);
        switch (field.Use)
        {
            case "required":
                findings.Warn("RequiredField", location, "a value: the standard requires it");
                break;
            case "expected":
                findings.Warn("RequiredField", location, "a value: senders are told apart by it");
                break;
            case "advised":
                findings.Note("AdvisedField", location, "a value");
                break;
        }
    }

    private static void CheckValue(Hl7Segment segment, FieldDefinition field, int repetition, Findings findings)
    {
        var first = segment.Read(field.Number, repetition, 1, 1);
        if (first.HasValue && field.Table.Length > 0)
        {
            CheckTable(first, field.Table, findings);
        }

        switch (field.Type)
        {
            case "DTM" or "DT" or "NM" or "SI" or "XTN" when first.HasValue:
                ValueRules.Check(field.Type, first, findings);
                break;
            case "CWE":
                ValueRules.CheckCode(segment, field.Number, repetition, findings);
                break;
            case "CX":
                CheckIdentifier(segment, field.Number, repetition, findings);
                break;
            case "XPN" when repetition == 1 && first.HasValue && !segment.Read(field.Number, repetition, 2).HasValue:
                findings.Note("NameIncomplete", first.Location with { Component = 2, SubComponent = 0 }, "a given name beside the family name");
                break;
        }

        CheckAuthority(segment, field.Number, repetition, findings);
    }

    private static void CheckTable(Hl7Value value, string table, Findings findings)
    {
        var definition = Definitions.Tables[table];
        if (!definition.Values.Contains(value.Text.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            var severity = definition.IsClosed ? Hl7Severity.Warning : Hl7Severity.Note;
            findings.Add(severity, "NotInTable", value.Location with { Component = 0, SubComponent = 0 }, $"a value of table {table}: {string.Join(", ", definition.Values.Take(12))}", value.Text);
        }
    }

    private static void CheckIdentifier(Hl7Segment segment, int field, int repetition, Findings findings)
    {
        var identifier = segment.Read(field, repetition, 1);
        if (identifier.HasValue && identifier.Text.AsSpan().Trim().Length != identifier.Text.Length)
        {
            findings.Note("BlanksInIdentifier", identifier.Location, "no blanks around an identifier", identifier.Text);
        }

        for (var earlier = 1; earlier < repetition; earlier++)
        {
            if (identifier.HasValue && segment.Read(field, earlier, 4).Text == segment.Read(field, repetition, 4).Text && segment.Read(field, earlier, 5).Text == segment.Read(field, repetition, 5).Text)
            {
                findings.Note("IdentifierRepeated", identifier.Location with { Component = 0 }, "one identifier of a type from one authority: which of them counts?");
                return;
            }
        }
    }

    /// <summary>An HD in the header: the universal id and its type come together.</summary>
    private static void CheckAuthority(Hl7Segment segment, int field, int repetition, Findings findings)
    {
        if (segment.Name == "MSH" && field is >= 3 and <= 6 && segment.Read(field, repetition, 2).HasValue != segment.Read(field, repetition, 3).HasValue)
        {
            var missing = segment.Read(field, repetition, 2).HasValue ? 3 : 2;
            findings.Warn("AuthorityIncomplete", new Hl7Location("MSH", 1, field, repetition, missing), "both universal id and its type, or neither");
        }
    }
}
