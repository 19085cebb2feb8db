using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir;
using Integration.Sandbox.Fhir.Http;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>One post to the interface and what came back.</summary>
internal sealed record EhrSending(EhrStep Step, int Status)
{
    public bool AsExpected => Status is >= 200 and < 300;
}

/// <summary>The hospital's EHR: writes on its own FHIR server, which tells of it and is asked, and posts what its server does not hold.</summary>
/// <param name="listener">Where the interface is posted to, without a trailing slash.</param>
/// <param name="secret">What it shows there.</param>
internal sealed class EhrSystem(FhirSandbox server, HttpClient http, Uri listener, string secret)
{
    /// <returns>What was posted.</returns>
    public async Task<IReadOnlyList<EhrSending>> PlayAsync(IEnumerable<EhrStep> round, CancellationToken cancellationToken)
    {
        var sendings = new List<EhrSending>();
        foreach (var step in round)
        {
            switch (step.Way)
            {
                case EhrWay.Written:
                    server.Store.Put(step.Body);
                    break;
                case EhrWay.Deleted:
                    server.Store.Delete(step.Body["resourceType"]!.ToString(), step.Body["id"]!.ToString());
                    break;
                case EhrWay.Posted:
                    sendings.Add(new EhrSending(step, await PostAsync("", step.Body, cancellationToken)));
                    break;
                case EhrWay.Processed:
                    sendings.Add(new EhrSending(step, await PostAsync("/$process-message", step.Body, cancellationToken)));
                    break;
            }
        }

        await server.Subscriptions.DrainAsync(cancellationToken);
        return sendings;
    }

    private async Task<int> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{listener}{path}")) { Content = new ByteArrayContent(FhirReplies.Bytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await http.SendAsync(request, cancellationToken);
        return (int)response.StatusCode;
    }
}
