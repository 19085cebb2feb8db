using System.Diagnostics;
using System.Security.Authentication;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;

namespace Integration.Worker.Commands;

/// <summary>Sends files one after the other over one connection, as a sender would, and shows each answer.</summary>
internal static class MessageSender
{
    public static async Task<int> SendAsync(IEnumerable<string> files, Uri address, MllpClientTls? tls, TimeSpan timeOut, bool json, CancellationToken cancellationToken)
    {
        var sent = new List<SentMessage>();
        foreach (var file in files)
        {
            sent.Add(await SendOneAsync(file, address, tls, timeOut, cancellationToken));
            if (!json)
            {
                Output.Line(sent[^1].ToString());
            }
        }

        if (json)
        {
            Output.Json(sent);
        }
        else
        {
            Output.Line($"{sent.Count} sent, {sent.Count(one => one.IsAccepted)} accepted.");
        }

        return sent.Count > 0 && sent.All(one => one.IsAccepted) ? ExitCode.Done : ExitCode.Found;
    }

    private static async Task<SentMessage> SendOneAsync(string file, Uri address, MllpClientTls? tls, TimeSpan timeOut, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            await using var client = await MllpClient.ConnectAsync(address.Host, address.Port, tls, timeOut, TimeProvider.System, cancellationToken);
            var answer = await client.SendAsync(bytes, cancellationToken);
            return answer.Kind == MllpAnswerKind.Answered ? Read(file, answer.Bytes) : new SentMessage(file, "none", answer.Kind.ToString());
        }
        catch (IOException fault)
        {
            return new SentMessage(file, "not sent", fault.Message);
        }
        catch (System.Net.Sockets.SocketException fault)
        {
            return new SentMessage(file, "not sent", $"{address} does not answer: {fault.SocketErrorCode}");
        }
        catch (AuthenticationException fault)
        {
            return new SentMessage(file, "not sent", $"TLS with {address} was not agreed on: {fault.InnerException?.Message ?? fault.Message}");
        }
    }

    private static SentMessage Read(string file, ReadOnlyMemory<byte> answer)
    {
        if (Hl7Parser.Parse(answer, new Hl7ParseOptions()).Message is not { } message)
        {
            return new SentMessage(file, "unreadable", "the answer is no HL7 v2 message");
        }

        var reasons = Values(message, "ERR[*]-8").Concat(Values(message, "MSA-3")).Where(text => text.Length > 0);
        return new SentMessage(file, Values(message, "MSA-1").FirstOrDefault() ?? "unreadable", string.Join("; ", reasons));
    }

    private static IEnumerable<string> Values(Hl7Message message, string path) =>
        Hl7Path.Parse(path).TryGet(out var parsed, out _) ? parsed.Values(message).Select(value => value.Text) : throw new UnreachableException(path);
}

/// <param name="Code">MSA-1, or why there is none.</param>
/// <param name="Detail">Reasons of a negative answer.</param>
internal sealed record SentMessage(string File, string Code, string Detail)
{
    /// <summary>In either mode of acknowledgement.</summary>
    public bool IsAccepted => Code is "AA" or "CA";

    public override string ToString() => Detail.Length == 0 ? $"{Code}  {File}" : $"{Code}  {File}  {Detail}";
}
