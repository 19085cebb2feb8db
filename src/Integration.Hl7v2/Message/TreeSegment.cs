using System.Buffers;
using System.Collections.Immutable;

namespace Integration.Hl7v2.Message;

/// <summary>One segment with everything around it that the sender wrote.</summary>
/// <param name="Name">Three characters, upper case.</param>
/// <param name="Lead">Blank lines and blanks before it.</param>
/// <param name="Spelling">The name as sent; in MSH with MSH-1 and MSH-2, which say how the rest is read and are therefore no fields here.</param>
/// <param name="Fields">From field 1 on; in MSH from field 3 on.</param>
/// <param name="End">CR, LF, CRLF or nothing; before it the blanks behind a name without fields.</param>
internal sealed record TreeSegment(
    string Name, ReadOnlyMemory<byte> Lead, ReadOnlyMemory<byte> Spelling, ImmutableArray<TreeNode> Fields, ReadOnlyMemory<byte> End)
{
    /// <summary>How many fields of the standard's numbering the spelling holds.</summary>
    private int Skipped => Name == "MSH" ? 2 : 0;

    public static TreeSegment Read(string name, ReadOnlyMemory<byte> lead, ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> end, byte separator, ReadOnlySpan<byte> inner)
    {
        var from = name == "MSH" ? 4 : 0;
        var length = text.Span[from..].IndexOf(separator);
        if (length < 0)
        {
            // Behind a name alone blanks are tolerated; behind a name that got a field they would belong to it.
            var named = name == "MSH" ? text.Length : 3;
            return new TreeSegment(name, lead, text[..named], [], Joined(text[named..], end));
        }

        var content = text[(from + length + 1)..];
        var fields = ImmutableArray.CreateBuilder<TreeNode>(content.Span.Count(separator) + 1);
        foreach (var range in content.Span.Split(separator))
        {
            fields.Add(TreeNode.Read(content[range], inner));
        }

        return new TreeSegment(name, lead, text[..(from + length)], fields.MoveToImmutable(), end);
    }

    public void Write(IBufferWriter<byte> writer, byte separator, ReadOnlySpan<byte> inner)
    {
        writer.Write(Lead.Span);
        writer.Write(Spelling.Span);
        foreach (var field in Fields)
        {
            writer.Write([separator]);
            field.Write(writer, inner);
        }

        writer.Write(End.Span);
    }

    public TreeSegment With(int field, ReadOnlySpan<int> place, ReadOnlyMemory<byte> text, ReadOnlySpan<byte> inner)
    {
        var index = field - Skipped - 1;
        var fields = Fields;
        while (fields.Length <= index)
        {
            fields = fields.Add(TreeNode.Read(default, inner));
        }

        var end = Fields.IsEmpty ? End.TrimStart((byte)' ') : End;
        return this with { Fields = fields.SetItem(index, fields[index].With(place, text, inner)), End = end };
    }

    private static ReadOnlyMemory<byte> Joined(ReadOnlyMemory<byte> blanks, ReadOnlyMemory<byte> end) =>
        blanks.IsEmpty ? end : (byte[])[.. blanks.Span, .. end.Span];
}
