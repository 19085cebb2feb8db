using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class EscapeTests
{
    [Theory]
    [InlineData(@"a\F\b\S\c\T\d\R\e\E\f", @"a|b^c&d~e\f")]
    [InlineData(@"one\.br\two", "one\ntwo")]
    [InlineData(@"\H\bold\N\", "bold")]
    [InlineData(@"\X0D\\X0A\", "\r\n")]
    [InlineData(@"\X0d0a\", "\r\n")]
    [InlineData(@"\XC3\\X89\t\XC3A9\", "Été")]
    [InlineData(@"\XC7\\XC3\O", @"\XC7\\XC3\O")]
    [InlineData(@"\X00\", @"\X00\")]
    [InlineData(@"\X1\", @"\X1\")]
    [InlineData(@"\XZZ\", @"\XZZ\")]
    [InlineData(@"\X\", @"\X\")]
    [InlineData(@"\Z99\ \M824041\ \.sp3\", @"\Z99\ \M824041\ \.sp3\")]
    [InlineData(@"\C2842\ \Zxyz\ \.in5\", @"\C2842\ \Zxyz\ \.in5\")]
    [InlineData("  MRN  ", "  MRN  ")]
    [InlineData(@"\P\", @"\P\")]
    [InlineData(@"\\server\\share", @"\\server\\share")]
    [InlineData(@"open \F", @"open \F")]
    [InlineData(@"\", @"\")]
    public void Decodes_what_is_defined_and_keeps_the_rest(string sent, string expected) =>
        Assert.Equal(expected, Samples.Text(Samples.WithHeader("OBX|1|TX|||" + sent), "OBX-5"));

    [Fact]
    public void An_escaped_delimiter_does_not_separate() =>
        Assert.Equal("a^b", Samples.Text(Samples.WithHeader(@"OBX|1|TX|||a\S\b^c"), "OBX-5.1"));

    [Fact]
    public void Hex_is_read_in_the_character_set_of_the_message()
    {
        var message = Samples.Message("MSH|^~\\&|A|F|||20260101||ADT|C1|P|2.5.1||||||8859/1", @"OBX|1|TX|||OPERA\XC7\\XC3\O");
        Assert.Equal("OPERAÇÃO", Samples.Text(message, "OBX-5"));
    }

    [Fact]
    public void The_truncation_character_is_escaped_where_it_is_declared() =>
        Assert.Equal("a#", Samples.Text(Samples.Message("MSH|^~\\&#|A|F|||20260101||ADT|C1|P|2.7", @"OBX|1|TX|||a\P\"), "OBX-5"));

    [Fact]
    public void Escaping_and_reading_gives_the_same_text()
    {
        const string Text = "a|b^c~d\\e&f#g é";
        var delimiters = Hl7Delimiters.Standard with { Truncation = (byte)'#' };
        var escaped = Escapes.Encode(Text, delimiters);
        Assert.Equal(-1, escaped.IndexOfAny(['|', '^', '~', '&', '#']));
        Assert.Equal(Text, Escapes.Decode(Encoding.UTF8.GetBytes(escaped), delimiters, Hl7Charset.Utf8));
    }

    [Fact]
    public void Control_characters_cannot_break_out_of_a_field() =>
        Assert.Equal("a MSH  b", Escapes.Encode("a\rMSH\u001c\u000bb", Hl7Delimiters.Standard));
}
