using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Fhir.Authorisation;

/// <summary>OAuth 2.0 client credentials (RFC 6749, section 4.4), by secret or by signed assertion (RFC 7523), and the check of the tokens it gives.</summary>
internal sealed class TokenAddress(FhirSandboxOptions options, Func<string> address, TimeProvider time)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = [];
    private readonly AssertionCheck _assertions = new(time);
    private int _given;

    /// <summary>How many tokens were given out.</summary>
    public int Given => _given;

    /// <summary>No token given before is good any longer.</summary>
    public void Forget() => _tokens.Clear();

    public bool Allows(HttpRequest request) =>
        options.Client is not { } client
        || (AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header) && header is { Scheme: "Bearer", Parameter: { } token }
            && (token == client.Bearer || (_tokens.TryGetValue(token, out var until) && time.GetUtcNow() < until)));

    public async Task GiveAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != "client_credentials")
        {
            await AnswerAsync(http, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = "unsupported_grant_type" });
            return;
        }

        if (options.Client is not { } client || await RefusalAsync(http, form, client) is not { } refusal)
        {
            var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
            _tokens[token] = time.GetUtcNow() + options.TokenLife;
            Interlocked.Increment(ref _given);
            await AnswerAsync(http, StatusCodes.Status200OK, new JsonObject { ["access_token"] = token, ["token_type"] = "bearer", ["expires_in"] = (int)options.TokenLife.TotalSeconds, ["scope"] = form["scope"].ToString() });
            return;
        }

        await AnswerAsync(http, StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "invalid_client", ["error_description"] = refusal });
    }

    private async Task<string?> RefusalAsync(HttpContext http, IFormCollection form, FhirClient client)
    {
        if (client.KeySet is { } keys)
        {
            return form["client_assertion_type"] != AssertionType ? "client_assertion_type is not jwt-bearer"
                : _assertions.Refusal(form["client_assertion"].ToString(), client.Id, address(), await keys(http.RequestAborted));
        }

        var (id, secret) = Basic(http.Request) ?? (form["client_id"].ToString(), form["client_secret"].ToString());
        return id == client.Id && secret == client.Secret ? null : "unknown client or wrong secret";
    }

    private static (string Id, string Secret)? Basic(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header) && header is { Scheme: "Basic", Parameter: { } pair }
        && Encoding.UTF8.GetString(Convert.FromBase64String(pair)).Split(':', 2) is [var id, var secret] ? (Uri.UnescapeDataString(id), Uri.UnescapeDataString(secret)) : null;

    private static Task AnswerAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }
}
