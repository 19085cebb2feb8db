namespace Integration.Mapping.Master;

/// <summary>How much two codes have in common: the share of neighbouring pairs of letters and digits (Sørensen–Dice), whatever their case and punctuation.</summary>
internal static class Likeness
{
    /// <summary>Longest text that is compared; codes are shorter, and the rest of a long name would not make it likelier.</summary>
    private const int Longest = 64;

    /// <returns>From 0 to 1.</returns>
    public static double Of(string left, string right)
    {
        var (first, second) = (Pairs(left), Pairs(right));
        if (first.Count == 0 || second.Count == 0)
        {
            return 0;
        }

        var common = first.Sum(pair => Math.Min(pair.Value, second.GetValueOrDefault(pair.Key)));
        return 2.0 * common / (first.Values.Sum() + second.Values.Sum());
    }

    private static Dictionary<(char, char), int> Pairs(string text)
    {
        var plain = text.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant).Take(Longest).ToList();
        var pairs = new Dictionary<(char, char), int>();
        foreach (var pair in plain.Zip(plain.Skip(1)))
        {
            pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
        }

        return pairs;
    }
}
