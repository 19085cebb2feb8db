namespace Integration.Worker.Commands;

/// <summary>Words as a shell takes them.</summary>
internal static class Shell
{
    public static string Quoted(string word) =>
        word.All(sign => char.IsAsciiLetterOrDigit(sign) || "_-+=.,:/@%".Contains(sign, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
