using System.Diagnostics;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>Table 0155: when a sender wants an answer.</summary>
public enum AnswerCondition
{
    /// <summary>AL.</summary>
    Always,

    /// <summary>NE.</summary>
    Never,

    /// <summary>ER.</summary>
    OnError,

    /// <summary>SU.</summary>
    OnSuccess,
}

/// <summary>Which answers a sender asks for (HL7 v2.9.1 chapter 2, "Enhanced acknowledgement"). Both null is original mode.</summary>
/// <param name="Accept">MSH-15: the answer that says it is safe; null where empty.</param>
/// <param name="Application">MSH-16: the answer that says what became of it; null where empty.</param>
public sealed record AnswersWanted(AnswerCondition? Accept, AnswerCondition? Application)
{
    public bool IsOriginalMode => Accept is null && Application is null;

    /// <summary>A word that table 0155 does not have is read as AL: whoever writes something there waits for something. An acknowledgement is never acknowledged.</summary>
    public static AnswersWanted Of(MessageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header.MessageType == "ACK"
            ? new AnswersWanted(AnswerCondition.Never, AnswerCondition.Never)
            : new AnswersWanted(Read(header.AcceptAcknowledgement), Read(header.ApplicationAcknowledgement));
    }

    /// <summary>Whether an answer of this verdict is wanted under a condition.</summary>
    public static bool Covers(AnswerCondition condition, bool accepted) =>
        condition switch
        {
            AnswerCondition.Always => true,
            AnswerCondition.Never => false,
            AnswerCondition.OnError => !accepted,
            AnswerCondition.OnSuccess => accepted,
            _ => throw new UnreachableException(),
        };

    private static AnswerCondition? Read(string word) =>
        word.ToUpperInvariant() switch
        {
            "" or "\"\"" => null,
            "NE" => AnswerCondition.Never,
            "ER" => AnswerCondition.OnError,
            "SU" => AnswerCondition.OnSuccess,
            _ => AnswerCondition.Always,
        };
}
