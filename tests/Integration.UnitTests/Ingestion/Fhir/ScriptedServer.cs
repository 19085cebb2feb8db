using System.Net;
using System.Text;
using Integration.Contracts;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Fhir.Authorising;
using Integration.Ingestion.Fhir.Polling;

namespace Integration.UnitTests.Ingestion.Fhir;

/// <summary>An EHR without a socket: answers what the test has written down, in order, and keeps what was asked.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    public static readonly Uri Base = new("https://ehr.example/fhir");

    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    /// <summary>Method, address after the base, and the Authorization header.</summary>
    public List<string> Asked { get; } = [];

    public List<string> Bodies { get; } = [];

    public List<string> Tags { get; } = [];

    public ScriptedServer Answer(string body, HttpStatusCode status = HttpStatusCode.OK, Action<HttpResponseMessage>? dress = null)
    {
        _answers.Enqueue(() =>
        {
            var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/fhir+json") };
            dress?.Invoke(answer);
            return answer;
        });
        return this;
    }

    public ScriptedServer Fault(Exception fault)
    {
        _answers.Enqueue(() => throw fault);
        return this;
    }

    public FhirServer Open(FhirAuthorisation? authorisation = null, PollingOptions? options = null, TimeProvider? time = null)
    {
        var http = new HttpClient(this);
        return new FhirServer(Base, http, Tokens(authorisation, time, http), options ?? new PollingOptions { FirstPause = TimeSpan.FromMilliseconds(1) }, time ?? TimeProvider.System);
    }

    public AccessTokens Tokens(FhirAuthorisation? authorisation, TimeProvider? time = null, HttpClient? http = null) => new(authorisation, http ?? new HttpClient(this), time ?? TimeProvider.System);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Gives others who ask at the same time their turn.
        await Task.Yield();
        Asked.Add($"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.AbsoluteUri.Replace(Base.AbsoluteUri, "", StringComparison.Ordinal))} {request.Headers.Authorization}".TrimEnd());
        Tags.Add(string.Join(',', request.Headers.TryGetValues("If-None-Match", out var tags) ? tags : []));
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return _answers.Dequeue()();
    }
}
