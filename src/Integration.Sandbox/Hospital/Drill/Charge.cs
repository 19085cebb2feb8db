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

/// <summary>One charge of the billing system, as DFT^P03.</summary>
internal sealed class Charge(SendingSystem sender, string number, Performed service) : Story
{
    private readonly List<Wanted> _entries = [];
    private (DateTimeOffset At, string Type)? _said;

    public bool IsCredited { get; private set; }

    public void Book() => Say("CG", 1);

    public void Credit()
    {
        IsCredited = true;
        Say("CD", -1);
    }

    /// <summary>The same fact under another control id, as it comes back from another system.</summary>
    public void Echo()
    {
        if (_said is { } said)
        {
            Late |= Send(said.At, said.Type);
        }
    }

    public override IReadOnlyList<Wanted> Wants() => [.. _entries.Select(entry => entry with { During = During })];

    private void Say(string type, int sign)
    {
        _said = (sender.Now(), type);
        _entries.Add(Want($"entry {number}{(sign < 0 ? " (credit)" : "")}", service.Entry(number, sign)));
        Late |= Send(_said.Value.At, type);
    }

    private bool Send(DateTimeOffset at, string type)
    {
        var total = (service.Quantity * service.Price).ToString(CultureInfo.InvariantCulture);
        return sender.Write(
            at,
            "DFT^P03^DFT_P03",
            $"EVN|P03|{SendingSystem.Stamp(at)}",
            SendingSystem.Patient,
            $"PV1|1|I|4E^401^A^{sender.Facility}",
            $"FT1|1|{number}||{service.Day:yyyyMMdd}||{type}|{service.Code}^{service.Title}|||{service.Quantity}|{total}^USD|{service.Price.ToString(CultureInfo.InvariantCulture)}&USD|{service.Department}");
    }
}

/// <summary>One charge of the EHR, as the ChargeItem it posts.</summary>
internal sealed class EhrCharge(Outbox outbox, TimeProvider time, string number, Performed service) : Story
{
    private readonly List<Wanted> _entries = [];
    private int _version;

    public bool IsWithdrawn { get; private set; }

    public void Book() => Say("billable", 1);

    public void Withdraw()
    {
        IsWithdrawn = true;
        Say("entered-in-error", -1);
    }

    /// <summary>The next version says what the last one said: servers make one whenever anything about a resource is touched.</summary>
    public void Echo() => Send(IsWithdrawn ? "entered-in-error" : "billable");

    public override IReadOnlyList<Wanted> Wants() => [.. _entries.Select(entry => entry with { During = During })];

    private void Say(string status, int sign)
    {
        _entries.Add(Want($"entry {number}{(sign < 0 ? " (credit)" : "")}", service.Entry(number, sign)));
        Send(status);
    }

    private void Send(string status)
    {
        var id = number.ToLowerInvariant();
        var body = new JsonObject
        {
            ["resourceType"] = "ChargeItem",
            ["id"] = id,
            ["meta"] = new JsonObject { ["versionId"] = (++_version).ToString(CultureInfo.InvariantCulture), ["lastUpdated"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) },
            ["identifier"] = new JsonArray(Identifier("charges", number)),
            ["status"] = status,
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://ehr.example/codes", ["code"] = service.Code }) },
            ["subject"] = new JsonObject { ["reference"] = $"Patient/{SendingSystem.Nobody}", ["display"] = $"Odalys {SendingSystem.Nobody}" },
            ["occurrenceDateTime"] = service.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["performingOrganization"] = new JsonObject { ["identifier"] = Identifier("departments", service.Department) },
            ["quantity"] = new JsonObject { ["value"] = service.Quantity },
        };
        Late |= outbox.Send(new Letter($"{id}/{_version}", $"ChargeItem/{id}", Encoding.UTF8.GetBytes(body.ToJsonString())));
    }

    private static JsonObject Identifier(string system, string value) => new() { ["system"] = $"http://ehr.example/{system}", ["value"] = value };
}
