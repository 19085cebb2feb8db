using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir.Http;

namespace Integration.Sandbox.Fhir.Subscriptions;

/// <summary>Posts notifications, each up to three times where it is not taken; loses or repeats some as it is told to.</summary>
internal sealed class Notifier(FhirFaults faults, Func<string> server, TimeProvider time) : IDisposable
{
    private const int Tries = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private int _delivered;

    public int Delivered => _delivered;

    /// <returns>Whether it was taken, or lost on purpose.</returns>
    public async Task<bool> TellAsync(SubscriptionEntry subscription, SubscriptionEvent happened, CancellationToken cancellationToken)
    {
        if (faults.Take(FhirFaultKind.LoseNotification, happened.Version.Type) is not null) return true;
        var body = subscription.IsTopic ? NotificationBundle.Make(server(), subscription, "event-notification", [happened], subscription.Content, time.GetUtcNow()) : null;
        var again = faults.Take(FhirFaultKind.RepeatNotification, happened.Version.Type) is not null;
        return await SendAsync(subscription, body, cancellationToken) && (!again || await SendAsync(subscription, body, cancellationToken));
    }

    /// <param name="kind"><c>handshake</c> or <c>heartbeat</c>.</param>
    public Task<bool> SendAsync(SubscriptionEntry subscription, string kind, CancellationToken cancellationToken) =>
        SendAsync(subscription, NotificationBundle.Make(server(), subscription, kind, [], "empty", time.GetUtcNow()), cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <param name="body">Null for the empty POST of a classic hook.</param>
    private async Task<bool> SendAsync(SubscriptionEntry subscription, JsonObject? body, CancellationToken cancellationToken)
    {
        for (var at = 0; at < Tries; at++)
        {
            if (at > 0) await Task.Delay(s_pause, time, cancellationToken);
            if (await PostAsync(subscription, body, cancellationToken)) return true;
        }

        return false;
    }

    private async Task<bool> PostAsync(SubscriptionEntry subscription, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, subscription.Endpoint) { Content = new ByteArrayContent(body is null ? [] : FhirReplies.Bytes(body)) };
        if (body is not null) request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json") { CharSet = "utf-8" };
        foreach (var header in subscription.Headers)
        {
            var parts = header.Split(':', 2);
            request.Headers.TryAddWithoutValidation(parts[0].Trim(), parts[^1].Trim());
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode) Interlocked.Increment(ref _delivered);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
