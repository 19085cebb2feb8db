using System.Security.Cryptography;
using System.Text;

namespace Integration.Routing.Folds;

/// <summary>External ids are made of parts joined by <c>_</c>; Odoo compares them byte by byte and dislikes anything but lower-case letters, digits and underscores.</summary>
internal static class ExternalIds
{
    public const string Module = "integration.";

    private const int Longest = 40;

    /// <summary>
    /// A code as one part of an id: itself when it is lower-case letters and digits, else what can be kept of it and a short hash of the whole, so that two codes never share a part.
    /// An underscore counts as altered too: joined parts could be read in two ways otherwise.
    /// </summary>
    public static string Part(string code)
    {
        if (code.Length is > 0 and <= Longest && code.All(IsPlain))
        {
            return code;
        }

        var kept = new string([.. code.Take(Longest).Select(letter => IsPlain(char.ToLowerInvariant(letter)) ? char.ToLowerInvariant(letter) : '_')]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)).AsSpan(0, 4));
        return $"{kept}_{hash}";
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter);
}
