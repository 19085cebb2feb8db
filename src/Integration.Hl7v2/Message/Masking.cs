namespace Integration.Hl7v2.Message;

/// <summary>The shape of a text without its content: enough to see a wrong separator or a line of text, too little to know a patient by.</summary>
internal static class Masking
{
    private const int ExcerptLength = 24;

    /// <summary>Letters as <c>x</c>, digits as <c>9</c>, bytes outside ASCII as <c>?</c>; the first 24 of them.</summary>
    public static string Excerpt(ReadOnlySpan<byte> text) =>
        string.Create(Math.Min(ExcerptLength, text.Length), text, static (masked, bytes) =>
        {
            for (var i = 0; i < masked.Length; i++)
            {
                masked[i] = char.IsAscii((char)bytes[i]) ? Shape((char)bytes[i]) : '?';
            }
        });

    /// <summary>The same of a decoded text, where a letter is one in any script.</summary>
    public static string Excerpt(string text) =>
        string.Create(Math.Min(ExcerptLength, text.Length), text, static (masked, source) =>
        {
            for (var i = 0; i < masked.Length; i++)
            {
                masked[i] = Shape(source[i]);
            }
        });

    private static char Shape(char character) => char.IsLetter(character) ? 'x' : char.IsDigit(character) ? '9' : character is >= ' ' and <= '~' ? character : '?';
}
