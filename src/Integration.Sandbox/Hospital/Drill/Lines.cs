using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Integration.Hl7v2.Mllp;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>An MLLP connection that is made again whenever it broke.</summary>
internal sealed class MllpLine(int port, TimeProvider time) : ILine
{
    /// <summary>As short as senders are set in practice, so that a frozen worker is given up.</summary>
    private static readonly TimeSpan s_answerTimeOut = TimeSpan.FromSeconds(8);

    private MllpClient? _client;

    public async Task<bool?> TransmitAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            _client ??= await MllpClient.ConnectAsync("127.0.0.1", port, s_answerTimeOut, time, cancellationToken);
            var answer = await _client.SendAsync(letter.Bytes, cancellationToken);
            if (answer.Kind == MllpAnswerKind.Answered)
            {
                return Encoding.UTF8.GetString(answer.Bytes.Span).Contains("MSA|AA|", StringComparison.Ordinal);
            }
        }
        catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException)
        {
            // As if the answer had not come.
        }

        await DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            await client.DisposeAsync();
        }
    }
}

/// <summary>How an EHR posts single resources.</summary>
/// <param name="listener">Without a trailing slash.</param>
/// <param name="secret">Its bearer token.</param>
internal sealed class FhirLine(Uri listener, string secret) : ILine
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(8) };

    public async Task<bool?> TransmitAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"{listener}/{letter.Address}")) { Content = new ByteArrayContent(letter.Bytes) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            using var answer = await _http.SendAsync(request, cancellationToken);
            // A server in trouble is asked again; one that finds fault with the resource is not.
            return answer.IsSuccessStatusCode ? true : (int)answer.StatusCode is >= 500 or 429 ? null : false;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
