using System.Text.RegularExpressions;

namespace Integration.UnitTests.Architecture;

/// <summary>Rules of the house the compiler does not know.</summary>
public sealed partial class HouseStyleTests
{
    private const int LongestFile = 400;

    public static TheoryData<string> Folders => ["src", "tests"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_file_keeps_the_rules_of_the_house(string folder)
    {
        var violations = string.Join('\n', Repository.Sources(folder).SelectMany(source => Violations(source.Path, source.Text)));
        Assert.True(violations.Length == 0, violations);
    }

    [Theory]
    [InlineData("src/X/OrderManager.cs", "internal sealed class OrderManager;")]
    [InlineData("src/X/Order.cs", "public static partial class OrderHelper { }")]
    [InlineData("src/X/Order.cs", "internal sealed record OrderData(int A);")]
    [InlineData("src/X/Order.cs", "    [LoggerMessage(Level = LogLevel.Debug, Message = \"x\")]")]
    [InlineData("src/X/Order.cs", "// TODO: later")]
    [InlineData("src/X/Order.cs", "throw new NotImplementedException();")]
    [InlineData("src/X/Order.cs", "catch (IOException) { }")]
    [InlineData("src/X/Order.cs", "#region Fields")]
    public void A_violation_is_seen(string path, string text) => Assert.NotEmpty(Violations(path, text));

    [Fact]
    public void A_file_of_one_line_too_many_is_seen()
    {
        Assert.Empty(Violations("src/X/Order.cs", string.Concat(Enumerable.Repeat("// line\n", LongestFile))));
        Assert.NotEmpty(Violations("src/X/Order.cs", string.Concat(Enumerable.Repeat("// line\n", LongestFile + 1))));
    }

    [Fact]
    public void Log_messages_live_in_the_log_file_of_their_stage() =>
        Assert.Empty(Violations("src/X/OrderLog.cs", "    [LoggerMessage(Level = LogLevel.Debug, Message = \"x\")]"));

    private static IEnumerable<string> Violations(string path, string text)
    {
        if (text.Count(letter => letter == '\n') > LongestFile)
        {
            yield return $"{path}: longer than {LongestFile} lines";
        }

        // These two files name what is banned in order to ban it.
        if (path.Contains("/Architecture/", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (Match match in BannedNames().Matches(text))
        {
            yield return $"{path}: the name {match.Groups["name"].Value} says nothing";
        }

        foreach (Match match in Unfinished().Matches(text))
        {
            yield return $"{path}: {match.Value.Trim()}";
        }

        if (text.Contains("[LoggerMessage", StringComparison.Ordinal) && !path.EndsWith("Log.cs", StringComparison.Ordinal))
        {
            yield return $"{path}: [LoggerMessage] belongs in the stage's Log.cs";
        }
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+(?<name>\w*(Manager|Helper|Helpers|Util|Utils|Processor|Service|Base|Impl|Info|Data))\b")]
    private static partial Regex BannedNames();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException|Thread\.Sleep|^\s*#region|catch\s*(\([^)]*\))?\s*\{\s*\}", RegexOptions.Multiline)]
    private static partial Regex Unfinished();
}
