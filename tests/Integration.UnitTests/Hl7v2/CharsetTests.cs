using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("UNICODE UTF-8", Hl7Charset.Utf8)]
    [InlineData("UTF-8", Hl7Charset.Utf8)]
    [InlineData("UTF-8~UNICODE", Hl7Charset.Utf8)]
    [InlineData("8859/1", Hl7Charset.Iso88591)]
    [InlineData("ISO-8859-1", Hl7Charset.Iso88591)]
    [InlineData("windows-1252", Hl7Charset.Windows1252)]
    [InlineData("ASCII", Hl7Charset.Ascii)]
    [InlineData("unicode utf-8", Hl7Charset.Utf8)]
    [InlineData("UNICODE~UTF-8", Hl7Charset.Utf8)]
    [InlineData("~UNICODE UTF-8", Hl7Charset.Utf8)]
    [InlineData("ASCII~UNICODE UTF-8", Hl7Charset.Utf8)]
    [InlineData("8859/1~UNICODE UTF-8", Hl7Charset.Iso88591)]
    [InlineData("ASCII~BIG-5", Hl7Charset.Ascii)]
    [InlineData("UNICODE UTF-16", Hl7Charset.Ascii)]
    [InlineData("8859/2", Hl7Charset.Iso88592)]
    [InlineData("ISO-8859-15", Hl7Charset.Iso885915)]
    [InlineData("8859/9", Hl7Charset.Iso88599)]
    [InlineData("ISO_IR 100", Hl7Charset.Iso88591)]
    [InlineData("Windows-1250", Hl7Charset.Windows1250)]
    [InlineData("CP1251", Hl7Charset.Windows1251)]
    [InlineData("", Hl7Charset.Windows1252)]
    [InlineData(" ~", Hl7Charset.Windows1252)]
    public void Takes_the_character_set_from_MSH_18_and_else_from_the_interface(string declared, Hl7Charset expected)
    {
        var message = Samples.Message(Declaring(declared), new Hl7ParseOptions { DefaultCharset = Hl7Charset.Windows1252 });
        Assert.Equal(expected, message.Header.Charset);
    }

    [Fact]
    public void Reads_windows_1252_by_the_table_of_its_vendor()
    {
        byte[] upper = [.. Enumerable.Range(0x80, 32).Select(value => (byte)value).Where(value => value is not (0x81 or 0x8D or 0x8F or 0x90 or 0x9D))];
        var message = Samples.Message([.. Declaring("windows-1252"), .. "PID|1||"u8, .. upper, 0xE9, 0xFF]);
        Assert.Equal("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸéÿ", Samples.Text(message, "PID-3"));
    }

    [Theory]
    [InlineData("8859/1", 0xA4, "¤")]
    [InlineData("8859/2", 0xB1, "ą")]
    [InlineData("8859/5", 0xD0, "а")]
    [InlineData("8859/7", 0xE1, "α")]
    [InlineData("8859/9", 0xFD, "ı")]
    [InlineData("8859/15", 0xA4, "€")]
    [InlineData("windows-1250", 0xB9, "ą")]
    [InlineData("windows-1251", 0xE0, "а")]
    public void Reads_and_writes_every_set_of_the_table_by_its_own_code_page(string declared, byte sent, string expected)
    {
        var message = Samples.Message([.. Declaring(declared), .. "PID|1||"u8, sent]);
        Assert.Equal(expected, Samples.Text(message, "PID-3"));
        Assert.True(message.ToTree().With(new Hl7Location("PID", 1, 3, 1), expected).TryGet(out var tree, out _));
        Assert.Equal(message.Bytes.ToArray(), tree.ToBytes());
    }

    [Theory]
    [InlineData("8859/3", 0xA5)]
    [InlineData("8859/7", 0xFF)]
    [InlineData("8859/8", 0xA1)]
    [InlineData("windows-1250", 0x81)]
    [InlineData("windows-1251", 0x98)]
    public void Rejects_bytes_the_code_page_has_no_meaning_for(string charset, byte value) => Undecodable(charset, [value]);

    [Fact]
    public void Every_name_an_interface_may_use_is_one_of_MSH_18_too() =>
        Assert.All(CharacterSets.Names, name => Assert.Equal(CharacterSets.Read(name), Samples.Message(Declaring(name)).Header.Charset));

    [Fact]
    public void Codes_that_switch_character_sets_are_not_taken_for_ASCII()
    {
        var result = Hl7Parser.Parse((byte[])[.. Declaring("ISO IR87"), .. "PID|1||\x1B$B;3\x1B(B"u8], new Hl7ParseOptions());
        Assert.Equal(Hl7ProblemKind.UnsupportedCharset, Samples.Only(result).Kind);
    }

    [Theory]
    [InlineData(0x81)]
    [InlineData(0x8D)]
    [InlineData(0x8F)]
    [InlineData(0x90)]
    [InlineData(0x9D)]
    public void Rejects_the_five_bytes_windows_1252_has_no_meaning_for(byte value) => Undecodable("windows-1252", [value]);

    [Fact]
    public void Rejects_Latin_bytes_under_UTF_8() => Undecodable("UNICODE UTF-8", [0xC4, (byte)'x']);

    [Fact]
    public void Rejects_a_character_cut_at_the_end_of_the_message() => Undecodable("UNICODE UTF-8", [0xC3]);

    [Fact]
    public void Rejects_a_byte_above_127_under_ASCII() => Undecodable("ASCII", [0xE9]);

    [Theory]
    [InlineData("UNICODE UTF-8")]
    [InlineData("8859/1")]
    [InlineData("windows-1252")]
    [InlineData("ASCII")]
    public void Rejects_NUL_everywhere(string charset) => Undecodable(charset, [0]);

    [Fact]
    public void Accepts_a_character_set_it_does_not_know_as_long_as_all_is_ASCII()
    {
        Assert.Equal(Hl7Charset.Ascii, Samples.Message(Declaring("BIG-5")).Header.Charset);
        var result = Hl7Parser.Parse((byte[])[.. Declaring("BIG-5"), .. "PID|1||"u8, 0xA4], new Hl7ParseOptions());
        Assert.Contains(result.Problems, problem => problem is { Kind: Hl7ProblemKind.UnsupportedCharset, Location.Field: 18 });
    }

    [Fact]
    public void Notices_UTF_8_under_a_Latin_declaration()
    {
        var message = Samples.Message([.. Declaring("8859/1"), .. "PID|1||7|MÜLLER"u8]);
        var warning = Assert.Single(message.Warnings);
        Assert.Equal((Hl7ProblemKind.SuspectCharset, "PID-4.1"), (warning.Kind, warning.Location.ToString()));
        Assert.Empty(Samples.Message([.. Declaring("8859/1"), .. "PID|1||7|M"u8, 0xDC, .. "LLER"u8]).Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_UTF_16_with_a_byte_order_mark_and_locates_in_the_bytes_received(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        byte[] Of(string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
        var message = Samples.Message(Of(Samples.Header + "\rPID|1||MÜLLER^𝄞"));
        Assert.Equal("MÜLLER^𝄞", Samples.Text(message, "PID-3"));

        var start = Samples.Header + "\rPID|1||MÜ\r";
        Assert.Equal(2 + (2 * start.Length), Samples.Only(Hl7Parser.Parse(Of(start + "nothing"), new Hl7ParseOptions())).ByteOffset);
        Assert.Equal(2 + (2 * start.Length), Samples.Only(Hl7Parser.Parse(Of(start)[..^0].Concat((byte[])(bigEndian ? [0xD8, 0x34] : [0x34, 0xD8])).ToArray(), new Hl7ParseOptions())).ByteOffset);
        Assert.Equal(Hl7ProblemKind.Undecodable, Samples.Only(Hl7Parser.Parse((byte[])[.. Of(start), 65], new Hl7ParseOptions())).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_UTF_16_without_a_byte_order_mark_by_the_zeros_between_its_letters(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: false);
        var message = Samples.Message(encoding.GetBytes(Samples.Header + "|||||||UNICODE UTF-16\rPID|1||MÜLLER"));
        Assert.Equal("MÜLLER", Samples.Text(message, "PID-3"));
        var start = Samples.Header + "\r";
        Assert.Equal(2 * start.Length, Samples.Only(Hl7Parser.Parse(encoding.GetBytes(start + "nothing"), new Hl7ParseOptions())).ByteOffset);
    }

    [Fact]
    public void A_byte_order_mark_wins_over_MSH_18()
    {
        var message = Samples.Message([0xEF, 0xBB, 0xBF, .. Declaring("8859/1"), .. "PID|1||MÜLLER"u8]);
        Assert.Equal("MÜLLER", Samples.Text(message, "PID-3"));
    }

    private static byte[] Declaring(string charset) => Samples.Bytes("MSH|^~\\&|A|F|||20260101||ADT^A01|C1|P|2.5.1||||||" + charset);

    private static void Undecodable(string charset, byte[] bytes)
    {
        byte[] start = [.. Declaring(charset), .. "PV1|1\rPID|1||a^b~c^d"u8];
        var result = Hl7Parser.Parse((byte[])[.. start, .. bytes], new Hl7ParseOptions());
        var problem = Samples.Only(result);
        Assert.Equal((Hl7ProblemKind.Undecodable, "PID-3[2].2", start.Length), (problem.Kind, problem.Location.ToString(), problem.ByteOffset));
        Assert.Equal("C1", result.Header!.ControlId);
    }
}
