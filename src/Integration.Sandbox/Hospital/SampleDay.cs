using System.Text;
using System.Text.Json;

namespace Integration.Sandbox.Hospital;

/// <summary>One message of the day.</summary>
/// <param name="Part">First word of the name: a part of the day is sent when all of the one before has arrived in Odoo.</param>
/// <param name="Name">File name without ending.</param>
/// <param name="Interface">Which interface it is sent to.</param>
/// <param name="Answer">MSA-1 the sender expects.</param>
internal sealed record SampleMessage(string Part, string Name, string Interface, string Answer, string Text)
{
    public byte[] ToBytes(DayClock clock, DateTimeOffset sentAt) => Encoding.UTF8.GetBytes(clock.Fill(Text, sentAt).ReplaceLineEndings("\r"));
}

/// <summary>A hospital's day from a folder: the messages in the order of their names, and what must stand in Odoo in the end, written by hand and not by the product.</summary>
internal sealed record SampleDay(IReadOnlyList<SampleMessage> Messages, ExpectedDay Expected)
{
    /// <summary>The zone of every facility in the samples.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>Messages stand in <c>*.hl7</c>; the first line of each names interface and expected answer: <c># north-or-schedule AA</c>. <c>same NAME</c> in place of a message sends that one again, to the byte.</summary>
    public static SampleDay Load(string folder)
    {
        var messages = new List<SampleMessage>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.hl7").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            var heading = text[..end].Trim('#', ' ', '\r').Split(' ');
            var name = Path.GetFileNameWithoutExtension(file);
            messages.Add(new SampleMessage(name.Split('-')[0], name, heading[0], heading[1], text[(end + 1)..]));
        }

        using var expected = File.OpenRead(Path.Combine(folder, "expected.json"));
        return new SampleDay(messages, JsonSerializer.Deserialize<ExpectedDay>(expected, ExpectedDay.Json)!);
    }
}
