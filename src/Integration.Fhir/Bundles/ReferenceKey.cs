using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Integration.Fhir.Bundles;

/// <summary>
/// What a reference and the address of an entry have in common (FHIR R4, Bundle, Resolving references): <c>Type/id</c>, whatever server stands before it and whatever version behind it, or else all of it, as with <c>urn:uuid:</c>.
/// An index of a hundred thousand entries holds numbers in place of texts; what a number finds is compared as text when the message is read.
/// </summary>
internal static class ReferenceKey
{
    private const string History = "/_history/";

    /// <summary>0 for what refers to nothing outside its own resource.</summary>
    public static ulong Of(string reference) => Text(reference) is { Length: > 0 } text ? Hash(text) : 0;

    /// <summary>The comparable text; empty for none.</summary>
    public static string Text(string reference)
    {
        if (reference.Length == 0 || reference[0] == '#')
        {
            return "";
        }

        if (reference.StartsWith("urn:", StringComparison.Ordinal))
        {
            return reference;
        }

        var history = reference.LastIndexOf(History, StringComparison.Ordinal);
        var plain = history < 0 ? reference : reference[..history];
        return Tail(plain) is var (type, id) ? $"{type}/{id}" : plain;
    }

    /// <summary>Type and id at the end of an address; null where it does not end so.</summary>
    public static (string Type, string Id)? Tail(string address)
    {
        var history = address.LastIndexOf(History, StringComparison.Ordinal);
        var plain = history < 0 ? address : address[..history];
        var slash = plain.LastIndexOf('/');
        if (slash <= 0 || slash == plain.Length - 1 || plain.StartsWith("urn:", StringComparison.Ordinal))
        {
            return null;
        }

        var begin = plain.LastIndexOf('/', slash - 1) + 1;
        var type = plain[begin..slash];
        return type.Length > 0 && char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter) && IsId(plain.AsSpan(slash + 1)) ? (type, plain[(slash + 1)..]) : null;
    }

    /// <summary>FHIR R4, datatypes, id.</summary>
    public static bool IsId(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '.'))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= 64;
    }

    private static ulong Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) | 1;
    }
}
