namespace Integration.Hl7v2.Message;

/// <summary>The shape of a text without its content: enough to see a wrong separator or a line of text, too little to know a patient by.</summary>
internal static class Masking
{
    private const int ExcerptBytes = 24;

    /// <summary>Letters as <c>x</c>, digits as <c>9</c>, bytes outside ASCII as <c>?</c>; the first 24 of them.</summary>
    public static string Excerpt(ReadOnlySpan<byte> text) =>
        string.Create(Math.Min(ExcerptBytes, text.Length), text, static (masked, bytes) =>
        {
            for (var i = 0; i < masked.Length; i++)
            {
                var character = (char)bytes[i];
                masked[i] = char.IsAsciiLetter(character) ? 'x'
                    : char.IsAsciiDigit(character) ? '9'
                    : character is >= ' ' and <= '~' ? character
                    : '?';
            }
        });
}
