using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>A service that was done: what is charged or credited stands in Odoo once, whoever says it how often.</summary>
/// <param name="Code">Of the activity, with its title and what one of it costs.</param>
/// <param name="Account">Of the department's cost centre.</param>
internal sealed record Performed(string Code, string Title, decimal Price, string Department, string Account, int Quantity, DateOnly Day)
{
    /// <summary>The entry for it, or against it.</summary>
    public string Entry(string number, int sign) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number} {(sign < 0 ? "Credit: " : "")}{Title} for {Account} on {Day:yyyy-MM-dd}: {sign * Quantity} at {-sign * Quantity * Price:0.00}");
}

/// <summary>A service that is charged, may be taken back once, and is said again as often as its sender likes.</summary>
internal abstract class ServiceStory(string number, Performed service) : Story
{
    private readonly List<Wanted> _entries = [];

    public bool IsTakenBack { get; private set; }

    protected string Number => number;

    protected Performed Service => service;

    public void Book() => Say(1);

    public void TakeBack()
    {
        IsTakenBack = true;
        Say(-1);
    }

    /// <summary>The same fact again.</summary>
    public abstract void Echo();

    public override IReadOnlyList<Wanted> Wants() => [.. _entries.Select(entry => entry with { During = During })];

    /// <summary>Says how it stands, as something new.</summary>
    protected abstract void Tell();

    private void Say(int sign)
    {
        _entries.Add(Want($"entry {number}{(sign < 0 ? " (credit)" : "")}", service.Entry(number, sign)));
        Tell();
    }
}

/// <summary>One charge of the billing system, as DFT^P03, and its credit.</summary>
internal sealed class Charge(SendingSystem sender, string number, Performed service) : ServiceStory(number, service)
{
    private DateTimeOffset? _said;

    /// <summary>Under another control id, as it comes back from another system.</summary>
    public override void Echo()
    {
        if (_said is { } said)
        {
            Late |= Send(said);
        }
    }

    protected override void Tell()
    {
        _said = sender.Now();
        Late |= Send(_said.Value);
    }

    private bool Send(DateTimeOffset at)
    {
        var total = (Service.Quantity * Service.Price).ToString(CultureInfo.InvariantCulture);
        return sender.Write(
            at,
            "DFT^P03^DFT_P03",
            $"EVN|P03|{SendingSystem.Stamp(at)}",
            SendingSystem.Patient,
            $"PV1|1|I|4E^401^A^{sender.Facility}",
            $"FT1|1|{Number}||{Service.Day:yyyyMMdd}||{(IsTakenBack ? "CD" : "CG")}|{Service.Code}^{Service.Title}|||{Service.Quantity}|{total}^USD|{Service.Price.ToString(CultureInfo.InvariantCulture)}&USD|{Service.Department}");
    }
}

/// <summary>One charge of the EHR, as the ChargeItem it posts, and its withdrawal.</summary>
internal sealed class EhrCharge(Outbox outbox, TimeProvider time, string number, Performed service) : ServiceStory(number, service)
{
    private int _version;

    /// <summary>The next version says what the last one said: servers make one whenever anything about a resource is touched.</summary>
    public override void Echo() => Tell();

    protected override void Tell()
    {
        var id = Number.ToLowerInvariant();
        var body = new JsonObject
        {
            ["resourceType"] = "ChargeItem",
            ["id"] = id,
            ["meta"] = new JsonObject { ["versionId"] = (++_version).ToString(CultureInfo.InvariantCulture), ["lastUpdated"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) },
            ["identifier"] = new JsonArray(Identifier("charges", Number)),
            ["status"] = IsTakenBack ? "entered-in-error" : "billable",
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://ehr.example/codes", ["code"] = Service.Code }) },
            ["subject"] = new JsonObject { ["reference"] = $"Patient/{SendingSystem.Nobody}", ["display"] = $"Odalys {SendingSystem.Nobody}" },
            ["occurrenceDateTime"] = Service.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["performingOrganization"] = new JsonObject { ["identifier"] = Identifier("departments", Service.Department) },
            ["quantity"] = new JsonObject { ["value"] = Service.Quantity },
        };
        Late |= outbox.Send(new Letter($"{id}/{_version}", $"ChargeItem/{id}", Encoding.UTF8.GetBytes(body.ToJsonString())));
    }

    private static JsonObject Identifier(string system, string value) => new() { ["system"] = $"http://ehr.example/{system}", ["value"] = value };
}
