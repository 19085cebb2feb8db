using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class TreeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\nPID|1||a^b&c~d^^e&|||\r\n\r\n")]
    [InlineData("\r  pid|1||7\r\r \t\n\tZQD  \r\nZQE|  \n \n")]
    [InlineData("\rOBX|1|TX|||first line\nsecond line\r\n third\rNTE|1||x")]
    [InlineData("\rOBX|1|TX|||\\X0D\\\\Z1\\\\H\\|\"\"|^\"\"")]
    public void Writes_what_it_read(string rest)
    {
        var text = Samples.Header + rest;
        Assert.Equal(text, Encoding.UTF8.GetString(Tree(text).ToBytes()));
    }

    [Theory]
    [InlineData("MSH|^~\\\\&|A|F|||20260101||ADT\rPID|a^b&c\r")]
    [InlineData("msh!@$#!A!F!!!20260101!!ADT\rPID!a@b&c\r")]
    [InlineData("MSH|^~\\&#|A|F|||20260101||ADT\rPID|a#b\r")]
    public void Writes_the_delimiters_as_they_were_sent(string text) => Assert.Equal(text, Encoding.UTF8.GetString(Tree(text).ToBytes()));

    [CorpusFact]
    public void Every_readable_message_of_the_corpus_comes_back_to_the_byte()
    {
        var read = 0;
        foreach (var (path, bytes, message) in Readable())
        {
            Assert.True(bytes.Span.SequenceEqual(message.ToTree().ToBytes()), path);
            read++;
        }

        Assert.InRange(read, 800, 2_000);
    }

    [CorpusFact]
    public void An_edit_of_any_message_of_the_corpus_changes_only_the_bytes_of_its_field()
    {
        var random = new Random(20_261_122);
        var edits = 0;
        foreach (var (path, bytes, message) in Readable().Where(one => one.Bytes.Length < 30_000))
        {
            foreach (var place in Places(message, random))
            {
                var text = $"A|^~\\&{edits++}";
                var tree = Edited(message.ToTree(), place, text);
                EditChanges(bytes, message, place, text, tree, path);
            }
        }

        Assert.InRange(edits, 3_000, 5_000);
    }

    [Theory]
    [InlineData("PID-3", "x", "PID|1||x~d|e")]
    [InlineData("PID-3[2].2", "x", "PID|1||a^b&c~d^x|e")]
    [InlineData("PID-3[3]", "x", "PID|1||a^b&c~d~x|e")]
    [InlineData("PID-3.2.1", "x", "PID|1||a^x&c~d|e")]
    [InlineData("PID-3.1.3", "x", "PID|1||a&&x^b&c~d|e")]
    [InlineData("PID-4.2", "x", "PID|1||a^b&c~d|e^x")]
    [InlineData("PID-6", "x", "PID|1||a^b&c~d|e||x")]
    [InlineData("PID-4", "", "PID|1||a^b&c~d|")]
    [InlineData("PID-4", null, "PID|1||a^b&c~d|\"\"")]
    [InlineData("PID-4", "\"\"", "PID|1||a^b&c~d|\\X22\\\\X22\\")]
    [InlineData("PID-4", "a\r\nMSH|^~\\&", "PID|1||a^b&c~d|a\\X0D\\\\X0A\\MSH\\F\\\\S\\\\R\\\\E\\\\T\\")]
    public void Edits_one_place(string path, string? text, string expected)
    {
        var message = Samples.Message(Samples.Header, "PID|1||a^b&c~d|e", "PV1|1");
        var place = Samples.Path(path);
        var tree = Edited(message.ToTree(), new Hl7Location("PID", 1, place.Field, place.Repetition, place.Component, place.SubComponent), text);
        Assert.Equal($"{Samples.Header}\r{expected}\rPV1|1\r", Encoding.UTF8.GetString(tree.ToBytes()));
        var value = place.First(Samples.Message(tree.ToBytes()));
        Assert.Equal((text ?? "", text is null ? Hl7Presence.ExplicitNull : text.Length == 0 ? Hl7Presence.Empty : Hl7Presence.Value), (value.Text, value.Presence));
    }

    [Fact]
    public void Without_a_repetition_the_whole_field_is_replaced()
    {
        var tree = Edited(Tree(Samples.Header + "\rPID|1||a~b~c"), new Hl7Location("PID", 1, 3), "x");
        Assert.EndsWith("\rPID|1||x", Encoding.UTF8.GetString(tree.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_that_was_edited_stays_as_it_was()
    {
        var tree = Tree(Samples.Header + "\rPID|1||a");
        Edited(tree, new Hl7Location("PID", 1, 3, 1), "x");
        Assert.Equal(Samples.Header + "\rPID|1||a", Encoding.UTF8.GetString(tree.ToBytes()));
    }

    [Fact]
    public void A_name_alone_gets_fields_and_loses_the_blanks_that_would_belong_to_them() =>
        Assert.EndsWith("\rZQD||x\r", Encoding.UTF8.GetString(Edited(Tree(Samples.Header + "\rZQD  \r"), new Hl7Location("ZQD", 1, 2), "x").ToBytes()), StringComparison.Ordinal);

    [Theory]
    [InlineData("MSH", 1, 1, 1, 0, 0, "a field other than MSH-1, MSH-2 and MSH-18, which say how the rest is read")]
    [InlineData("MSH", 1, 2, 1, 0, 0, "a field other than MSH-1, MSH-2 and MSH-18, which say how the rest is read")]
    [InlineData("MSH", 1, 18, 1, 0, 0, "a field other than MSH-1, MSH-2 and MSH-18, which say how the rest is read")]
    [InlineData("PV1", 1, 1, 1, 0, 0, "a segment that is in the message")]
    [InlineData("PID", 2, 1, 1, 0, 0, "a segment that is in the message")]
    [InlineData("PID", 1, 0, 1, 0, 0, "a field from 1 to 500")]
    [InlineData("PID", 1, 501, 1, 0, 0, "a field from 1 to 500")]
    [InlineData("PID", 1, 1, 1_001, 0, 0, "a repetition up to 1000")]
    [InlineData("PID", 1, 1, 1, 201, 0, "a component up to 200")]
    [InlineData("PID", 1, 1, 1, 1, 201, "a sub-component up to 200")]
    [InlineData("PID", 1, 1, -1, 1, 1, "a repetition up to 1000")]
    public void Refuses_a_place_that_cannot_be_edited(string segment, int occurrence, int field, int repetition, int component, int sub, string expected)
    {
        Assert.False(Tree(Samples.Header + "\rPID|1").With(new Hl7Location(segment, occurrence, field, repetition, component, sub), "x").TryGet(out _, out var problem));
        Assert.Equal(expected, problem.Expected);
    }

    [Theory]
    [InlineData(500, 1_000, 200, 200)]
    public void The_last_place_within_the_bounds_can_be_edited(int field, int repetition, int component, int sub)
    {
        var place = new Hl7Location("PID", 1, field, repetition, component, sub);
        var message = Samples.Message(Edited(Tree(Samples.Header + "\rPID|1"), place, "x").ToBytes());
        Assert.Equal("x", message.Find("PID")[0].Read(field, repetition, component, sub).Text);
    }

    [Fact]
    public void There_are_no_sub_components_where_the_sender_has_no_delimiter_for_them()
    {
        var tree = Tree("MSH|^~}|A|F|||20260101||ADT\rPID|1");
        Assert.False(tree.With(new Hl7Location("PID", 1, 1, 1, 1, 2), "x").TryGet(out _, out _));
        Assert.Equal("x&y", Samples.Message(Edited(tree, new Hl7Location("PID", 1, 1, 1, 1, 1), "x&y").ToBytes()).Find("PID")[0].Read(1, 1, 1, 1).Text);
    }

    [Theory]
    [InlineData("ASCII", "aé", 1)]
    [InlineData("8859/1", "aé€", 2)]
    [InlineData("8859/15", "€é\u0104", 2)]
    [InlineData("8859/2", "\u0104€", 1)]
    [InlineData("windows-1252", "€\u0081", 1)]
    [InlineData("UNICODE UTF-8", "€\0", 1)]
    public void What_the_character_set_does_not_have_is_an_error_and_no_question_mark(string charset, string text, int position)
    {
        var tree = Samples.Message(Encoding.ASCII.GetBytes($"MSH|^~\\&|A|F|||20260101||ADT|C1|P|2.5||||||{charset}\rPID|1")).ToTree();
        var place = new Hl7Location("PID", 1, 3, 1);
        Assert.False(tree.With(place, text).TryGet(out _, out var problem));
        Assert.Equal(position, problem.Position);
        var readable = text[..position];
        Assert.Equal(readable, Samples.Text(Samples.Message(Edited(tree, place, readable).ToBytes()), "PID-3"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        Assert.False(Tree(Samples.Header + "\rPID|1").With(new Hl7Location("PID", 1, 3), string.Concat("€𝄞", '\uD834', "x")).TryGet(out _, out var problem));
        Assert.Equal(3, problem.Position);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void UTF_16_stays_UTF_16_with_or_without_its_mark(bool bigEndian, bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        byte[] Of(string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(Samples.Header + text)];
        var tree = Samples.Message(Of("\r\nPID|1||MÜLLER\r\n")).ToTree();
        Assert.Equal(Of("\r\nPID|1||MÜLLER\r\n"), tree.ToBytes());
        Assert.Equal(Of("\r\nPID|1||𝄞\r\n"), Edited(tree, new Hl7Location("PID", 1, 3, 1), "𝄞").ToBytes());
    }

    [Fact]
    public void A_byte_order_mark_comes_back()
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF\r\n " + Samples.Header);
        Assert.Equal(bytes, Samples.Message(bytes).ToTree().ToBytes());
    }

    private static Hl7Tree Tree(string text) => Samples.Message(Encoding.UTF8.GetBytes(text)).ToTree();

    private static Hl7Tree Edited(Hl7Tree tree, Hl7Location place, string? text)
    {
        Assert.True(tree.With(place, text).TryGet(out var edited, out var problem), problem?.ToString());
        return edited;
    }

    private static IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes, Hl7Message Message)> Readable() =>
        Corpus.Files().SelectMany(path => Hl7File.Read(Corpus.Read(path)).Messages
            .Select(piece => (path, piece.Bytes, Hl7Parser.Parse(piece.Bytes, new Hl7ParseOptions()).Message!)).Where(one => one.Item3 is not null));

    /// <summary>A field of the header, and in one segment a field, a repetition and a component, there or not.</summary>
    private static IEnumerable<Hl7Location> Places(Hl7Message message, Random random)
    {
        yield return new Hl7Location("MSH", 1, random.Next(3, 8), 1);
        var segments = message.Segments.Where(segment => segment.Name != "MSH").ToArray();
        for (var i = 0; i < 1 && segments.Length > 0; i++)
        {
            var segment = segments[random.Next(segments.Length)];
            var field = random.Next(1, segment.FieldCount + 3);
            yield return new Hl7Location(segment.Name, segment.Occurrence, field);
            yield return new Hl7Location(segment.Name, segment.Occurrence, field, random.Next(1, segment.RepetitionCount(field) + 2));
            yield return new Hl7Location(segment.Name, segment.Occurrence, field, 1, random.Next(1, 5));
        }
    }

    /// <summary>One run of bytes differs, it lies within one field, and the place says what was written.</summary>
    private static void EditChanges(ReadOnlyMemory<byte> bytes, Hl7Message before, Hl7Location place, string text, Hl7Tree tree, string path)
    {
        var edited = tree.ToBytes();
        var prefix = bytes.Span.CommonPrefixLength(edited);
        var suffix = 0;
        while (suffix < Math.Min(bytes.Length, edited.Length) - prefix && bytes.Span[^(suffix + 1)] == edited[^(suffix + 1)])
        {
            suffix++;
        }

        var segment = before.Segments.Single(one => one.Name == place.Segment && one.Occurrence == place.Occurrence);
        var changed = bytes.Span[prefix..^suffix];
        Assert.False(changed.ContainsAny(before.Header.Delimiters.Field, (byte)'\r', (byte)'\n'), $"{path} {place}: the edit went beyond its field");
        var added = edited.AsSpan()[prefix..^suffix].Count(before.Header.Delimiters.Field);
        Assert.True(added <= Math.Max(0, place.Field - segment.FieldCount), $"{path} {place}: the edit added {added} field separators");

        var after = Hl7Parser.Parse(edited, new Hl7ParseOptions { DefaultCharset = before.Header.Charset }).Message;
        Assert.True(after is not null, $"{path} {place}: cannot be read any more");
        Assert.Equal(before.Segments.Select(one => one.Name), after.Segments.Select(one => one.Name));
        var value = after.Segments.Single(one => one.Name == place.Segment && one.Occurrence == place.Occurrence)
            .Read(place.Field, Math.Max(1, place.Repetition), place.Component, place.SubComponent);
        Assert.True(value.Text == text, $"{path} {place}: reads as something else");
    }
}
