using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Beds;

[CollectionDefinition(Name)]
public sealed class BedScenarios : ICollectionFixture<SharedInstallation>
{
    public const string Name = "bed scenarios";
}

/// <summary>Each test has beds of its own.</summary>
[Collection(BedScenarios.Name)]
public abstract class BedScenario(SharedInstallation shared) : Scenario(shared)
{
    private protected const string Model = "project.task";

    /// <summary>A visit nobody spoke of before.</summary>
    protected string Visit() => string.Create(CultureInfo.InvariantCulture, $"V{Shared.NextNumber()}");

    /// <summary>Says something of a visit, now, and waits until its consequences are in Odoo.</summary>
    /// <returns>When it was said.</returns>
    private protected async Task<DateTimeOffset> TellAsync(string trigger, string visit, string place, Adt? more = null)
    {
        var said = Shared.NextSent();
        await SendAsync(Installation.AdtPort, Message(trigger, said, visit, place, more ?? new Adt()));
        await SettleAsync();
        return said;
    }

    private protected string Message(string trigger, DateTimeOffset said, string visit, string place, Adt more) => string.Join('\r', [
        $@"MSH|^~\&|ADTREG|{place[(place.LastIndexOf('^') + 1)..]}|INTEGRATION|NORTHFIELD|{Stamp(said)}||ADT^{trigger}|{ControlId()}|P|2.5.1",
        $"EVN|{trigger}|{Stamp(said)}|{(more.Expected is { } expected ? Stamp(expected) : "")}|||{(more.Happened is { } happened ? Stamp(happened) : "")}",
        "PID|1||900417^^^NORTH^MR||Zzyzxbert^Quillwen^O||19581103|F",
        $"PV1|1|I|{place}|||{more.From}{new string('|', 13)}{visit}",
        $"PV2{new string('|', 41)}{more.Precaution}",
    ]) + '\r';

    /// <summary>All tasks whose name begins so, oldest first, called off or not.</summary>
    private protected async Task<IReadOnlyList<BookedTask>> TasksAsync(string name)
    {
        var odoo = await AsAsync(OdooRole.Administrator);
        var tasks = await odoo.SearchReadAsync(Model, OdooDomain.Where("name", "=like", name + "%"), ["name", "project_id", "date_deadline", "priority", "tag_ids", "state", "allocated_hours", "description"], 100, "id", 0, OdooContext.Standard, None);
        var names = tasks.Count == 0 ? new Dictionary<long, string?>() : await odoo.ExternalIdsAsync(Model, [.. tasks.Select(task => task.Id)], None);
        return
        [
            .. tasks.Select(task => new BookedTask(
                task.Id, names[task.Id]!, task.Text("name")!, task.Reference("project_id")!.Value.Name, task.Instant("date_deadline"), task.Text("priority")!, task.Ids("tag_ids").Count, task.Text("state")!, task.Number("allocated_hours"),
                task.Text("description") ?? "")),
        ];
    }

    /// <summary>The one task of that name that is open; else the failure says what needs a person.</summary>
    private protected async Task<BookedTask> OpenTaskAsync(string name)
    {
        var open = (await TasksAsync(name)).Where(task => task.State == "01_in_progress").ToList();
        Assert.True(open.Count == 1, $"{open.Count} open tasks {name}: {(await Installation.RunVerbAsync("exceptions")).Output}");
        return open[0];
    }

    private protected async Task WriteAsync(OdooRole role, long id, string field, JsonNode value) => await (await AsAsync(role)).WriteAsync(Model, [id], new JsonObject { [field] = value }, OdooContext.Standard, None);
}

/// <param name="From">PV1-6.</param>
internal sealed record Adt(DateTimeOffset? Happened = null, string From = "", DateTimeOffset? Expected = null, string Precaution = "");

internal sealed record BookedTask(long Id, string ExternalId, string Name, string Project, DateTimeOffset? Deadline, string Priority, int Tags, string State, decimal Hours, string Description);
