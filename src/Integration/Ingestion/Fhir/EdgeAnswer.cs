using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Integration.Ingestion.Fhir;

/// <summary>What one entry of a bundle is answered with.</summary>
/// <param name="Issues">Empty where there is nothing to say.</param>
internal sealed record EntryAnswer(int Status, IReadOnlyList<FhirIssue> Issues);

/// <summary>An answer over HTTP. Nothing in it depends on when it is given, so that a resend gets the same one.</summary>
internal sealed class EdgeAnswer(int status, Action<Utf8JsonWriter> write)
{
    public const string FhirJson = "application/fhir+json; charset=utf-8";

    public int Status => status;

    public string ContentType { get; private init; } = FhirJson;

    /// <summary>Seconds after which the sender should come again.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What the sender should have shown.</summary>
    public string? Challenge { get; init; }

    /// <summary>The methods that are known here.</summary>
    public string? Allow { get; init; }

    public static EdgeAnswer Outcome(int status, params IReadOnlyList<FhirIssue> issues) => new(status, json => EdgeAnswers.Outcome(json, issues));

    public static EdgeAnswer Refused(int status, string code, string text) => Outcome(status, [FhirIssue.Error(code, text)]);

    /// <summary>JSON that is no resource.</summary>
    public static EdgeAnswer Plain(string text) => new(StatusCodes.Status200OK, json => json.WriteRawValue(text)) { ContentType = "application/json; charset=utf-8" };

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Challenge is not null)
        {
            response.Headers.WWWAuthenticate = Challenge;
        }

        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        response.ContentType = ContentType;
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        write(json);
        await json.FlushAsync(cancellationToken);
    }
}
