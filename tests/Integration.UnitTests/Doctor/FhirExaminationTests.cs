using System.Net;
using Integration.Contracts;
using Integration.Journal;
using Integration.UnitTests.Ingestion.Fhir;
using Integration.UnitTests.Mapping;
using Integration.Worker.Doctor;

namespace Integration.UnitTests.Doctor;

public sealed class FhirExaminationTests : IDisposable
{
    private const string Capabilities =
        """{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"client"},{"mode":"server","resource":[{"type":"Appointment","searchParam":[{"name":"_lastUpdated"}]},{"type":"Task"}]}]}""";

    private static readonly Uri s_endpoint = new("https://integration.example/fhir/notify");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_server_of_R4_is_well_and_each_polled_type_has_a_line()
    {
        var server = new ScriptedServer().Answer(Capabilities);
        Assert.Equal(
            ["Good server of north-ehr", "Good Appointment of north-ehr", "Warning Task of north-ehr", "Bad Encounter of north-ehr"],
            await LinesAsync(Asking("Appointment", "Task", "Encounter"), server));
        Assert.Equal(["GET /metadata"], server.Asked);
    }

    [Theory]
    [InlineData("""{"resourceType":"CapabilityStatement","fhirVersion":"4.3.0","rest":[]}""")]
    [InlineData("""{"resourceType":"CapabilityStatement","fhirVersion":"3.0.2"}""")]
    [InlineData("""{"resourceType":"OperationOutcome","fhirVersion":"4.0.1"}""")]
    [InlineData("""[]""")]
    [InlineData("<html>Quillwen Zzyzx</html>")]
    public async Task What_is_no_server_of_R4_fails_and_is_not_quoted(string metadata)
    {
        var found = await FindAsync(Asking(), new ScriptedServer().Answer(metadata));
        Assert.Equal("Bad server of north-ehr", Line(Assert.Single(found)));
        Assert.DoesNotContain("Zzyzx", found[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_list_its_types_is_no_fault() =>
        Assert.Equal(["Good server of north-ehr", "Warning types of north-ehr"], await LinesAsync(Asking("Task"), new ScriptedServer().Answer("""{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}""")));

    [Theory]
    [InlineData(401, "authorisation")]
    [InlineData(404, "base address")]
    [InlineData(429, "later")]
    [InlineData(500, "reached")]
    public async Task A_server_that_does_not_answer_fails_with_what_to_do(int status, string remedy)
    {
        var server = new ScriptedServer().Answer("", (HttpStatusCode)status);
        var finding = Assert.Single(await FindAsync(Asking(), server));
        Assert.Equal(FindingState.Bad, finding.State);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_token_is_asked_for_and_shown()
    {
        var secret = Written("s3cret");
        var feed = Asking() with { Authorisation = new FhirAuthorisation(FhirAuthorisationKind.ClientCredentials, new Uri(ScriptedServer.Base, "/token"), "us", "", secret, null, "", null, null) };

        var server = new ScriptedServer().Answer("""{"access_token":"t-1","token_type":"bearer"}""").Answer(Capabilities);
        Assert.Equal(["Good secret of north-ehr", "Good access of north-ehr", "Good server of north-ehr"], await LinesAsync(feed, server));
        Assert.Equal("GET /metadata Bearer t-1", server.Asked[1]);

        var refused = await FindAsync(feed, new ScriptedServer().Answer("""{"error":"invalid_client"}""", HttpStatusCode.Unauthorized));
        Assert.Equal(["Good secret of north-ehr", "Bad server of north-ehr"], refused.Select(Line));
        Assert.Contains("invalid_client", refused[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_to_be_there_and_for_the_worker_alone()
    {
        var posted = Asking() with { Server = null };
        Assert.Equal(["Bad secret of north-ehr"], await LinesAsync(posted with { Secret = new SecretSource(Path.Combine(_folder.FullName, "none"), null) }, new ScriptedServer()));
        Assert.Equal(["Bad secret of north-ehr"], await LinesAsync(posted with { Secret = new SecretSource(null, "INTEGRATION_TEST_NO_SUCH_SECRET") }, new ScriptedServer()));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var secret = Written("s3cret");
        Assert.Equal(["Good secret of north-ehr"], await LinesAsync(posted with { Secret = secret }, new ScriptedServer()));
        File.SetUnixFileMode(secret.File!, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var open = Assert.Single(await FindAsync(posted with { Secret = secret }, new ScriptedServer()));
        Assert.Equal((FindingState.Warning, $"chmod 0600 {secret.File}"), (open.State, open.Remedy));
        Assert.DoesNotContain("s3cret", open.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "Warning")]
    [InlineData(null, "refused", "Warning")]
    [InlineData("7", "requested", "Warning")]
    [InlineData("7", "active", "Good")]
    [InlineData("7", "error", "Bad")]
    [InlineData("7", "off", "Bad")]
    [InlineData("7", "gone", "Bad")]
    public async Task A_subscription_is_to_be_active(string? id, string? status, string state) => Assert.Equal([$"{state} subscription of north-ehr"], await SubscriptionAsync(id, status, null));

    [Fact]
    public async Task A_gap_in_an_active_subscription_is_called_out() => Assert.Equal(["Warning subscription of north-ehr"], await SubscriptionAsync("7", "active", new NumberGap(3, 4)));

    private static async Task<IEnumerable<string>> SubscriptionAsync(string? id, string? status, NumberGap? gap)
    {
        var feed = Asking() with { Server = null, Subscription = new FhirSubscription(FhirSubscriptionKind.Topic, "http://ehr.example/topic", FhirNotificationContent.IdOnly, s_endpoint) };
        var known = status is null ? Array.Empty<KnownSubscription>() : [new KnownSubscription("north-ehr", "http://ehr.example/topic", id, status, null, null, null, null, gap)];
        return (await FindAsync(feed, new ScriptedServer(), new Told(known))).Select(Line);
    }

    private SecretSource Written(string secret)
    {
        var file = Path.Combine(_folder.FullName, "secret");
        File.WriteAllText(file, secret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new SecretSource(file, null);
    }

    private static FhirFeed Asking(params string[] types) =>
        new(ScriptedServer.Base, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 100, [.. types.Select(type => new FhirPoll(type, "", [], [], History: false))], null, null, null);

    private static async Task<IEnumerable<string>> LinesAsync(FhirFeed feed, ScriptedServer server) => (await FindAsync(feed, server)).Select(Line);

    private static Task<IReadOnlyList<Finding>> FindAsync(FhirFeed feed, ScriptedServer server, IPollingJournal? journal = null) =>
        new FhirExamination(Shipped.Interface("north-ehr") with { Fhir = feed }, fhir => server.Open(fhir.Authorisation)).RunAsync(journal, CancellationToken.None);

    private static string Line(Finding finding) => $"{finding.State} {finding.Subject}";

    /// <summary>A journal that knows subscriptions and nothing else.</summary>
    private sealed class Told(IReadOnlyList<KnownSubscription> known) : IPollingJournal
    {
        public Task<IReadOnlyList<KnownSubscription>> SubscriptionsAsync(string? interfaceName, CancellationToken cancellationToken) => Task.FromResult(known);

        public Task<PollStanding?> LeadAsync(string worker, string interfaceName, TimeSpan lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndLeadsAsync(string worker, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task HintAsync(string interfaceName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> SavePollAsync(string worker, string interfaceName, string thing, Watermark? watermark, string? outcome, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<PolledThing>> PollsAsync(string? interfaceName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SaveSubscriptionAsync(SubscriptionLook look, long? lastEvent, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<HeardResult> HearAsync(string interfaceName, string id, HeardEvents heard, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CloseGapAsync(string interfaceName, string name, long upTo, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
