using System.Buffers;
using BenchmarkDotNet.Attributes;
using Integration.Hl7v2.Mllp;

namespace Integration.Benchmarks;

/// <summary>The corpus as one stream of MLLP frames. Input: the stream.</summary>
public class FramingBenchmarks : IWorkload
{
    private readonly byte[] stream = [.. Messages.All.SelectMany(message => (byte[])[MllpFraming.StartBlock, .. message, MllpFraming.EndBlock, MllpFraming.CarriageReturn])];

    public long InputBytes => stream.Length;

    /// <summary>The least that can be done: look for the ends.</summary>
    [Benchmark(Baseline = true)]
    public int Scanning_for_end_blocks()
    {
        var frames = 0;
        var rest = stream.AsSpan();
        for (int end; (end = rest.IndexOf(MllpFraming.EndBlock)) >= 0; frames++)
        {
            rest = rest[(end + 1)..];
        }

        return frames;
    }

    /// <summary>The frames are copied, because the connection's buffer goes on to be used.</summary>
    [Benchmark]
    public int Taking_frames_out()
    {
        var frames = 0;
        var decoder = new MllpDecoder(1024 * 1024);
        var buffer = new ReadOnlySequence<byte>(stream);
        while (decoder.TryRead(ref buffer, out var frame, out _))
        {
            frames += frame is null ? 0 : 1;
        }

        return frames;
    }
}
