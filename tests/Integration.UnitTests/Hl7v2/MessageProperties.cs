using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

/// <summary>What holds for every message that can be written down, and for bytes that cannot be one.</summary>
public sealed class MessageProperties
{
    private const string Signs = "ab1 |^~&\\\"#@é€\U0001D11E\n\r";
    private const string Deleted = "\"\"";
    private static readonly string[] Delimiters = ["|^~\\&", "|^~\\&#", "!@$%*", "^~|\\&", "|^~}"];

    [Fact]
    public void What_is_written_into_a_place_is_read_from_it_and_from_nowhere_else()
    {
        var cases = from delimiters in Gen.Elements(Delimiters)
                    from lines in Gen.Choose(1, 4).SelectMany(count => Gen.ArrayOf(Line(delimiters), count))
                    from line in Gen.Choose(0, lines.Length - 1)
                    from place in Place(delimiters.Length > 4 ? 3 : 1)
                    from text in Text()
                    select (Message(delimiters, lines), new Hl7Location("ZZZ", line + 1, place.Field, place.Repetition, place.Component, place.Sub), text);

        Holds(cases, one =>
        {
            var (sent, place, text) = one;
            var before = Samples.Message(Encoding.UTF8.GetBytes(sent));
            Assert.True(before.ToTree().With(place, text).TryGet(out var tree, out _));
            var after = Samples.Message(tree.ToBytes());
            return after.Find("ZZZ")[place.Occurrence - 1].Read(place.Field, place.Repetition, place.Component, place.SubComponent).Text == text
                && Others(before, place).SequenceEqual(Others(after, place));
        });
    }

    [Fact]
    public void A_message_comes_back_to_the_byte()
    {
        var cases = from delimiters in Gen.Elements(Delimiters)
                    from lines in Gen.ArrayOf(Line(delimiters))
                    from ends in Gen.ArrayOf(Gen.Elements("\r", "\n", "\r\n", "\r \r", "\n\n  ", "\r\n\t"), lines.Length + 1)
                    select Message(delimiters, []) + string.Concat(lines.Select((line, i) => ends[i] + line)) + ends[^1];

        Holds(cases, sent => Encoding.UTF8.GetString(Samples.Message(Encoding.UTF8.GetBytes(sent)).ToTree().ToBytes()) == sent);
    }

    [Fact]
    public void Paths_read_what_splitting_the_text_gives()
    {
        var cases = from delimiters in Gen.Elements(Delimiters)
                    from lines in Gen.Choose(1, 4).SelectMany(count => Gen.ArrayOf(Line(delimiters), count))
                    from line in Gen.Choose(0, lines.Length - 1)
                    from place in Place(3)
                    select (delimiters, lines, line, place);

        Holds(cases, one =>
        {
            var message = Samples.Message(Encoding.UTF8.GetBytes(Message(one.delimiters, one.lines)));
            var (field, repetition, component, sub) = one.place;
            var value = message.Find("ZZZ")[one.line].Read(field, repetition, component, sub);
            return (value.Presence == Hl7Presence.ExplicitNull ? Deleted : value.Text) == Naive(one.delimiters, one.lines[one.line], field, repetition, component, sub);
        });
    }

    [Fact]
    public void Bytes_of_any_kind_are_parsed_or_refused_and_every_segment_has_its_place()
    {
        var cases = from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
                    from header in Gen.Elements("", "MSH|", Samples.Header, Samples.Header + "\r", "\u000b" + Samples.Header + "\rOBX|1||")
                    select (byte[])[.. Encoding.UTF8.GetBytes(header), .. bytes];

        Holds(cases, bytes =>
        {
            var result = Hl7Parser.Parse(bytes, new Hl7ParseOptions { DefaultCharset = Hl7Charset.Iso88591 });
            Assert.Equal(bytes.Length, Math.Max(bytes.Length, result.Problems.Select(problem => problem.ByteOffset).DefaultIfEmpty().Max()));
            Hl7File.Read(bytes);
            return result.Message is null ? result.Problems.Count > 0
                : result.Message.Segments.ToHashSet().SetEquals(Placed(result.Message)) && result.Message.ToTree().ToBytes().AsSpan().SequenceEqual(bytes);
        });
    }

    private static IEnumerable<Hl7Segment> Placed(Hl7Scope scope) => scope.OwnSegments.Concat(scope.ChildGroups.SelectMany(Placed));

    private static IEnumerable<string> Others(Hl7Message message, Hl7Location place) =>
        from segment in message.Segments
        from field in Enumerable.Range(1, segment.FieldCount)
        where segment.Name != place.Segment || segment.Occurrence != place.Occurrence || field != place.Field
        from repetition in Enumerable.Range(1, segment.RepetitionCount(field))
        let value = segment.Read(field, repetition)
        where value.Presence != Hl7Presence.Empty
        select $"{value.Location}={value.Presence}{value.Text}";

    /// <summary>Splits where the delimiters stand and undoes no escapes: the lines it is given have none. What is deleted is deleted with all its parts.</summary>
    private static string Naive(string delimiters, string line, int field, int repetition, int component, int sub)
    {
        var content = At(At(line, delimiters[0], field + 1), delimiters[2], repetition);
        content = content == Deleted ? Deleted : At(content, delimiters[1], component);
        return content == Deleted ? Deleted : delimiters.Length > 4 ? At(content, delimiters[4], sub) : sub == 1 ? content : "";
    }

    private static string At(string text, char separator, int number) => text.Split(separator) is var parts && number <= parts.Length ? parts[number - 1] : "";

    private static string Message(string delimiters, string[] lines) =>
        string.Join('\r', lines.Prepend($"MSH{delimiters}{delimiters[0]}A{delimiters[0]}F{new string(delimiters[0], 5)}ZZZ"));

    /// <summary>A segment with delimiters anywhere, without the escape character.</summary>
    private static Gen<string> Line(string delimiters) =>
        Gen.ArrayOf(Gen.Elements([delimiters[0], delimiters[0], delimiters[1], delimiters[2], delimiters[^1] == delimiters[3] ? 'x' : delimiters[4], 'a', 'b', '1', ' ', '"', '"', 'é', '€']))
            .Select(signs => "ZZZ" + delimiters[0] + new string(signs));

    private static Gen<string> Text() => Gen.ArrayOf(Gen.Elements(Signs.EnumerateRunes().Select(rune => rune.ToString()).ToArray())).Select(signs => string.Concat(signs));

    private static Gen<(int Field, int Repetition, int Component, int Sub)> Place(int subs) =>
        from field in Gen.Choose(1, 6)
        from repetition in Gen.Choose(1, 3)
        from component in Gen.Choose(1, 4)
        from sub in Gen.Choose(1, subs)
        select (field, repetition, component, sub);

    private static void Holds<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
