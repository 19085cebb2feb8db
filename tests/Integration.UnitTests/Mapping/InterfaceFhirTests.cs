using Integration.Contracts;
using Integration.Mapping;
using Integration.Mapping.Files;
using Integration.UnitTests.Architecture;

namespace Integration.UnitTests.Mapping;

public sealed class InterfaceFhirTests : IDisposable
{
    private const string Full = """
        secret: { file: secrets/north }
        server: https://ehr.north.example/fhir/
        every: 00:02:00
        overlap: 00:00:45
        page-size: 50
        polls: { Appointment: { include: [Appointment:based-on], reverse-include: Task:focus, criteria: "status=booked", history: offered }, Task: }
        subscription: { kind: topic, topic: http://example.org/topics/cases, content: id-only, endpoint: "https://here.example/fhir/notify" }
        authorisation: { kind: smart-backend, token-address: "https://ehr.north.example/token", client-id: us, scope: system/Appointment.rs, key: { environment: NORTH_KEY }, key-id: k1 }
        """;

    private static readonly FhirSurroundings s_listening = new(Listens: true, TakesFiles: false, AsksForCertificates: false, new Dictionary<string, string> { ["Appointment"] = "fhir/Appointment/v1", ["Task"] = "fhir/Task/v1" });

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Everything_an_interface_can_say_of_its_server_is_read()
    {
        var (feed, problems) = Read(Full, s_listening);

        Assert.Empty(problems);
        Assert.Equal(("https://ehr.north.example/fhir", TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(45), 50), (feed.Server!.AbsoluteUri, feed.Every, feed.Overlap, feed.PageSize));
        Assert.Equal(new SecretSource(Path.Combine(Path.GetDirectoryName(_file)!, "secrets", "north"), null), feed.Secret);
        Assert.Equal(("Appointment", "status=booked", true), (feed.Polls[0].Type, feed.Polls[0].Criteria, feed.Polls[0].History));
        Assert.Equal(["Appointment:based-on"], feed.Polls[0].Includes);
        Assert.Equal(["Task:focus"], feed.Polls[0].ReverseIncludes);
        Assert.Equal(("Task", "", false), (feed.Polls[1].Type, feed.Polls[1].Criteria, feed.Polls[1].History));
        Assert.Equal(new FhirSubscription(FhirSubscriptionKind.Topic, "http://example.org/topics/cases", FhirNotificationContent.IdOnly, new Uri("https://here.example/fhir/notify")), feed.Subscription);
        Assert.Equal(
            new FhirAuthorisation(FhirAuthorisationKind.SmartBackend, new Uri("https://ehr.north.example/token"), "us", "system/Appointment.rs", null, new SecretSource(null, "NORTH_KEY"), "k1", null, null),
            feed.Authorisation);
    }

    [Fact]
    public void What_the_README_shows_can_be_read()
    {
        var shown = File.ReadAllLines(Repository.At("README.md")).SkipWhile(line => line != "    fhir:").Skip(1).TakeWhile(line => line.StartsWith("      ", StringComparison.Ordinal)).Select(line => line.TrimStart());
        var types = new Dictionary<string, string> { ["Appointment"] = "fhir/Appointment/v1", ["SupplyRequest"] = "fhir/SupplyRequest/v1", ["Task"] = "fhir/Task/v1", ["Encounter"] = "fhir/Encounter/v1" };

        var (feed, problems) = Read(string.Join('\n', shown), s_listening with { Mappings = types });

        Assert.Empty(problems);
        Assert.Equal((types.Count, FhirSubscriptionKind.Topic, FhirAuthorisationKind.SmartBackend), (feed.Polls.Count, feed.Subscription!.Kind, feed.Authorisation!.Kind));
    }

    [Fact]
    public void An_interface_that_is_only_posted_to_needs_its_secret_alone()
    {
        var (feed, problems) = Read("secret: { environment: NORTH_SECRET }", s_listening);

        Assert.Empty(problems);
        Assert.Equal((null, new SecretSource(null, "NORTH_SECRET"), null), (feed.Server, feed.Secret, feed.Authorisation));
    }

    [Fact]
    public void Where_callers_show_certificates_no_secret_is_asked_for() => Assert.Empty(Read("{}", s_listening with { AsksForCertificates = true }).Problems);

    [Theory]
    [InlineData("secret: { file: secrets/north }", "secret: abc", "1: 'secret' says where it stands, never what it is: { file: /etc/… } or { environment: NAME }.")]
    [InlineData("secret: { file: secrets/north }", "secret: { file: a, environment: B }", "1: 'secret' stands either in a file or in the environment: { file: /etc/… } or { environment: NAME }.")]
    [InlineData("secret: { file: secrets/north }\n", "", "1: 'secret' is missing: whoever posts here has to show it as a bearer token, or a certificate where 'tls' has 'client-authorities'.")]
    [InlineData("https://ehr.north.example/fhir/", "http://ehr.north.example/fhir/", "2: 'server' must begin with https: whoever is between here and ehr.north.example would read and change what is sent.")]
    [InlineData("https://ehr.north.example/fhir/", "ehr.north.example", "2: 'server' must be an address such as https://ehr.example/fhir.")]
    [InlineData("every: 00:02:00", "every: 00:00:00", "3: 'every' must be a length of time from 00:00:01 to 1.00:00:00, such as 00:01:00.")]
    [InlineData("page-size: 50", "page-size: 1001", "5: 'page-size' must be a whole number from 1 to 1000.")]
    [InlineData("status=booked", "_lastUpdated=gt2026", "6: 'criteria' holds what the search asks for besides what the poll adds itself (_lastUpdated, _count, _sort, _include, _revinclude, _since): \"status=booked\".")]
    [InlineData("history: offered", "history: perhaps", "6: 'history' can only be offered; leave it out where the server has none.")]
    [InlineData("Task: }", "Patient: { } }", "6: Nothing would come of Patient: active.yaml gives this interface no mapping for it.")]
    [InlineData("kind: topic", "kind: restHook", "7: 'kind' must be one of rest-hook, topic, not 'restHook'.", "7: 'topic' is unknown here", "7: 'content' is unknown here")]
    [InlineData("key-id: k1", "secret: { environment: S }", "8: 'key-id' is missing.", "8: 'secret' is unknown here")]
    public void A_mistake_is_named_with_its_line(string right, string wrong, params string[] expected)
    {
        Assert.Contains(right, Full, StringComparison.Ordinal);

        Assert.Equal(expected, Read(Full.Replace(right, wrong, StringComparison.Ordinal), s_listening).Problems.Select(problem => problem.Split("; known are ")[0]));
    }

    [Fact]
    public void What_is_said_of_a_server_nobody_named_is_refused() =>
        Assert.Equal(
            ["1: 'every' has no meaning without 'server'.", "1: Nothing can come: there is neither 'server', nor an address and port, nor a folder."],
            Read("every: 00:01:00", s_listening with { Listens = false }).Problems.Order(StringComparer.Ordinal));

    private (FhirFeed Feed, IReadOnlyList<string> Problems) Read(string text, FhirSurroundings around)
    {
        File.WriteAllText(_file, text);
        var problems = new FileProblems();
        var feed = InterfaceFhir.Read(YamlMap.Open(_file, problems)!, around);
        return (feed, [.. problems.InOrder().Select(problem => $"{problem.Line}: {problem.Message}")]);
    }
}
