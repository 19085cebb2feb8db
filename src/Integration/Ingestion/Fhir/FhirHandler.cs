using System.Net;
using System.Net.Http.Headers;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion.Fhir.Authorising;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

/// <summary>What one interface's listener does with requests: who may send, what is known here, and how it is answered. Whatever goes wrong is answered too.</summary>
internal sealed class FhirHandler(
    InterfaceDefinition definition,
    FhirIntake intake,
    CallerSecret? secret,
    IFhirNotifications? notifications,
    IngestionOptions options,
    EventNoted noted,
    TurnedAway turnedAway,
    TimeProvider time,
    ILogger log) : IDisposable
{
    private const string Bearer = "Bearer ";

    /// <summary>Seconds after which a sender should come again.</summary>
    private const int RetryAfter = 10;

    private readonly SemaphoreSlim _room = new(options.MaxRequests);

    public void Dispose() => _room.Dispose();

    /// <summary>Tells of somebody who was not let in.</summary>
    /// <param name="remote">Null where it has no address.</param>
    public void TurnAway(IPAddress? remote, string reason)
    {
        var address = remote ?? IPAddress.None;
        noted(definition.Name, InterfaceEventKind.ConnectionRefused, reason, $"from {address}");
        if (turnedAway.Add(definition.Name, address, reason) is { } since)
        {
            FhirEdgeLog.TurnedAway(log, definition.Name, since, address, reason);
        }
    }

    public async Task HandleAsync(HttpContext http)
    {
        using var late = new CancellationTokenSource(options.RequestTimeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            var answer = await AnswerAsync(http, either.Token);
            await answer.WriteAsync(http.Response, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered; what was taken is known again when it comes again.
        }
    }

    private async Task<EdgeAnswer> AnswerAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!await _room.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new EdgeAnswer(429, json => EdgeAnswers.Outcome(json, [FhirIssue.Error("throttled", $"more than {options.MaxRequests} requests at once")])) { RetryAfter = 1 };
        }

        try
        {
            return await RouteAsync(http, cancellationToken);
        }
        catch (JournalUnavailableException fault)
        {
            FhirEdgeLog.JournalAway(log, definition.Name, (fault.InnerException ?? fault).GetType().Name);
            return Later("the journal takes nothing at present; send it again");
        }
        catch (BadHttpRequestException fault)
        {
            if (fault.StatusCode == 413)
            {
                noted(definition.Name, InterfaceEventKind.TooLong, "", null);
            }

            return EdgeAnswer.Refused(fault.StatusCode, fault.StatusCode == 413 ? "too-long" : "invalid", "the request could not be read to its end");
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            FhirEdgeLog.TooSlow(log, definition.Name, options.RequestTimeOut);
            return Later($"it took longer than {options.RequestTimeOut:c}; send it again, or less at once");
        }
#pragma warning disable CA1031 // A fault of ours is answered, told by its kind alone (a message may hold what was sent), and the sender keeps what it has.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            FhirEdgeLog.Failed(log, definition.Name, $"{fault.GetType().Name} at {fault.TargetSite?.DeclaringType?.Name}.{fault.TargetSite?.Name}");
            return EdgeAnswer.Refused(500, "exception", "a fault of this interface; it is logged");
        }
        finally
        {
            _room.Release();
        }
    }

    private Task<EdgeAnswer> RouteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var path = http.Request.Path.Value?.TrimEnd('/') ?? "";
        var isRead = http.Request.Method is "GET" or "HEAD";
        if (isRead && path is "/.well-known/jwks.json" or "/fhir/.well-known/jwks.json")
        {
            return Task.FromResult(EdgeAnswer.Plain(PublishedKeys.Of(definition.Fhir!)));
        }

        if (isRead && path is "/fhir/metadata")
        {
            return Task.FromResult(new EdgeAnswer(200, json => EdgeAnswers.Capabilities(json, definition)));
        }

        if (Stranger(http) is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        string[] parts = path.StartsWith("/fhir/", StringComparison.Ordinal) ? path["/fhir/".Length..].Split('/') : path == "/fhir" ? [] : ["", "", ""];
        return (http.Request.Method, parts) switch
        {
            ("POST", []) => WithBodyAsync(http, (body, posts) => posts.BundleAsync(body, cancellationToken), cancellationToken),
            ("POST", ["$process-message"]) => WithBodyAsync(http, (body, posts) => posts.MessageAsync(body, cancellationToken), cancellationToken),
            ("POST", ["notify"]) when notifications is not null => NotifiedAsync(http, notifications, cancellationToken),
            ("POST", [var type]) when IsType(type) => WithBodyAsync(http, (body, posts) => posts.ResourceAsync(body, type, null, cancellationToken), cancellationToken),
            ("PUT", [var type, var id]) when IsType(type) && IsId(id) => WithBodyAsync(http, (body, posts) => posts.ResourceAsync(body, type, id, cancellationToken), cancellationToken),
            ("DELETE", [var type, var id]) when IsType(type) && IsId(id) => Posts(http).DeletionAsync(type, id, cancellationToken),
            (_, []) or (_, ["$process-message"]) or (_, ["notify"]) => Task.FromResult(NotAllowed("POST")),
            (_, [var type]) when IsType(type) => Task.FromResult(NotAllowed("POST")),
            (_, [var type, var id]) when IsType(type) && IsId(id) => Task.FromResult(NotAllowed("PUT, DELETE")),
            _ => Task.FromResult(EdgeAnswer.Refused(404, "not-found", "an address of this interface; GET /fhir/metadata says what it takes")),
        };
    }

    /// <summary>Null for one who may send here.</summary>
    private EdgeAnswer? Stranger(HttpContext http)
    {
        if (definition.Tls is { Clients.Count: > 0 } tls && !(http.Connection.ClientCertificate is { } shown && tls.Clients.Keys.Any(MllpCertificate.Of(shown).Is)))
        {
            TurnAway(http.Connection.RemoteIpAddress, "its certificate is not listed");
            return EdgeAnswer.Refused(403, "forbidden", "a client certificate that is listed on this interface");
        }

        if (secret is null)
        {
            return null;
        }

        var authorization = http.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && secret.Is(authorization[Bearer.Length..].Trim()))
        {
            return null;
        }

        TurnAway(http.Connection.RemoteIpAddress, "it did not show the secret");
        return new EdgeAnswer(401, json => EdgeAnswers.Outcome(json, [FhirIssue.Error("login", "the secret of this interface as a bearer token")])) { Challenge = "Bearer" };
    }

    private async Task<EdgeAnswer> WithBodyAsync(HttpContext http, Func<Stream, FhirPosts, Task<EdgeAnswer>> post, CancellationToken cancellationToken)
    {
        if (Unreadable(http.Request) is { } refusal)
        {
            return refusal;
        }

        await using var body = await SpooledBody.ReadAsync(http.Request.Body, options.MaxBytesInMemory, options.MaxPayloadBytes, cancellationToken);
        if (body is null)
        {
            noted(definition.Name, InterfaceEventKind.TooLong, "", null);
            return EdgeAnswer.Refused(413, "too-long", $"at most {options.MaxPayloadBytes} bytes");
        }

        return await post(body, Posts(http));
    }

    private async Task<EdgeAnswer> NotifiedAsync(HttpContext http, IFhirNotifications known, CancellationToken cancellationToken)
    {
        // The classic rest-hook posts nothing, and need not say of what kind that is.
        if (http.Request.ContentLength is not (null or 0) && Unreadable(http.Request) is { } refusal)
        {
            return refusal;
        }

        await using var body = await SpooledBody.ReadAsync(http.Request.Body, options.MaxTransactionBytes, options.MaxTransactionBytes, cancellationToken);
        if (body is not MemoryStream memory)
        {
            return EdgeAnswer.Refused(413, "too-long", $"at most {options.MaxTransactionBytes} bytes of a notification");
        }

        var taken = await known.HandleAsync(definition, memory.ToArray(), cancellationToken);
        return taken.Expected is null ? EdgeAnswer.Outcome(200) : EdgeAnswer.Outcome(422, FhirIssue.Error("invalid", $"expected {taken.Expected}", taken.Location));
    }

    /// <summary>Null where kind and encoding are those that are read here.</summary>
    private static EdgeAnswer? Unreadable(HttpRequest request)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType is "application/fhir+json" or "application/json" or "text/json" or "application/json+fhir"
            && type.CharSet?.Trim('"').ToUpperInvariant() is null or "UTF-8";
        if (!isJson || request.Headers.ContentEncoding.Count > 0)
        {
            return EdgeAnswer.Refused(415, "not-supported", "application/fhir+json in UTF-8, not compressed");
        }

        var accepts = request.Headers.Accept.ToString();
        return accepts.Length == 0 || accepts.Contains("json", StringComparison.OrdinalIgnoreCase) || accepts.Contains("*/*", StringComparison.Ordinal) || accepts.Contains("application/*", StringComparison.Ordinal)
            ? null
            : EdgeAnswer.Refused(406, "not-supported", "answers are application/fhir+json");
    }

    private FhirPosts Posts(HttpContext http) => new(intake, options.Bounds, new Uri($"{http.Request.Scheme}://{http.Connection.LocalIpAddress}:{http.Connection.LocalPort}/fhir"));

    private static EdgeAnswer Later(string text) => new(503, json => EdgeAnswers.Outcome(json, [FhirIssue.Error("transient", text)])) { RetryAfter = RetryAfter };

    private static EdgeAnswer NotAllowed(string methods) => new(405, json => EdgeAnswers.Outcome(json, [FhirIssue.Error("not-supported", $"{methods}; nothing is read or patched here")])) { Allow = methods };

    /// <summary>Answers and the journal name the type: what is none may be anybody's name.</summary>
    private static bool IsType(string text) => FhirArrival.IsResourceType(text);

    private static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');
}
