using System.Globalization;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>MSH-9 of an answer, and what versions differ in.</summary>
/// <param name="Type">MSH-9.1.</param>
/// <param name="Trigger">MSH-9.2.</param>
/// <param name="Structure">MSH-9.3.</param>
internal readonly record struct AnswerType(string Type, string Trigger, string Structure)
{
    /// <summary>A trigger event has three characters; what is much longer is something else, and escaping it could make the answer unreadable.</summary>
    private const int LongestTrigger = 20;

    /// <summary>ACK with the trigger of what it answers.</summary>
    public static AnswerType Acknowledgement(MessageHeader? request) => new("ACK", request?.TriggerEvent ?? "", "ACK");

    /// <summary>
    /// The structure came with version 2.3.1 (chapter 2, MSH-9); before, an acknowledgement is <c>ACK</c> alone. Without a trigger it is so in every version.
    /// </summary>
    public string ToField(string? version, in Hl7Delimiters delimiters)
    {
        var hasStructure = IsAtLeast(version, 3, 1);
        if (Trigger.Length is 0 or > LongestTrigger || (Type == "ACK" && !hasStructure))
        {
            return Type;
        }

        var component = (char)delimiters.Component;
        var trigger = Escapes.Encode(Trigger, delimiters);
        return hasStructure ? $"{Type}{component}{trigger}{component}{Structure}" : $"{Type}{component}{trigger}";
    }

    /// <summary>ERR has a field for each part since 2.5; before, ERR-1 holds all of them.</summary>
    public static bool HasErrorFields(string? version) => IsAtLeast(version, 5, 0);

    /// <summary>Of version 2; what cannot be read is taken for new.</summary>
    private static bool IsAtLeast(string? version, int minor, int patch)
    {
        var parts = (version ?? "").Split('.');
        if (parts.Length < 2 || Number(parts[0]) is not { } major || Number(parts[1]) is not { } itsMinor)
        {
            return true;
        }

        return (major, itsMinor, parts.Length > 2 ? Number(parts[2]) ?? 0 : 0).CompareTo((2, minor, patch)) >= 0;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
