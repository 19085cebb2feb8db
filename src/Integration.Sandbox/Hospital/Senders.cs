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

/// <summary>The hospital's sending systems: one MLLP connection per interface, messages in the order of the day. They count for themselves.</summary>
internal sealed class Senders(IReadOnlyDictionary<string, IPEndPoint> interfaces, DayClock clock, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeOut = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, byte[]> _sent = [];

    public async IAsyncEnumerable<Sending> PlayAsync(IEnumerable<SampleMessage> messages, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var clients = new Dictionary<string, MllpClient>();
        try
        {
            foreach (var message in messages)
            {
                if (!clients.TryGetValue(message.Interface, out var client))
                {
                    var address = interfaces[message.Interface];
                    clients[message.Interface] = client = await MllpClient.ConnectAsync(address.Address.ToString(), address.Port, AnswerTimeOut, time, cancellationToken);
                }

                var answer = await client.SendAsync(Bytes(message), cancellationToken);
                yield return new Sending(message, Read(answer));
            }
        }
        finally
        {
            foreach (var client in clients.Values)
            {
                await client.DisposeAsync();
            }
        }
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
