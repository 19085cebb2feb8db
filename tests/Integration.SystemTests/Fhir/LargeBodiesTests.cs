using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Files;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Integration.SystemTests.Fhir;

/// <summary>A hundred megabytes at once cost the memory of their index and one commit, not their own.</summary>
public sealed class LargeBodiesTests(ITestOutputHelper output)
{
    private const int Records = 3200;
    private const string Variable = "INTEGRATION_TEST_FHIR_SECRET";
    private const long MostBytes = 64 * 1024 * 1024;

    private static readonly InterfaceDefinition s_feed = new(
        "north", "OR", "127.0.0.1", 0, 1, InterfaceMode.Post, new SenderProfile([], ["NORTH"], [], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string>(), null), new Dictionary<string, string> { ["Appointment"] = "m" }, "North")
    {
        Fhir = new FhirFeed(null, TimeSpan.FromMinutes(1), TimeSpan.Zero, 100, [], null, new SecretSource(null, Variable), null),
    };

    [Fact]
    public async Task A_file_of_lines_is_streamed()
    {
        var forgetful = ForgetfulJournal.Make(out var journal);
        await using var content = new GeneratedStream("", Resource, "\n", Records, "\n");
        var contents = new FhirFiles(new FhirIntake(s_feed, forgetful, journal, _ => { }, (_, _, _, _) => { }, NullLogger.Instance), new IngestionOptions()).Open(content, "a.ndjson", 0);
        var start = GC.GetTotalMemory(forceFullCollection: true);
        while (await contents.TakeNextAsync(1, default))
        {
        }

        Judge("lines", content.Length, start, forgetful);
    }

    [Fact]
    public async Task A_posted_bundle_is_spooled_and_streamed()
    {
        var forgetful = ForgetfulJournal.Make(out var journal);
        await using var listener = new FhirListener(
            new ListeningInterfaces([s_feed]), new IngestionOptions(), forgetful, journal, _ => { }, (_, _, _, _) => { }, new TurnedAway(TimeProvider.System), TimeProvider.System, NullLogger<FhirListener>.Instance);
        Environment.SetEnvironmentVariable(Variable, "a secret for tests");
        await listener.StartAsync(default);
        await using var content = new GeneratedStream("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[", number => $$$"""{"resource":{{{Resource(number)}}},"request":{"method":"POST","url":"Appointment"}}""", ",", Records, "]}");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, listener.Addresses["north"]) { Content = new StreamContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Environment.GetEnvironmentVariable(Variable)}");
        var start = GC.GetTotalMemory(forceFullCollection: true);

        using var response = await http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Judge("bundle", content.Length, start, forgetful);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "integration-*.spool"));
        await listener.StopAsync(default);
    }

    private static string Resource(string number) =>
        $$$"""{"resourceType":"Appointment","id":"{{{number}}}","meta":{"versionId":"1"},"status":"booked","comment":"{{{new string('x', 32 * 1024)}}}","participant":[{"status":"accepted"}]}""";

    private void Judge(string what, long length, long start, ForgetfulJournal forgetful)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {length / 1048576.0:F1} MiB, {forgetful.Taken} changes, at most {(forgetful.Peak - start) / 1048576.0:F1} MiB of live managed memory more than before"));
        Assert.Equal(Records, forgetful.Taken);
        Assert.InRange(length, 100_000_000, 200_000_000);
        Assert.InRange(forgetful.Peak - start, 0, MostBytes);
    }

    /// <summary>Says that it has stored everything, and looks how much memory is in use.</summary>
    public class ForgetfulJournal : DispatchProxy, IMessageAppend
    {
        public int Taken { get; private set; }

        public long Peak { get; private set; }

        public static ForgetfulJournal Make(out IFileJournal journal)
        {
            journal = Create<IFileJournal, ForgetfulJournal>();
            return (ForgetfulJournal)(object)journal;
        }

        public ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken) => ValueTask.FromResult(Take([message])[0]);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IFileJournal.AppendInOrderAsync)
            ? Task.FromResult<IReadOnlyList<AppendResult>>(Take((IReadOnlyList<IncomingMessage>)args![0]!))
            : throw new NotSupportedException(targetMethod.Name);

        private List<AppendResult> Take(IReadOnlyList<IncomingMessage> messages)
        {
            Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: Taken % 1000 < messages.Count));
            Taken += messages.Count;
            return [.. messages.Select(_ => new AppendResult(Taken, Taken, default, Resend: false, Refused: false))];
        }
    }
}
