using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Integration.Ingestion.Fhir.Authorising;
using Integration.Ingestion.Fhir.Polling;

namespace Integration.Ingestion.Fhir;

/// <summary>One EHR's FHIR server over HTTP: shows who we are, bounds what is read, asks again where that makes sense, and turns all else into one kind of exception.</summary>
/// <param name="address">Base address, without a trailing slash.</param>
internal sealed class FhirServer(Uri address, HttpClient http, AccessTokens tokens, PollingOptions options, TimeProvider time) : IDisposable
{
    private const string FhirJson = "application/fhir+json";

    /// <summary>An address below the base.</summary>
    public Uri At(string path) => new($"{address.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>Follows an address that the server gave: none but its own, or a token would go to strangers.</summary>
    /// <exception cref="FhirServerException">It leads elsewhere.</exception>
    public Uri Follow(Uri from, string link) =>
        Uri.TryCreate(from, link, out var next) && Uri.Compare(next, address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? next
            : throw new FhirServerException(FhirServerFault.NotUnderstood, "a link leads to another server and is not followed");

    /// <summary>Reads, and tries again what passes, waiting as long as the server asks.</summary>
    /// <param name="tag">ETag of what is known already; null for nothing.</param>
    /// <exception cref="FhirServerException">No answer but 200 or 304.</exception>
    public async Task<FhirAnswer> GetAsync(Uri target, string? tag, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(HttpMethod.Get, target, null, request =>
                {
                    if (tag is not null)
                    {
                        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                    }
                }, cancellationToken);
            }
            catch (FhirServerException fault) when (fault.IsPassing && attempt < options.Tries && Pause(fault, attempt) is { } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Sends once, and once more with a new token where the server does not take the one shown.</summary>
    /// <exception cref="FhirServerException">No answer of 2xx or 304.</exception>
    public async Task<FhirAnswer> SendAsync(HttpMethod method, Uri target, byte[]? body, Action<HttpRequestMessage> dress, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken);
        var answer = await ExchangeAsync(method, target, body, dress, token, cancellationToken);
        if (answer.Status == HttpStatusCode.Unauthorized && await tokens.ForgetAsync(token, cancellationToken))
        {
            answer = await ExchangeAsync(method, target, body, dress, await tokens.GetAsync(cancellationToken), cancellationToken);
        }

        return (int)answer.Status is (>= 200 and < 300) or 304 ? answer : throw Refused(answer);
    }

    /// <summary>Makes sure that there is a token where one is needed.</summary>
    /// <exception cref="FhirServerException">None can be had.</exception>
    public async Task AuthoriseAsync(CancellationToken cancellationToken) => await tokens.GetAsync(cancellationToken);

    public void Dispose()
    {
        tokens.Dispose();
        http.Dispose();
    }

    /// <summary>How long to wait before asking again; null where the server asks for more than we wait within one question.</summary>
    private TimeSpan? Pause(FhirServerException fault, int attempt) =>
        fault.RetryAfter is { } asked ? (asked <= options.MostPause ? asked : null) : Min(options.FirstPause * Math.Pow(2, attempt - 1), options.MostPause);

    private async Task<FhirAnswer> ExchangeAsync(HttpMethod method, Uri target, byte[]? body, Action<HttpRequestMessage> dress, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(FhirJson));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(FhirJson);
        }

        dress(request);
        using var limit = new CancellationTokenSource(options.TimeOut, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var content = await ReadAsync(answer.Content, both.Token);
            return new FhirAnswer(answer.StatusCode, content, answer.Headers.ETag?.ToString(), answer.Headers.Date, answer.Headers.Location, RetryAfter(answer.Headers.RetryAfter));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FhirServerException(FhirServerFault.Away, fault is OperationCanceledException ? "no answer in time" : $"no answer ({fault.GetType().Name})", fault);
        }
    }

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var part = new byte[64 * 1024];
        while (await stream.ReadAsync(part, cancellationToken) is > 0 and var read)
        {
            if (whole.Length + read > options.MaxAnswerBytes)
            {
                throw new FhirServerException(FhirServerFault.NotUnderstood, $"an answer of more than {options.MaxAnswerBytes} bytes; a smaller page-size helps");
            }

            whole.Write(part, 0, read);
        }

        return whole.ToArray();
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static FhirServerException Refused(FhirAnswer answer)
    {
        var status = (int)answer.Status;
        var codes = string.Join(", ", FhirOutcome.Codes(answer.Body));
        return new FhirServerException(
            status switch
            {
                401 or 403 => FhirServerFault.NotAuthorised,
                404 or 410 => FhirServerFault.Gone,
                429 => FhirServerFault.Throttled,
                503 when answer.RetryAfter is not null => FhirServerFault.Throttled,
                408 or >= 500 => FhirServerFault.Away,
                >= 300 and < 400 => FhirServerFault.NotUnderstood,
                _ => FhirServerFault.Refused,
            },
            string.Create(CultureInfo.InvariantCulture, $"it answered {status}{(codes.Length == 0 ? "" : $" ({codes})")}"))
        {
            RetryAfter = answer.RetryAfter,
        };
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>What a FHIR server answered.</summary>
/// <param name="Tag">ETag as it was written.</param>
/// <param name="Date">The server's clock.</param>
internal sealed record FhirAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Tag, DateTimeOffset? Date, Uri? Location, TimeSpan? RetryAfter);
