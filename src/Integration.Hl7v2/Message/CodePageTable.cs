using System.Buffers;
using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>A character set of one byte a character, as the code pages of .NET have it, less what they make up for bytes without a meaning.</summary>
internal sealed class CodePageTable
{
    private static readonly CodePageTable?[] Tables = CreateAll();

    private readonly char[] characters = new char[256];
    private readonly Dictionary<char, byte> bytes = [];
    private readonly SearchValues<byte> undefined;

    private CodePageTable(int codePage)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\0"))
            ?? throw new InvalidOperationException($"The runtime has no code page {codePage}.");
        var missing = new List<byte>();
        for (var value = 0; value < 256; value++)
        {
            var character = encoding.GetChars([(byte)value])[0];
            if (IsMadeUp(character, codePage))
            {
                missing.Add((byte)value);
            }
            else
            {
                characters[value] = character;
                bytes.Add(character, (byte)value);
            }
        }

        undefined = SearchValues.Create([.. missing]);
    }

    /// <summary>Null for the character sets that need no table.</summary>
    public static CodePageTable? Of(Hl7Charset charset) => Tables[(int)charset];

    public int FirstUndefined(ReadOnlySpan<byte> text) => text.IndexOfAny(undefined);

    public bool CanEncode(char character) => bytes.ContainsKey(character);

    public string Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new char[text.Length];
        for (var i = 0; i < decoded.Length; i++)
        {
            decoded[i] = characters[text[i]];
        }

        return new string(decoded);
    }

    public byte[] Encode(string text)
    {
        var encoded = new byte[text.Length];
        for (var i = 0; i < encoded.Length; i++)
        {
            encoded[i] = bytes.GetValueOrDefault(text[i], (byte)'?');
        }

        return encoded;
    }

    /// <summary>NUL is no text; .NET gives bytes without a meaning a control character in Windows pages and a private one in ISO pages.</summary>
    private static bool IsMadeUp(char character, int codePage) =>
        character is '\0' or (>= '\uE000' and <= '\uF8FF') || (codePage < 2000 && character is >= '\x80' and <= '\x9F');

    private static CodePageTable?[] CreateAll()
    {
        var tables = new CodePageTable?[Enum.GetValues<Hl7Charset>().Length];
        (Hl7Charset Charset, int CodePage)[] pages =
        [
            (Hl7Charset.Iso88592, 28592), (Hl7Charset.Iso88593, 28593), (Hl7Charset.Iso88594, 28594), (Hl7Charset.Iso88595, 28595),
            (Hl7Charset.Iso88596, 28596), (Hl7Charset.Iso88597, 28597), (Hl7Charset.Iso88598, 28598), (Hl7Charset.Iso88599, 28599),
            (Hl7Charset.Iso885915, 28605), (Hl7Charset.Windows1250, 1250), (Hl7Charset.Windows1251, 1251), (Hl7Charset.Windows1252, 1252),
        ];
        foreach (var (charset, page) in pages)
        {
            tables[(int)charset] = new CodePageTable(page);
        }

        return tables;
    }
}
