using System.Text;
using BenchmarkDotNet.Attributes;
using Integration.Hl7v2.Message;

namespace Integration.Benchmarks;

/// <summary>What a message is routed by, from each message of the corpus once. Input: the MSH segments.</summary>
public class RoutingBenchmarks : IWorkload
{
    private readonly byte[][] messages = Messages.All;

    public long InputBytes => messages.Sum(message => (long)Messages.HeaderLength(message));

    [Benchmark(Baseline = true)]
    public int Routing_by_splitting_the_header_as_text()
    {
        var length = 0;
        foreach (var message in messages)
        {
            var fields = Encoding.UTF8.GetString(message, 0, Messages.HeaderLength(message)).Split('|');
            var type = fields.Length > 8 ? fields[8].Split('^') : [];
            length += type.Length + (fields.Length > 9 ? fields[9].Length : 0) + (fields.Length > 10 ? fields[10].Length : 0) + (fields.Length > 11 ? fields[11].Length : 0);
        }

        return length;
    }

    [Benchmark]
    public int Routing_keys()
    {
        var length = 0;
        foreach (var message in messages)
        {
            if (Hl7Routing.TryRead(message, out var routing))
            {
                length += routing.MessageType.Length + routing.TriggerEvent.Length + routing.ControlId.Length + routing.ProcessingId.Length + routing.Version.Length
                    + routing.SendingApplication.Length + routing.SendingFacility.Length;
            }
        }

        return length;
    }
}
