using Integration.Contracts;

namespace Integration.UnitTests.Contracts;

public sealed class KeyedHashTests
{
    private static readonly KeyedHash Hash = new("0123456789abcdef"u8);

    [Fact]
    public void Is_the_first_half_of_HMAC_SHA256_over_domain_and_value() =>
        // printf 'case\x1fF-200' | openssl dgst -sha256 -hmac 0123456789abcdef
        Assert.Equal("255f4c4c9dc406213265d300c93972eb", Hash.Of("case", "F-200"));

    [Fact]
    public void Differs_by_key_domain_and_value()
    {
        var all = new[] { Hash.Of("case", "1"), Hash.Of("visit", "1"), Hash.Of("case", "2"), new KeyedHash("0123456789abcdeF"u8).Of("case", "1"), Hash.Of("case1", ""), Hash.Of("", "case1") };

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Refuses_a_key_that_could_be_guessed() => Assert.Throws<ArgumentException>(() => new KeyedHash("0123456789abcde"u8));
}
