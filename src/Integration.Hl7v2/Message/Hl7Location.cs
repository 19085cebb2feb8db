using System.Globalization;
using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>A place in a message. All numbers count from 1; 0 means "the whole of what stands before".</summary>
/// <param name="Segment">The segment name, upper case; empty for the message as a whole.</param>
/// <param name="Occurrence">Which segment of that name in the whole message.</param>
/// <param name="Field">Field number as in the standard (MSH-1 is the field separator itself).</param>
/// <param name="Repetition">Which repetition of the field.</param>
/// <param name="Component">Component number.</param>
/// <param name="SubComponent">Sub-component number.</param>
public readonly record struct Hl7Location(
    string Segment, int Occurrence = 0, int Field = 0, int Repetition = 0, int Component = 0, int SubComponent = 0)
{
    /// <summary>The message as a whole.</summary>
    public static Hl7Location Message { get; } = new("");

    /// <summary>As a path: <c>AIS[2]-3[1].1</c>; a first occurrence or repetition is left out.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Segment.Length == 0 ? "message" : Segment);
        AppendIndex(text, Occurrence);
        if (Field > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"-{Field}");
            AppendIndex(text, Repetition);
        }

        if (Component > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $".{Component}");
        }

        if (SubComponent > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $".{SubComponent}");
        }

        return text.ToString();
    }

    private static void AppendIndex(StringBuilder text, int number)
    {
        if (number > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{number}]");
        }
    }
}
