using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

/// <summary>Messages made to cost as much as possible. What is counted is memory, which is the same on every machine; time follows from reading every byte once.</summary>
public sealed class HostileTests
{
    private const int Sixteen = 16;
    private const int Megabyte = 1024 * 1024;

    /// <summary>Tables that are read once are no cost of a message.</summary>
    public HostileTests()
    {
        Samples.WithHeader("PID|1||\\F\\|");
        Samples.Parse(Samples.Header + "\rno segment");
    }

    [Theory]
    [InlineData("|", 64_000)]
    [InlineData("~", 64_000)]
    [InlineData("^", 64_000)]
    [InlineData("&", 64_000)]
    [InlineData("\r", 64_000)]
    [InlineData("\n ", 64_000)]
    [InlineData("\\", 64_000)]
    [InlineData("x", 64_000)]
    [InlineData("\r|", 64_000)]
    [InlineData("\rMSH|", 2_000_000)]
    [InlineData("\rNTE|1", 2_000_000)]
    [InlineData("\rOBX|1\rx", 2_000_000)]
    public void Sixteen_megabytes_of_one_thing_are_parsed_in_little_memory(string thing, int allowed)
    {
        var message = Filled(Samples.Header + "\rOBX|1|TX|||", thing);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Hl7Parser.Parse(message, new Hl7ParseOptions());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, allowed);
        Assert.NotNull(result.Header);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("^")]
    [InlineData("x")]
    public void A_header_of_sixteen_megabytes_is_refused_in_little_memory(string thing)
    {
        var message = Filled("MSH|^~\\&|A|F|||20260101||ADT|", thing);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(Hl7Parser.Parse(message, new Hl7ParseOptions()).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 64_000);
    }

    [Theory]
    [InlineData("\\", 8)]
    [InlineData("\\F", 12)]
    [InlineData("x", 8)]
    [InlineData("\\X41\\", 8)]
    [InlineData("\\X41\\a", 16)]
    public void A_long_field_is_decoded_in_memory_in_proportion(string thing, int timesItsBytes)
    {
        var message = Samples.Message(Filled(Samples.Header + "\rOBX|1|TX|||", thing, Megabyte));
        var path = Samples.Path("OBX-5");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(path.First(message).Text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, timesItsBytes * Megabyte);
    }

    [Fact]
    public void A_message_that_breaks_its_character_set_at_its_end_is_located_in_little_memory()
    {
        var message = Filled(Samples.Header, "\rABC|1");
        message[^1] = 0xFF;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(Hl7Parser.Parse(message, new Hl7ParseOptions()).Problems, problem => problem.Kind == Hl7ProblemKind.Undecodable);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 2_000_000);
    }

    [Fact]
    public void A_usual_message_costs_little_more_than_its_segments()
    {
        var bytes = Encoding.UTF8.GetBytes(Samples.Header + string.Concat(Enumerable.Repeat("\rOBX|1|NM|8302-2^Body height^LN||180|cm|||||F", 12)));
        var options = new Hl7ParseOptions();
        Hl7Parser.Parse(bytes, options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Hl7Parser.Parse(bytes, options);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 3_200);
    }

    private static byte[] Filled(string start, string thing, int length = Sixteen * Megabyte)
    {
        var bytes = new byte[length];
        var at = Encoding.ASCII.GetBytes(start, bytes);
        var filled = Encoding.ASCII.GetBytes(thing, bytes.AsSpan(at));
        while (at + filled < length)
        {
            var more = Math.Min(filled, length - at - filled);
            bytes.AsSpan(at, more).CopyTo(bytes.AsSpan(at + filled));
            filled += more;
        }

        return bytes;
    }
}
