using System.Text;
using BenchmarkDotNet.Attributes;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.Benchmarks;

/// <summary>Answers to the corpus. Input: the headers that are answered.</summary>
public class AcknowledgementBenchmarks : IWorkload
{
    private readonly MessageHeader[] headers = [.. Messages.All.Select(message => Hl7Parser.ReadHeader(message, new Hl7ParseOptions())!)];

    public long InputBytes => Messages.All.Sum(Messages.HeaderLength);

    /// <summary>The least that an answer is: a control id between two fixed texts.</summary>
    [Benchmark(Baseline = true)]
    public int Filling_in_a_fixed_text()
    {
        var bytes = 0;
        foreach (var header in headers)
        {
            bytes += Encoding.UTF8.GetBytes($"MSH|^~\\&|INT|NORTH|SCHED|NORTH|20260101120000.000+0000||ACK^S12^ACK|1|P|2.5.1\rMSA|AA|{header.ControlId}\r").Length;
        }

        return bytes;
    }

    [Benchmark]
    public int Accepting()
    {
        var bytes = 0;
        foreach (var header in headers)
        {
            bytes += new Acknowledgement(AcknowledgementCode.AA, "1", DateTimeOffset.UnixEpoch, []).ToBytes(header).Length;
        }

        return bytes;
    }
}
