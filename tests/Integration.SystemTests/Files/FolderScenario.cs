using System.Globalization;
using System.Text.Json;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Files;
using Integration.Journal;
using Integration.SystemTests.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Files;

/// <summary>A drop folder on disk over a store, and short words for what lies in it.</summary>
public abstract class FolderScenario(TestStore store) : JournalSpecification(store), IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("integration-folder-");

    private protected IngestionOptions Limits { get; } = new() { FileSettling = TimeSpan.FromTicks(1), MaxFileBytes = 200_000, MaxFileMessages = 700 };

    /// <summary>Set where its files are FHIR.</summary>
    private protected FhirFeed? Fhir { get; init; }

    protected List<long> Woken { get; } = [];

    /// <summary>Kinds of the events that were noted.</summary>
    protected List<string> Noted { get; } = [];

    private DropFolder Folder => new(_root.FullName);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Folder.Prepare();
    }

    public void Dispose()
    {
        _root.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static string Order(int number) =>
        $"MSH|^~\\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|20261122101500||SIU^S12^SIU_S12|C{number}|P|2.5.1\rSCH|A{number}||||||||||^^^20261202120000\r";

    private protected async Task LookAsync(IFileJournal? files = null, ControlIdUse use = ControlIdUse.Unique)
    {
        var sender = new SenderProfile(["ORSCHED"], ["NORTH"], ["P"], use, "UTF-8", new Dictionary<string, string> { ["*"] = "UTC" }, null);
        var feed = new InterfaceDefinition(Interface, "OR", "", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string> { ["SIU^S12"] = "m", ["Appointment"] = "m" }, "North") { Folder = _root.FullName, Fhir = Fhir };
        var intake = new FolderIntake(
            Interface, $"w{Guid.CreateVersion7()}", Folder, Reading(feed, files ?? Journal), files ?? Journal, Note, Limits, TimeProvider.System, NullLogger.Instance);
        await intake.LookAsync(default);
        await intake.LookAsync(default);
    }

    private IFileReading Reading(InterfaceDefinition feed, IFileJournal files) => feed.Fhir is null
        ? new Hl7Files(new MessageIntake(feed, Journal, Woken.Add, Note, Limits.MaxFrameBytes, NullLogger.Instance), files, Limits)
        : new FhirFiles(new FhirIntake(feed, Journal, files, Woken.Add, Note, NullLogger.Instance), Limits);

    private void Note(string interfaceName, InterfaceEventKind kind, string subject, string? detail) => Noted.Add(kind.ToString());

    private protected string In(string name) => Path.Combine(_root.FullName, "in", name);

    private protected string At(string folder, string name) => Directory.GetFiles(Path.Combine(_root.FullName, folder), name, SearchOption.AllDirectories).SingleOrDefault() ?? $"{folder} has no {name}";

    private protected void Drop(string name, string text) => File.WriteAllText(In(name), text);

    private protected async Task<(ReceivedFile File, JsonElement Outcome)> OutcomeAsync(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(At(folder, name + DropFolder.OutcomeSuffix)));
        var outcome = document.RootElement.Clone();
        Assert.True(File.Exists(At(folder, name)));
        Assert.False(File.Exists(In(name)));
        var file = (await Journal.FilesAsync(Interface, 100, default)).Single(one => one.Id == outcome.GetProperty("id").GetInt64());
        return (file, outcome);
    }

    protected static IEnumerable<string> Entries(JsonElement outcome) => outcome.GetProperty("outcomes").EnumerateArray().Select(entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("index").GetInt32()} {entry.GetProperty("outcome").GetString()} {entry.GetProperty("controlId").GetString()}"));
}
