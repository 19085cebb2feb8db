using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Integration.Hl7v2.Mllp;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Mllp;

/// <summary>The verbs for connecting a sender, as a shell sees them.</summary>
public sealed partial class ListenAndSendTests : IDisposable
{
    private const string Name = "Zzyzxowski";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly string Message = $"MSH|^~\\&|ORSCHED|NORTH|||20260102030405||SIU^S12|C-77|P|2.5.1|||||||UNICODE UTF-8\rSCH|1\rPID|1||4711||{Name}^Zoë\rNTE|1\rNTE|2\r";
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Over_mutual_TLS_a_message_is_sent_shown_masked_and_answered_and_who_does_not_get_in_is_told_why()
    {
        var server = _authority.Files("server", _authority.Issue("server"));
        var client = _authority.Files("client", _authority.Issue("or-gateway"));
        await File.WriteAllTextAsync(_authority.Path("message.hl7"), Message);
        await using var listen = WorkerProcess.Start(Nothing, "listen", "--port", "0", "--certificate", server.Certificate, "--key", server.Key!, "--client-authorities", _authority.RootFile);
        var port = await PortAsync(listen);

        using (var plain = new TcpClient("127.0.0.1", port))
        {
            await plain.GetStream().WriteAsync(MllpFraming.Wrap(Encoding.UTF8.GetBytes(Message)));
            await SaysAsync(listen, "not let in: it sent MLLP without TLS to a TLS port");
        }

        var (code, output) = await WorkerProcess.RunAsync(Nothing, "send", _authority.Path("message.hl7"), "--to", $"mllps://localhost:{port}", "--ca", _authority.RootFile, "--certificate", client.Certificate, "--key", client.Key!);

        Assert.True(code == 0, output + listen.Output);
        Assert.StartsWith("AA", output, StringComparison.Ordinal);
        await SaysAsync(listen, "connected with the certificate or-gateway");
        await SaysAsync(listen, "SIU^S12 as SIU_S12 from ORSCHED NORTH, control id C-77, version 2.5.1, UTF-8");
        await SaysAsync(listen, "MSH SCH PID NTE×2");
        await SaysAsync(listen, "| PID|9||9999||xxxxxxxxxx^xxx");
        await SaysAsync(listen, "answered AA; not kept");
        Assert.DoesNotContain(Name, listen.Output, StringComparison.Ordinal);

        var (refused, why) = await WorkerProcess.RunAsync(Nothing, "send", _authority.Path("message.hl7"), "--to", $"mllps://localhost:{port}", "--certificate", client.Certificate, "--key", client.Key!);
        Assert.Equal(1, refused);
        Assert.Contains("TLS with mllps://localhost", why, StringComparison.Ordinal);
        await listen.StopAsync();
        Assert.Equal(0, listen.ExitCode);
        await SaysAsync(listen, "1 messages arrived; none is kept.");
    }

    [Fact]
    public async Task Plain_contents_and_framing_mistakes_are_shown_and_the_answer_is_the_one_asked_for()
    {
        await using var listen = WorkerProcess.Start(Nothing, "listen", "--port", "0", "--answer", "AE", "--contents");
        var port = await PortAsync(listen);
        var answer = await Installation.ExchangeAsync(port, Encoding.UTF8.GetBytes(Message));
        Assert.Contains("MSA|AE|C-77", Encoding.UTF8.GetString(answer.Bytes.Span), StringComparison.Ordinal);
        await SaysAsync(listen, $"| PID|1||4711||{Name}^Zoë");

        using (var socket = new TcpClient("127.0.0.1", port))
        {
            await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes("\u0016\u0003\u0001junk\u000bcut\u000bno header\u001c\r\u000bleft"));
            await SaysAsync(listen, "the beginning of TLS; this port speaks plain MLLP");
            await SaysAsync(listen, "a message of 3 bytes has no end");
            await SaysAsync(listen, "NOT READABLE");
        }

        await SaysAsync(listen, "it hung up in the middle of a message, after 4 bytes");
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();

    private static async Task<int> PortAsync(WorkerProcess listen)
    {
        await SaysAsync(listen, "NOTHING IS KEPT");
        return int.Parse(Listening().Match(listen.Output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task SaysAsync(WorkerProcess listen, string text) =>
        Poll.UntilAsync(text, Patience, () => Task.FromResult(listen.Output.Contains(text, StringComparison.Ordinal)), () => listen.Output);
}
