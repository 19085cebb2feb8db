using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Integration.Contracts;

namespace Integration.Ingestion.Fhir.Authorising;

/// <summary>
/// Bearer tokens for one server: fixed, or fetched with the client's secret (RFC 6749, 4.4) or a signed assertion (SMART Backend Services). A fetched one is kept in memory until shortly before it ends, and fetched by one caller at a time.
/// </summary>
internal sealed class AccessTokens(FhirAuthorisation? authorisation, HttpClient http, TimeProvider time) : IDisposable
{
    /// <summary>Where the server does not say (RFC 6749, 5.1), as long as SMART recommends.</summary>
    private static readonly TimeSpan s_usualLife = TimeSpan.FromMinutes(5);

    /// <summary>A token is replaced so long before its end, or a quarter of its life if that is less.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Token? _token;

    /// <returns>Null where the server asks for none.</returns>
    /// <exception cref="FhirServerException">None can be had.</exception>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        switch (authorisation?.Kind)
        {
            case null or FhirAuthorisationKind.MutualTls:
                return null;
            case FhirAuthorisationKind.Bearer:
                return SecretText.Read(authorisation.Secret!);
            case FhirAuthorisationKind.ClientCredentials or FhirAuthorisationKind.SmartBackend:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_token is not { } token || time.GetElapsedTime(token.Since) >= token.Life)
            {
                _token = token = await FetchAsync(authorisation, cancellationToken);
            }

            return token.Text;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The server did not take it: the next caller fetches another, unless that was done meanwhile.</summary>
    /// <returns>Whether asking again makes sense.</returns>
    public async Task<bool> ForgetAsync(string? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_token is not { } token)
            {
                return false;
            }

            _token = token.Text == refused ? null : token;
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Token> FetchAsync(FhirAuthorisation client, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (client.Scope.Length > 0)
        {
            form["scope"] = client.Scope;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, client.TokenAddress);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (client.Kind == FhirAuthorisationKind.SmartBackend)
        {
            using var key = AssertionKey.Read(SecretText.Read(client.Key!), client.KeyId);
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form["client_assertion"] = key.Sign(client.ClientId, client.TokenAddress!, time.GetUtcNow());
        }
        else
        {
            var pair = $"{Uri.EscapeDataString(client.ClientId)}:{Uri.EscapeDataString(SecretText.Read(client.Secret!))}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        request.Content = new FormUrlEncodedContent(form);
        var since = time.GetTimestamp();
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? Read(body, since) : throw Refused(answer, body);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FhirServerException(FhirServerFault.Away, $"the token endpoint gave no answer ({fault.GetType().Name})", fault);
        }
    }

    private static Token Read(byte[] body, long since)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.Text("access_token") is { Length: > 0 } text && json.RootElement.Text("token_type") is { } type
                && type.Equals("bearer", StringComparison.OrdinalIgnoreCase))
            {
                var life = json.RootElement.Child("expires_in") is { ValueKind: JsonValueKind.Number } seconds && seconds.TryGetInt32(out var number) && number > 0
                    ? TimeSpan.FromSeconds(number)
                    : s_usualLife;
                return new Token(text, since, life - (life / 4 < s_ahead ? life / 4 : s_ahead));
            }
        }
        catch (JsonException fault)
        {
            throw new FhirServerException(FhirServerFault.NotAuthorised, "the token endpoint answered something else than JSON", fault);
        }

        throw new FhirServerException(FhirServerFault.NotAuthorised, "the token endpoint's answer has no access_token of type bearer");
    }

    /// <summary>The endpoint's error code (RFC 6749, 5.2) is told where it is one of the words defined there; descriptions are the server's own and are not.</summary>
    private static FhirServerException Refused(HttpResponseMessage answer, byte[] body)
    {
        var code = "";
        try
        {
            using var json = JsonDocument.Parse(body);
            code = json.RootElement.Text("error") is { } word
                && word is "invalid_request" or "invalid_client" or "invalid_grant" or "unauthorized_client" or "unsupported_grant_type" or "invalid_scope"
                    ? $" {word}"
                    : "";
        }
        catch (JsonException)
        {
            code = " and no JSON";
        }

        var status = (int)answer.StatusCode;
        return new FhirServerException(
            status == 429 ? FhirServerFault.Throttled : status >= 500 ? FhirServerFault.Away : FhirServerFault.NotAuthorised,
            string.Create(CultureInfo.InvariantCulture, $"the token endpoint answered {status}{code}"));
    }

    /// <param name="Since">On the clock's own scale, from before it was asked for.</param>
    private sealed record Token(string Text, long Since, TimeSpan Life);
}
