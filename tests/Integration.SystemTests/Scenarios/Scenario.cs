using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios;

/// <summary>What senders, operators and people in Odoo do to a running installation on real servers.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public abstract class Scenario(SharedInstallation shared) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private LiveInstallation _live = null!;

    private protected Installation Installation => _live.Installation;

    private protected OdooBooks Books => _live.Books;

    protected SharedInstallation Shared { get; } = shared;

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>A year in which all the times of the scenarios lie ahead.</summary>
    protected static int Year { get; } = TimeProvider.System.GetUtcNow().Year + 1;

    public async Task InitializeAsync() => _live = await Shared.LiveAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A time with offset, as MSH-7 has it.</summary>
    protected static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+0000";

    /// <summary>Never used before.</summary>
    protected string ControlId() => string.Create(CultureInfo.InvariantCulture, $"M{Shared.NextNumber()}");

    private protected static async Task SendAsync(int port, string message) => Assert.Equal("AA", await Installation.SendAsync(port, message));

    /// <summary>Posts a version of a resource as an EHR does, and waits until its consequences are in Odoo.</summary>
    /// <param name="version">Of the resource, from 1.</param>
    private protected async Task PostAsync(int version, DateTimeOffset said, JsonObject resource)
    {
        resource["meta"] = new JsonObject { ["versionId"] = version.ToString(CultureInfo.InvariantCulture), ["lastUpdated"] = FhirInstant(said) };
        await Installation.PostAsync(resource);
        await SettleAsync();
    }

    private protected static string FhirInstant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private protected static JsonArray FhirIdentifier(string system, string value) => new(new JsonObject { ["system"] = $"http://ehr.example/{system}", ["value"] = value });

    private protected static JsonObject FhirCode(string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["code"] = code }) };

    private protected Task SettleAsync() => Installation.SettleAsync(Deadline, () => _live.Worker.Output);

    /// <summary>How many rows wait in a stage, as <c>integration queues</c> counts them.</summary>
    private protected async Task WaitForQueueAsync(string stage, int depth)
    {
        await using var journal = await Installation.OpenJournalAsync();
        await Poll.UntilAsync(
            $"{depth} waiting to {stage}",
            Deadline,
            async () => (await journal.QueuesAsync(None)).Single(queue => queue.Stage == stage && queue.State == "waiting").Depth == depth,
            () => _live.Worker.Output);
    }

    /// <summary>When a sender says something after what people did in Odoo, whose times are whole seconds.</summary>
    protected static DateTimeOffset Afterwards() => TimeProvider.System.GetUtcNow().AddSeconds(2);

    /// <summary>Waits until the newest status of a record of ours is this one, and the folds know.</summary>
    private protected async Task<PostingHistory> WaitForStatusAsync(string externalIdOrOrigin, ObservedStatus status)
    {
        await using var journal = await Installation.OpenJournalAsync();
        PostingHistory? found = null;
        await Poll.UntilAsync(
            $"{externalIdOrOrigin} is {status}",
            TimeSpan.FromMinutes(1),
            async () =>
            {
                found = await journal.StatusAsync(externalIdOrOrigin, 10, None) is [.., var newest] ? newest : null;
                return found is { Statuses: [.., var last] } && last.Status == status;
            },
            () => $"It is {(found is null ? "unknown" : string.Join(", ", found.Statuses))}. {_live.Worker.Output}");
        await SettleAsync();
        return found!;
    }

    private protected Task<OdooClient> AsAsync(OdooRole role) => Installation.OdooAsync(role);

    /// <summary>Runs a verb as an operator does.</summary>
    private protected async Task<string> OperateAsync(params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await Installation.RunVerbAsync(arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <summary>What <c>integration reconcile --json</c> reports of a record, as <c>kind externalId</c>.</summary>
    private protected async Task<IReadOnlyList<string>> BreaksAsync(string model, long id) =>
    [
        .. (await ReportAsync("reconcile", "--json")).GetProperty("breaks").EnumerateArray()
            .Where(one => one.GetProperty("model").GetString() == model && one.GetProperty("odooId") is { ValueKind: JsonValueKind.Number } number && number.GetInt64() == id)
            .Select(one => one.GetProperty("kind").GetString()!),
    ];

    /// <summary>The document that a verb prints; its exit code says whether it found anything.</summary>
    private protected async Task<JsonElement> ReportAsync(params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await Installation.RunVerbAsync(arguments);
        Assert.True(exitCode is 0 or 1, output);
        var from = output.IndexOfAny(['{', '[']);
        using var document = JsonDocument.Parse(output[from..(output.LastIndexOfAny(['}', ']']) + 1)]);
        return document.RootElement.Clone();
    }
}
