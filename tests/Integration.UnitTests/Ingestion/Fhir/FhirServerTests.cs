using System.Net;
using System.Net.Http.Headers;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Fhir.Polling;

namespace Integration.UnitTests.Ingestion.Fhir;

public sealed class FhirServerTests
{
    private const string Outcome = """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-supported","diagnostics":"Zzyzx Quill"},{"code":"Zzyzx Quill"},{"code":3}]}""";

    [Fact]
    public async Task What_passes_is_asked_again_and_a_server_that_says_when_is_left_alone_until_then()
    {
        var server = new ScriptedServer().Answer("", HttpStatusCode.InternalServerError).Answer("", HttpStatusCode.TooManyRequests, Wait(TimeSpan.Zero)).Fault(new HttpRequestException("x")).Answer("{}");
        using var ehr = server.Open();
        Assert.Equal(HttpStatusCode.OK, (await ehr.GetAsync(ehr.At("Task?a=b"), null, default)).Status);
        Assert.Equal(4, server.Asked.Count);
    }

    [Fact]
    public async Task A_wait_that_is_longer_than_the_bound_ends_the_poll_and_is_told_in_seconds_or_as_a_date()
    {
        var date = TimeProvider.System.GetUtcNow().AddHours(1);
        var server = new ScriptedServer().Answer("", HttpStatusCode.TooManyRequests, Wait(TimeSpan.FromSeconds(301)))
            .Answer("", HttpStatusCode.ServiceUnavailable, answer => answer.Headers.RetryAfter = new RetryConditionHeaderValue(date));
        using var ehr = server.Open();
        var seconds = await FailsAsync(ehr);
        Assert.Equal((FhirServerFault.Throttled, TimeSpan.FromSeconds(301)), (seconds.Fault, seconds.RetryAfter));
        Assert.InRange((await FailsAsync(ehr)).RetryAfter!.Value, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task Tries_end()
    {
        var server = new ScriptedServer().Answer("", HttpStatusCode.BadGateway).Answer("", HttpStatusCode.BadGateway).Answer("{}");
        using var ehr = server.Open(options: new PollingOptions { Tries = 2, FirstPause = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(FhirServerFault.Away, (await FailsAsync(ehr)).Fault);
    }

    [Theory]
    [InlineData(400, "Refused")]
    [InlineData(401, "NotAuthorised")]
    [InlineData(403, "NotAuthorised")]
    [InlineData(404, "Gone")]
    [InlineData(410, "Gone")]
    [InlineData(422, "Refused")]
    [InlineData(302, "NotUnderstood")]
    public async Task A_refusal_is_told_by_its_status_and_codes_and_never_in_the_servers_words(int status, string fault)
    {
        using var ehr = new ScriptedServer().Answer(Outcome, (HttpStatusCode)status).Open();
        var refused = await FailsAsync(ehr);
        Assert.Equal((fault, $"it answered {status} (not-supported)"), (refused.Fault.ToString(), refused.Message));
    }

    [Fact]
    public async Task An_answer_of_one_byte_too_many_is_not_read()
    {
        using var ehr = new ScriptedServer().Answer(new string('x', 100)).Answer(new string('x', 101)).Open(options: new PollingOptions { MaxAnswerBytes = 100 });
        await ehr.GetAsync(ehr.At("metadata"), null, default);
        Assert.Equal(FhirServerFault.NotUnderstood, (await FailsAsync(ehr)).Fault);
    }

    [Theory]
    [InlineData("https://ehr.example/other?page=2", "https://ehr.example/other?page=2")]
    [InlineData("?page=2", "https://ehr.example/fhir/Task?page=2")]
    [InlineData("https://ehr.example:444/fhir?page=2", null)]
    [InlineData("http://ehr.example/fhir?page=2", null)]
    [InlineData("https://ehr.example.evil/fhir?page=2", null)]
    [InlineData("//evil/fhir", null)]
    public void A_link_to_another_server_is_not_followed(string link, string? followed)
    {
        using var ehr = new ScriptedServer().Open();
        if (followed is null)
        {
            Assert.Throws<FhirServerException>(() => ehr.Follow(ehr.At("Task?x=y"), link));
        }
        else
        {
            Assert.Equal(followed, ehr.Follow(ehr.At("Task?x=y"), link).AbsoluteUri);
        }
    }

    private static Action<HttpResponseMessage> Wait(TimeSpan wait) => answer => answer.Headers.RetryAfter = new RetryConditionHeaderValue(wait);

    private static Task<FhirServerException> FailsAsync(FhirServer ehr) => Assert.ThrowsAsync<FhirServerException>(() => ehr.GetAsync(ehr.At("metadata"), null, default));
}
