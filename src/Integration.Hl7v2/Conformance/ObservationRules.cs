using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>OBX: its value is of the type OBX-2 says, and within one OBR nothing is numbered or named twice (HL7 v2.9.1 chapter 7).</summary>
internal static class ObservationRules
{
    private static readonly string[] ValueTypes =
    [
        "AD", "AUI", "CD", "CE", "CF", "CK", "CN", "CNE", "CP", "CQ", "CWE", "CX", "DR", "DT", "DTM", "ED", "EI", "FT", "HD", "ID", "IS", "JCC", "MA", "MO", "NA", "NM", "NR", "PL", "PN", "PPN", "RP", "SI", "SN", "SPS", "ST",
        "TM", "TN", "TQ", "TS", "TX", "VR", "XAD", "XCN", "XON", "XPN", "XTN",
    ];

    public static void Check(Hl7Message message, Findings findings)
    {
        var numbers = new HashSet<string>();
        var names = new HashSet<(string, string)>();
        foreach (var segment in message.Segments)
        {
            if (segment.Name is "OBR" or "ORC" or "SPM" or "PID")
            {
                numbers.Clear();
                names.Clear();
            }
            else if (segment.Name == "OBX")
            {
                CheckRepeated(segment, numbers, names, findings);
                CheckValueType(segment, findings);
            }
        }
    }

    private static void CheckRepeated(Hl7Segment segment, HashSet<string> numbers, HashSet<(string, string)> names, Findings findings)
    {
        var number = segment.Read(1);
        if (number.HasValue && !numbers.Add(number.Text))
        {
            findings.Warn("SetIdRepeated", number.Location, "another number than the observations before it in this order");
        }

        var name = segment.Read(3);
        if (name.HasValue && !names.Add((name.Text, segment.Read(4).Text)))
        {
            findings.Note("ObservationRepeated", name.Location, "another pair of OBX-3 and OBX-4 than the observations before it in this order: the position alone tells them apart");
        }
    }

    private static void CheckValueType(Hl7Segment segment, Findings findings)
    {
        var type = segment.Read(2);
        var count = segment.RepetitionCount(5);
        if (count == 0)
        {
            return;
        }

        if (!type.HasValue)
        {
            findings.Warn("RequiredField", type.Location, "a value type, as there is a value in OBX-5");
            return;
        }

        if (!ValueTypes.Contains(type.Text.Trim()))
        {
            findings.Warn("NotInTable", type.Location, "a value of table 0125", type.Text);
        }

        for (var repetition = 1; repetition <= count; repetition++)
        {
            CheckValue(segment, type.Text.Trim(), repetition, findings);
        }
    }

    private static void CheckValue(Hl7Segment segment, string type, int repetition, Findings findings)
    {
        var value = segment.Read(5, repetition, 1);
        var second = Enumerable.Range(2, 4).Select(component => segment.Read(5, repetition, component)).FirstOrDefault(read => read.HasValue);
        switch (type)
        {
            case "NM" or "DT" or "TM" or "TS" or "DTM" or "SI":
                if (value.HasValue)
                {
                    ValueRules.Check(type, value, findings);
                }

                if (second.HasValue)
                {
                    findings.Warn("ValueType", second.Location, $"one component, as OBX-2 says {type}", second.Text);
                }

                break;
            case "ST" or "TX" or "FT" or "IS" or "ID" when second.HasValue:
                findings.Warn("ValueType", second.Location, $"one component, as OBX-2 says {type}: a delimiter in text has to be escaped", second.Text);
                break;
            case "CE" or "CWE" or "CNE":
                ValueRules.CheckCode(segment, 5, repetition, findings);
                break;
            case "XAD" or "AD" when value.HasValue && !second.HasValue:
                findings.Note("ValueType", value.Location with { Component = 0 }, $"street, place and postal code in components of their own, as OBX-2 says {type}", value.Text);
                break;
        }
    }
}
