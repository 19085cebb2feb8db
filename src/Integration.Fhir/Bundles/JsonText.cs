using System.Text.Json;

namespace Integration.Fhir.Bundles;

/// <summary>Texts of JSON that may hold what is no text.</summary>
public static class JsonText
{
    /// <summary>The text of a string or a name; empty where its bytes or escapes are no Unicode, which the reader of the resource reports.</summary>
    internal static string Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>JSON without the white space between its tokens (RFC 8259, section 2).</summary>
    /// <param name="json">JSON that was read before.</param>
    public static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var compact = new byte[json.Length];
        var length = 0;
        var inString = false;
        for (var at = 0; at < json.Length; at++)
        {
            var letter = json[at];
            if (inString && letter == '\\' && at + 1 < json.Length)
            {
                compact[length++] = letter;
                letter = json[++at];
            }
            else if (letter == '"')
            {
                inString = !inString;
            }
            else if (!inString && letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            compact[length++] = letter;
        }

        return compact[..length];
    }
}
