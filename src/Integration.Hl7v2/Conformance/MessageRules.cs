using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>What concerns the message as a whole: its type, its event, the segments it has.</summary>
internal static class MessageRules
{
    public static void Check(Hl7Message message, Findings findings)
    {
        CheckType(message.Header, message.Structure is { IsGeneric: false } known ? known.Name : null, findings);
        CheckSegments(message, findings);
        CheckEvent(message, findings);
        if (message.Header is { MessageType: "ORU", Version: "2.5.1" or "2.6" or "2.7" or "2.8" } && !message.Segments[0].Read(21).HasValue)
        {
            findings.Note("NoProfile", new Hl7Location("MSH", 1, 21), "a profile identifier: laboratory guides from 2.5.1 on ask for one");
        }
    }

    private static void CheckType(MessageHeader header, string? structure, Findings findings)
    {
        var trigger = new Hl7Location("MSH", 1, 9, 1, 2);
        if (header.TriggerEvent.Length == 0)
        {
            if (header.MessageType is not ("ACK" or "MCF"))
            {
                findings.Warn("TriggerEvent", trigger, "a trigger event");
            }
        }
        else if (header.TriggerEvent is not [>= 'A' and <= 'Z', _, _] || !char.IsAsciiLetterOrDigit(header.TriggerEvent[1]) || !char.IsAsciiLetterOrDigit(header.TriggerEvent[2]))
        {
            findings.Warn("TriggerEvent", trigger, "a letter and two more characters", header.TriggerEvent);
        }

        if (header.StructureHint.Length > 0 && structure is not null && header.StructureHint != structure)
        {
            findings.Note("MessageStructure", new Hl7Location("MSH", 1, 9, 1, 3), $"{structure}: nothing is routed by this component", header.StructureHint);
        }
    }

    private static void CheckSegments(Hl7Message message, Findings findings)
    {
        var present = message.Segments.Select(segment => segment.Name).ToHashSet();
        var type = message.Header.MessageType;
        foreach (var required in Definitions.RequiredSegments(type, message.Header.TriggerEvent).Where(name => !present.Contains(name)))
        {
            findings.Warn("RequiredSegment", new Hl7Location(required), $"at least one {required} in {type}^{message.Header.TriggerEvent}");
        }

        foreach (var name in present.Order(StringComparer.Ordinal))
        {
            if (!Definitions.Segments.TryGetValue(name, out var definition))
            {
                if (name[0] != 'Z')
                {
                    findings.Warn("UnknownSegment", new Hl7Location(name, 1), "a segment of the standard, or a name that begins with Z");
                }
            }
            else if (definition.Types.Count > 0 && !definition.Types.Contains(type))
            {
                findings.Warn("ForeignSegment", new Hl7Location(name, 1), $"no {name} in {type}, as it belongs to {string.Join(", ", definition.Types)}: MSH-9 and the content disagree");
            }
        }
    }

    /// <summary>EVN-1 repeats the trigger event, and often another one.</summary>
    private static void CheckEvent(Hl7Message message, Findings findings)
    {
        if (message.Find("EVN") is [var segment, ..] && segment.Read(1, 1, 1) is { HasValue: true } recorded && recorded.Text.Trim() != message.Header.TriggerEvent)
        {
            findings.Warn("EventDiffers", recorded.Location with { Component = 0 }, "the trigger event of MSH-9.2, which is the one that counts");
        }
    }
}
