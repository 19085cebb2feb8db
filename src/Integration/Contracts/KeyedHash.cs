using System.Security.Cryptography;
using System.Text;

namespace Integration.Contracts;

/// <summary>
/// Stands in for identifiers that may not leave the journal (cases, visits): HMAC-SHA256 under the installation's key, cut to 128 bits, as 32 lower-case hexadecimal digits. Safe for concurrent use.
/// </summary>
public sealed class KeyedHash
{
    /// <summary>A shorter key could be guessed, and with it every appointment number.</summary>
    public const int MinimumKeyBytes = 16;

    private readonly byte[] _key;

    /// <param name="key">At least <see cref="MinimumKeyBytes"/> bytes; copied.</param>
    public KeyedHash(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinimumKeyBytes)
        {
            throw new ArgumentException($"The key has {key.Length} bytes; it needs at least {MinimumKeyBytes}.", nameof(key));
        }

        _key = key.ToArray();
    }

    /// <param name="domain">What the value is, so that equal numbers of a case and a visit do not meet: <c>case</c>.</param>
    /// <param name="value">The identifier, normalised by the caller.</param>
    public string Of(string domain, string value)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(value);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{domain}\u001f{value}"), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
