using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;

namespace Integration.Odoo.Wire;

/// <summary>
/// Sends one request and reads one bounded answer. It never repeats a call; after five calls in a row that found Odoo unavailable it stops trying for
/// 15 s, and then lets one call through to see: a server coming back is not met by everything that waits.
/// </summary>
internal sealed class OdooTransport
{
    internal const int FailuresThatOpen = 5;
    internal static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    /// <summary>A server that asks to be left alone for longer is asked again after this.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly HttpClient _http;
    private readonly OdooConnection _connection;
    private readonly TimeProvider _time;
    private readonly OdooPace _pace;
    private readonly ResiliencePipeline _circuit;

    public OdooTransport(HttpClient http, OdooConnection connection, TimeProvider time)
    {
        _http = http;
        _connection = connection;
        _time = time;
        _pace = new OdooPace(connection, time);
        _circuit = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 1,
                MinimumThroughput = FailuresThatOpen,
                SamplingDuration = Window,
                BreakDuration = Break,
                ShouldHandle = new PredicateBuilder().Handle<OdooFault>(fault => fault.Kind == OdooFaultKind.Unavailable),
            })
            .Build();
    }

    /// <exception cref="OdooFault">No answer, half an answer, too long an answer, or a refusal.</exception>
    public async Task<OdooAnswer> SendAsync(HttpRequestMessage request, Func<OdooReply, OdooAnswer> decode, CancellationToken cancellation)
    {
        try
        {
            // The turn by number comes first and the turn by the clock last: who waits for the first is refused at once when the circuit opens meanwhile, and who
            // is refused uses up no turn of the second.
            return await _pace.RunAsync(() => _circuit.ExecuteAsync(async token =>
            {
                await _pace.KeepDistanceAsync(token);
                return await ExchangeAsync(request, decode, token);
            }, cancellation).AsTask(), cancellation);
        }
        catch (BrokenCircuitException)
        {
            throw new OdooFault(OdooFaultKind.Unavailable, false, null, "Odoo was unavailable a moment ago; the call was not tried.") { CircuitOpen = true };
        }
    }

    private async Task<OdooAnswer> ExchangeAsync(HttpRequestMessage request, Func<OdooReply, OdooAnswer> decode, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_connection.TimeOut, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return decode(new OdooReply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, RetryAfter(response))
            {
                SessionCookie = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.LastOrDefault(cookie => cookie.StartsWith("session_id=", StringComparison.Ordinal))?.Split(';')[0] : null,
            });
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new OdooFault(OdooFaultKind.Unavailable, true, null, "Odoo did not answer in time.", fault);
        }
        catch (HttpRequestException fault)
        {
            throw new OdooFault(OdooFaultKind.Unavailable, MayHaveArrived(fault), null, "The connection to Odoo failed: " + Cause(fault), fault);
        }
        catch (IOException fault)
        {
            throw new OdooFault(OdooFaultKind.Unavailable, true, null, "The connection to Odoo broke while its answer was read.", fault);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > _connection.MaxResponseBytes) throw TooLong();
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var piece = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(piece, cancellation)) > 0)
        {
            if (body.Length + read > _connection.MaxResponseBytes) throw TooLong();
            body.Write(piece, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var pause = asked?.Delta ?? (asked?.Date - _time.GetUtcNow());
        return pause is null ? null : TimeSpan.FromTicks(Math.Clamp(pause.Value.Ticks, 0, LongestPause.Ticks));
    }

    private OdooFault TooLong() =>
        new(OdooFaultKind.Defect, true, null, $"Odoo's answer is longer than {_connection.MaxResponseBytes} bytes.");

    /// <summary>Only what fails before the first byte of the request leaves is known not to have been done.</summary>
    private static bool MayHaveArrived(HttpRequestException fault) => fault.HttpRequestError is not (HttpRequestError.ConnectionError
        or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);

    private static string Cause(HttpRequestException fault) =>
        fault.InnerException is SocketException socket ? $"{socket.SocketErrorCode}." : $"{fault.HttpRequestError}.";
}
