namespace Integration.Worker.Commands;

/// <summary>Shows the shape of a value and nothing of its content: letters as x, digits as 9.</summary>
internal static class Masking
{
    private const int Longest = 40;

    public static string Mask(string text, int longest = Longest)
    {
        var shape = string.Concat(text.Take(longest).Select(sign => char.IsLetter(sign) ? 'x' : char.IsDigit(sign) ? '9' : char.IsControl(sign) ? ' ' : sign));
        return text.Length > longest ? shape + "…" : shape;
    }
}
