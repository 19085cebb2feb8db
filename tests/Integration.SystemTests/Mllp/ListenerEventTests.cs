using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Integration.Contracts;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion;
using Integration.Ingestion.Mllp;
using Integration.Journal;
using Integration.SystemTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Mllp;

/// <summary>What a listener tells of what senders do to it.</summary>
public sealed class ListenerEventTests
{
    private readonly ConcurrentQueue<string> _noted = new();
    private readonly CountingJournal _journal = new();

    [Fact]
    public async Task What_is_wrong_on_a_line_is_noted_with_the_control_id_of_a_cut_message_and_without_its_content()
    {
        await using var listener = Listener();
        await listener.StartAsync(default);
        using (var socket = await ConnectAsync(listener))
        {
            await SendAsync(socket, "GET / HTTP/1.1\r\n\r\n\u000bMSH|^~\\&|APP|FAC|||20261122||ADT^A01|CUT1|P|2.5\rPID|Zorngiebel\u000bMSH|^~\\&|APP|FAC|||20261122||ADT^A01|CUT2|P|2.5\rPID|Zorngiebel");
        }

        await Poll.UntilAsync("both cuts are noted", TimeSpan.FromSeconds(20), () => Task.FromResult(_noted.Count >= 3), () => string.Join('\n', _noted));
        Assert.Equal(["Garbage: 18 bytes", "MissingEnd: 62 bytes of message CUT1", "Truncated: 62 bytes of message CUT2"], _noted);
        Assert.Empty(_journal.Taken);
    }

    [Fact]
    public async Task A_frame_over_the_bound_is_in_the_journal_and_noted_and_answered_with_its_sequence()
    {
        await using var listener = Listener();
        await listener.StartAsync(default);
        await using var client = await MllpClient.ConnectAsync("127.0.0.1", listener.Addresses["north"].Port, TimeSpan.FromSeconds(20), TimeProvider.System, default);

        var answer = await client.SendAsync(Encoding.UTF8.GetBytes("MSH|^~\\&|APP|FAC|||20261122||ADT^A01|LONG|P|2.5\rOBX|1|ED|" + new string('x', 9000)), default);

        var segments = Encoding.UTF8.GetString(answer.Bytes.Span).Split('\r');
        Assert.Equal(("1", "MSA|AR|LONG"), (segments[0].Split('|')[9], string.Join('|', segments[1].Split('|').Take(3))));
        var kept = Assert.Single(_journal.Taken);
        Assert.Equal(("LONG", MllpDecoder.HeadBytes), (kept.ControlId, kept.Body.Length));
        Assert.Contains("the rest not", kept.Rejection!.Reason, StringComparison.Ordinal);
        Assert.Equal(["TooLong", "MessageRefused AR DataTypeError"], _noted.Select(words => words.Split(':')[0]));
    }

    private MllpListener Listener()
    {
        var sender = new SenderProfile(["APP"], ["FAC"], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string>(), null);
        var feed = new InterfaceDefinition("north", "it", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string> { ["ADT^A01"] = "v1" }, "North");
        return new MllpListener(
            new ListeningInterfaces([feed]),
            new IngestionOptions { MaxFrameBytes = 8000 },
            _journal,
            _ => { },
            (_, kind, subject, detail) => _noted.Enqueue($"{kind}{(subject.Length == 0 ? "" : " ")}{subject}: {detail}"),
            new TurnedAway(TimeProvider.System),
            TimeProvider.System,
            NullLogger<MllpListener>.Instance);
    }

    private static async Task<Socket> ConnectAsync(MllpListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.Addresses["north"].Port));
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text));
        socket.Shutdown(SocketShutdown.Send);
        await socket.ReceiveAsync(new byte[100]);
    }

    private sealed class CountingJournal : IMessageAppend
    {
        public ConcurrentQueue<IncomingMessage> Taken { get; } = new();

        public ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken)
        {
            Taken.Enqueue(message);
            return ValueTask.FromResult(new AppendResult(Taken.Count, Taken.Count, DateTimeOffset.Parse("2026-11-22T00:00:00Z", CultureInfo.InvariantCulture), Resend: false, Refused: false));
        }
    }
}
