using System.Buffers;
using System.Diagnostics;

namespace Integration.Hl7v2.Mllp;

/// <summary>
/// Takes frames out of a byte stream: 0x0B, payload, 0x1C, 0x0D. It recovers at the next start block whatever went before, so that one bad frame never
/// costs the next good one. Not safe for several threads; one per connection.
/// </summary>
/// <param name="maxFrameBytes">Payload bytes of one frame; more is <see cref="MllpProblemKind.TooLong"/>.</param>
public sealed class MllpDecoder(int maxFrameBytes)
{
    /// <summary>How much of a bad frame a problem shows.</summary>
    public const int HeadBytes = 4096;

    private readonly List<byte> outsideHead = [];
    private State state;
    private long outsideLength;
    private bool outsideIsBlank = true;
    private long scanned;
    private long number;

    private enum State
    {
        Outside,
        Inside,
        Discarding,
    }

    /// <summary>All bytes skipped outside frames so far, stray line ends included.</summary>
    public long GarbageBytes { get; private set; }

    /// <summary>Whether the stream has begun something that is not finished yet.</summary>
    public bool IsMidFrame => state != State.Outside || !outsideIsBlank;

    /// <summary>
    /// Takes the next frame or problem; <paramref name="buffer"/> moves past what was used. False when more bytes are needed: then everything was
    /// examined, and the next call must start with what is left in <paramref name="buffer"/>.
    /// </summary>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out MllpFrame? frame, out MllpProblem? problem)
    {
        frame = null;
        problem = null;
        while (!buffer.IsEmpty)
        {
            var more = state switch
            {
                State.Outside => SkipOutside(ref buffer, ref problem),
                State.Inside => ReadInside(ref buffer, ref frame, ref problem),
                State.Discarding => Discard(ref buffer),
                _ => throw new UnreachableException(),
            };
            if (frame is not null || problem is not null)
            {
                return true;
            }

            if (!more)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>What the end of the stream leaves unfinished; null where it ended between frames.</summary>
    public MllpProblem? Complete(in ReadOnlySequence<byte> rest) =>
        state == State.Inside ? new MllpProblem(MllpProblemKind.Truncated, rest.Length, Head(rest))
        : state == State.Outside && !outsideIsBlank ? TakeOutside(MllpProblemKind.Garbage)
        : null;

    private static byte[] Head(in ReadOnlySequence<byte> bytes) => bytes.Slice(0, Math.Min(bytes.Length, HeadBytes)).ToArray();

    /// <summary>The offset of the next start or end block from <paramref name="from"/> on, or -1.</summary>
    private static long FindBlock(in ReadOnlySequence<byte> buffer, long from)
    {
        var reader = new SequenceReader<byte>(buffer.Slice(from));
        return reader.TryAdvanceToAny([MllpFraming.StartBlock, MllpFraming.EndBlock], advancePastDelimiter: false) ? from + reader.Consumed : -1;
    }

    private static byte? ByteAt(in ReadOnlySequence<byte> buffer, long offset) =>
        offset < buffer.Length ? buffer.Slice(offset, 1).FirstSpan[0] : null;

    private bool SkipOutside(ref ReadOnlySequence<byte> buffer, ref MllpProblem? problem)
    {
        var block = FindBlock(buffer, 0);
        Remember(buffer.Slice(0, block < 0 ? buffer.Length : block));
        if (block < 0)
        {
            buffer = buffer.Slice(buffer.End);
            return false;
        }

        var isStart = ByteAt(buffer, block) == MllpFraming.StartBlock;
        buffer = buffer.Slice(block + 1);
        if (isStart)
        {
            state = State.Inside;
            scanned = 0;
        }
        else
        {
            GarbageBytes++;
        }

        var wasBlank = outsideIsBlank;
        var skipped = TakeOutside(isStart ? MllpProblemKind.Garbage : MllpProblemKind.MissingStart);
        problem = wasBlank ? null : skipped;
        return true;
    }

    private bool ReadInside(ref ReadOnlySequence<byte> buffer, ref MllpFrame? frame, ref MllpProblem? problem)
    {
        var block = FindBlock(buffer, scanned);
        var seen = block < 0 ? buffer.Length : block;
        if (seen > maxFrameBytes)
        {
            problem = new MllpProblem(MllpProblemKind.TooLong, seen, Head(buffer.Slice(0, seen)));
            buffer = buffer.Slice(seen);
            state = State.Discarding;
            return true;
        }

        if (block < 0 || (ByteAt(buffer, block) == MllpFraming.EndBlock && block + 1 == buffer.Length))
        {
            scanned = seen;
            return false;
        }

        if (ByteAt(buffer, block) == MllpFraming.StartBlock)
        {
            problem = new MllpProblem(MllpProblemKind.MissingEnd, block, Head(buffer.Slice(0, block)));
            buffer = buffer.Slice(block + 1);
            scanned = 0;
            return true;
        }

        // An end block without its carriage return still ends the payload when a line feed or the next start follows; else it is content.
        var next = ByteAt(buffer, block + 1);
        if (next is not (MllpFraming.CarriageReturn or MllpFraming.LineFeed or MllpFraming.StartBlock))
        {
            scanned = block + 1;
            return true;
        }

        number++;
        frame = new MllpFrame(buffer.Slice(0, block).ToArray(), number);
        buffer = buffer.Slice(next == MllpFraming.StartBlock ? block + 1 : block + 2);
        state = State.Outside;
        return true;
    }

    private bool Discard(ref ReadOnlySequence<byte> buffer)
    {
        var block = FindBlock(buffer, 0);
        if (block < 0)
        {
            buffer = buffer.Slice(buffer.End);
            return false;
        }

        state = ByteAt(buffer, block) == MllpFraming.StartBlock ? State.Inside : State.Outside;
        scanned = 0;
        buffer = buffer.Slice(block + 1);
        return true;
    }

    private void Remember(in ReadOnlySequence<byte> skipped)
    {
        GarbageBytes += skipped.Length;
        outsideLength += skipped.Length;
        foreach (var memory in skipped)
        {
            // Line ends between frames are a habit of many senders and say nothing.
            outsideIsBlank &= !memory.Span.ContainsAnyExcept(MllpFraming.CarriageReturn, MllpFraming.LineFeed);
            outsideHead.AddRange(memory.Span[..Math.Min(memory.Length, HeadBytes - outsideHead.Count)]);
        }
    }

    private MllpProblem TakeOutside(MllpProblemKind kind)
    {
        var problem = new MllpProblem(kind, outsideLength, outsideHead.ToArray());
        outsideHead.Clear();
        outsideLength = 0;
        outsideIsBlank = true;
        return problem;
    }
}
