using System.Text;
using BenchmarkDotNet.Attributes;
using Integration.Hl7v2.Message;

namespace Integration.Benchmarks;

/// <summary>Each message of the corpus once. Input: the messages. Splitting checks nothing: no character set, no escapes, no bounds.</summary>
public class ParseBenchmarks : IWorkload
{
    private readonly byte[][] messages = Messages.All;
    private readonly Hl7ParseOptions options = new();

    public long InputBytes => messages.Sum(message => (long)message.Length);

    [Benchmark(Baseline = true)]
    public int Splitting_text_to_its_components()
    {
        var parts = 0;
        foreach (var message in messages)
        {
            foreach (var segment in Encoding.UTF8.GetString(message).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                foreach (var field in segment.Split('|'))
                {
                    foreach (var repetition in field.Split('~'))
                    {
                        parts += repetition.Split('^').Length;
                    }
                }
            }
        }

        return parts;
    }

    [Benchmark]
    public int Parsing()
    {
        var segments = 0;
        foreach (var message in messages)
        {
            segments += Hl7Parser.Parse(message, options).Message!.Segments.Count;
        }

        return segments;
    }

    [Benchmark]
    public int Parsing_and_reading_ten_values()
    {
        var length = 0;
        foreach (var message in messages)
        {
            var segments = Hl7Parser.Parse(message, options).Message!.Segments;
            for (var i = 0; i < 10; i++)
            {
                length += segments[i % segments.Count].Read(3 + (i / 3), 1, 1).Text.Length;
            }
        }

        return length;
    }

    [Benchmark]
    public int Parsing_and_reading_every_repetition()
    {
        var length = 0;
        foreach (var message in messages)
        {
            foreach (var segment in Hl7Parser.Parse(message, options).Message!.Segments)
            {
                for (var field = 1; field <= segment.FieldCount; field++)
                {
                    for (var repetition = segment.RepetitionCount(field); repetition > 0; repetition--)
                    {
                        length += segment.Read(field, repetition).Text.Length;
                    }
                }
            }
        }

        return length;
    }

    [Benchmark]
    public int Parsing_taking_apart_and_writing_again()
    {
        var length = 0;
        foreach (var message in messages)
        {
            length += Hl7Parser.Parse(message, options).Message!.ToTree().ToBytes().Length;
        }

        return length;
    }
}
