using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Integration.Hl7v2.Mllp;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>
/// A sending system of the hospital. It writes messages in the order of its own clock and keeps each until it is answered with AA: the same bytes, first in first out.
/// </summary>
internal sealed class SendingSystem(int port, string application, DateTimeOffset start) : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeOut = TimeSpan.FromSeconds(30);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private readonly Queue<byte[]> _unanswered = [];
    private MllpClient? _client;
    private int _written;

    /// <summary>How many messages it wrote, each counted once.</summary>
    public int Written => _written;

    /// <summary>A second after the message before.</summary>
    public string Now => Stamp(start.AddSeconds(_written));

    /// <summary>An instant as the hospital's clocks show it.</summary>
    public static string Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    public void Write(string type, params IEnumerable<string> segments) => WriteAt(start.AddSeconds(_written + 1), type, segments);

    public void WriteAt(DateTimeOffset sent, string type, params IEnumerable<string> segments)
    {
        var number = Interlocked.Increment(ref _written);
        var header = $@"MSH|^~\&|{application}|NORTH|INTEGRATION|NORTHFIELD|{Stamp(sent)}||{type}|{application[2]}{number:0000}|P|2.5.1";
        _unanswered.Enqueue(Encoding.UTF8.GetBytes(string.Concat(segments.Prepend(header).Select(segment => segment + "\r"))));
    }

    /// <summary>Sends what is unanswered, in order.</summary>
    /// <returns>Whether everything is answered; false when nobody listens, or the answer did not come.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        while (_unanswered.TryPeek(out var message))
        {
            try
            {
                _client ??= await MllpClient.ConnectAsync("127.0.0.1", port, AnswerTimeOut, TimeProvider.System, cancellationToken);
                var answer = await _client.SendAsync(message, cancellationToken);
                if (answer.Kind == MllpAnswerKind.Answered)
                {
                    var text = Encoding.UTF8.GetString(answer.Bytes.Span);
                    Assert.Contains("MSA|AA|", text, StringComparison.Ordinal);
                    _unanswered.Dequeue();
                    continue;
                }
            }
            catch (Exception broken) when (broken is SocketException or IOException)
            {
                // As if the answer had not come.
            }

            await HangUpAsync();
            return false;
        }

        return true;
    }

    public async ValueTask DisposeAsync() => await HangUpAsync();

    private static string Stamp(DateTimeOffset instant) => instant.ToString("yyyyMMddHHmmss+0000", CultureInfo.InvariantCulture);

    private async Task HangUpAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            await client.DisposeAsync();
        }
    }
}
