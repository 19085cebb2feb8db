using System.Collections.Concurrent;
using System.Net;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;

namespace Integration.Sandbox.Hospital;

/// <summary>One message sent and what came back.</summary>
/// <param name="Answer">MSA-1, or how the sending ended without one.</param>
internal sealed record Sending(SampleMessage Message, string Answer)
{
    public bool AsExpected => Answer == Message.Answer;
}

/// <summary>The hospital's sending systems: one MLLP connection per interface, each with its messages in the order of the day and not waiting for the others. They count for themselves.</summary>
internal sealed class Senders(IReadOnlyDictionary<string, IPEndPoint> interfaces, DayClock clock, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeOut = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, byte[]> _sent = [];

    /// <param name="sent">Told of each, from several threads.</param>
    public async Task<IReadOnlyList<Sending>> PlayAsync(IEnumerable<SampleMessage> messages, Action<Sending> sent, CancellationToken cancellationToken)
    {
        var sendings = await Task.WhenAll(messages.GroupBy(message => message.Interface).Select(feed => Task.Run(() => PlayAsync(feed.Key, [.. feed], sent, cancellationToken), cancellationToken)));
        return [.. sendings.SelectMany(feed => feed)];
    }

    private async Task<List<Sending>> PlayAsync(string feed, List<SampleMessage> messages, Action<Sending> sent, CancellationToken cancellationToken)
    {
        var address = interfaces[feed];
        await using var client = await MllpClient.ConnectAsync(address.Address.ToString(), address.Port, AnswerTimeOut, time, cancellationToken);
        var sendings = new List<Sending>();
        foreach (var message in messages)
        {
            sendings.Add(new Sending(message, Read(await client.SendAsync(Bytes(message), cancellationToken))));
            sent(sendings[^1]);
        }

        return sendings;
    }

    private byte[] Bytes(SampleMessage message)
    {
        var text = message.Text.Trim();
        var bytes = text.StartsWith("same ", StringComparison.Ordinal) ? _sent[text["same ".Length..]] : message.ToBytes(clock, time.GetUtcNow());
        return _sent[message.Name] = bytes;
    }

    private static string Read(MllpAnswer answer)
    {
        if (answer.Kind != MllpAnswerKind.Answered)
        {
            return answer.Kind.ToString();
        }

        var parsed = Hl7Parser.Parse(answer.Bytes, new Hl7ParseOptions());
        return parsed.Message is { } message && Hl7Path.Parse("MSA-1").TryGet(out var path, out _) ? path.First(message).Text : "unreadable";
    }
}
