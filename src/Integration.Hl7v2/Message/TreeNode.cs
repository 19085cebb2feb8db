using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Integration.Hl7v2.Message;

/// <summary>
/// A field, repetition, component or sub-component: the parts it is divided into, or at the innermost level the bytes as they are escaped. Every field
/// is divided to the same depth, whether or not a separator stands in it, so that part 1 is always there.
/// </summary>
internal sealed record TreeNode(ReadOnlyMemory<byte> Leaf, ImmutableArray<TreeNode> Parts)
{
    /// <summary>Nothing, at each depth: most fields are empty, and one node serves them all.</summary>
    private static readonly TreeNode[] Empty = CreateEmpty();

    /// <param name="separators">From this level to the innermost.</param>
    public static TreeNode Read(ReadOnlyMemory<byte> text, ReadOnlySpan<byte> separators)
    {
        if (text.IsEmpty)
        {
            return Empty[separators.Length];
        }

        if (separators.IsEmpty)
        {
            return new TreeNode(text, []);
        }

        var parts = new TreeNode[text.Span.Count(separators[0]) + 1];
        var count = 0;
        foreach (var range in text.Span.Split(separators[0]))
        {
            parts[count++] = Read(text[range], separators[1..]);
        }

        return new TreeNode(default, ImmutableCollectionsMarshal.AsImmutableArray(parts));
    }

    public void Write(IBufferWriter<byte> writer, ReadOnlySpan<byte> separators)
    {
        if (separators.IsEmpty)
        {
            writer.Write(Leaf.Span);
            return;
        }

        for (var i = 0; i < Parts.Length; i++)
        {
            if (i > 0)
            {
                writer.Write(separators[..1]);
            }

            Parts[i].Write(writer, separators[1..]);
        }
    }

    /// <summary>The same with other bytes in one place.</summary>
    /// <param name="place">Part numbers from 1, this level first; 0, or the end, is the whole of what stands before it.</param>
    /// <param name="text">Escaped: it holds no separator.</param>
    public TreeNode With(ReadOnlySpan<int> place, ReadOnlyMemory<byte> text, ReadOnlySpan<byte> separators)
    {
        if (place.IsEmpty || place[0] == 0)
        {
            return Read(text, separators);
        }

        var parts = Parts;
        while (parts.Length < place[0])
        {
            parts = parts.Add(Read(default, separators[1..]));
        }

        var part = parts[place[0] - 1].With(place[1..], text, separators[1..]);
        return this with { Parts = parts.SetItem(place[0] - 1, part) };
    }

    private static TreeNode[] CreateEmpty()
    {
        var empty = new TreeNode[4];
        empty[0] = new TreeNode(default, []);
        for (var depth = 1; depth < empty.Length; depth++)
        {
            empty[depth] = new TreeNode(default, [empty[depth - 1]]);
        }

        return empty;
    }
}
