using System.Text.RegularExpressions;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>Escape sequences (HL7 v2.9.1 chapter 2, "Use of escape sequences in text fields"). Those that are not understood are kept in the text as sent.</summary>
internal static partial class EscapeRules
{
    /// <summary>A sequence is short; what is longer is an escape character that stands for itself.</summary>
    private const int Longest = 64;

    public static void Check(Hl7Message message, Findings findings)
    {
        var text = message.Text.Span;
        var delimiters = message.Header.Delimiters;
        Span<byte> ends = [delimiters.Escape, delimiters.Field, delimiters.Component, delimiters.Repetition, delimiters.SubComponent ?? delimiters.Field, (byte)'\r', (byte)'\n'];

        // MSH-2 shows the escape character and escapes nothing.
        var at = text.IndexOf(delimiters.Field) + 1;
        at += Math.Max(text[at..].IndexOf(delimiters.Field), 0);
        for (int step; (step = text[at..].IndexOf(delimiters.Escape)) >= 0;)
        {
            at += step;
            var length = text[(at + 1)..].IndexOfAny(ends);
            if (length < 0 || length > Longest || text[at + 1 + length] != delimiters.Escape)
            {
                findings.Warn("UnclosedEscape", SegmentReader.Locate(text, at, delimiters), "an escape sequence that ends, or \\E\\ for the character itself; it is kept as sent");
                at++;
                continue;
            }

            var body = System.Text.Encoding.Latin1.GetString(text.Slice(at + 1, length));
            if (CharacterSet().IsMatch(body))
            {
                findings.Note("CharacterSetEscape", SegmentReader.Locate(text, at, delimiters), "no change of the character set within a text; it is kept as sent");
            }
            else if (!Known().IsMatch(body))
            {
                findings.Note("UnknownEscape", SegmentReader.Locate(text, at, delimiters), "an escape sequence of the standard; it is kept as sent", body);
            }

            at += length + 2;
        }
    }

    [GeneratedRegex(@"^([FSTREPHN]|X([0-9A-Fa-f]{2})+|\.(br|fi|nf|ce)|\.(sp|in|ti|sk) ?[+-]?\d*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Known();

    [GeneratedRegex("^[CM][0-9A-Fa-f]{4,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex CharacterSet();
}
