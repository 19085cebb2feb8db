using System.Globalization;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

[CollectionDefinition(Name)]
public sealed class CaseScenarios : ICollectionFixture<SharedInstallation>
{
    public const string Name = "case scenarios";
}

/// <summary>Each test has a booked case of its own.</summary>
[Collection(CaseScenarios.Name)]
public abstract class CaseScenario(SharedInstallation shared) : Scenario(shared)
{
    /// <summary>Preference cards of Northfield General: of its items, 1005 and 1006 are on both.</summary>
    protected const string Gallbladder = "47562";

    protected const string Hernia = "49505";

    /// <summary>Half past eight of a summer's day in America/New_York, and what is needed two hours before in UTC.</summary>
    protected static (string Local, string NeededAt) Summer { get; } = (Text($"{Year}0715083000"), Text($"{Year}-07-15 10:30:00"));

    /// <summary>The same hour of a winter's day, when the offset is another one.</summary>
    protected static (string Local, string NeededAt) Winter { get; } = (Text($"{Year + 1}0120083000"), Text($"{Year + 1}-01-20 11:30:00"));

    private string Case { get; } = Text($"CASE-{7000 + shared.NextNumber()}");

    /// <summary>Says something of the case, now, and waits until its consequences are in Odoo.</summary>
    /// <param name="trigger">S12 to S15.</param>
    private protected Task TellAsync(string trigger, string start, params IEnumerable<string> procedures) => TellAsync(Shared.NextSent(), trigger, start, procedures);

    private protected async Task TellAsync(DateTimeOffset sent, string trigger, string start, params IEnumerable<string> procedures)
    {
        await SendAsync(Installation.SchedulePort, CaseMessage.Of(trigger, ControlId(), Stamp(sent), Case, start, procedures));
        await SettleAsync();
    }

    /// <summary>Books the case and gives its transfer.</summary>
    private protected async Task<BookedTransfer> BookAsync(string start, params IEnumerable<string> procedures)
    {
        var newest = await Books.NewestTransferAsync();
        await TellAsync("S12", start, procedures);
        return Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest)));
    }

    /// <summary>All generations of a case, by one of them.</summary>
    private protected Task<IReadOnlyList<BookedTransfer>> GenerationsAsync(BookedTransfer one) => Books.TransfersAsync(OdooDomain.Where("origin", "=", one.Origin));

    private protected async Task<BookedTransfer> AgainAsync(BookedTransfer one) => Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", "=", one.Id)));

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>SIU as the scheduling system of Northfield General writes it.</summary>
internal static class CaseMessage
{
    public static string Of(string trigger, string controlId, string sent, string number, string start, IEnumerable<string> procedures)
    {
        var status = trigger == "S15" ? "Cancelled" : "Booked";
        return string.Join('\r', [
            $@"MSH|^~\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|{sent}||SIU^{trigger}^SIU_S12|{controlId}|P|2.5.1",
            $"SCH|P{number}^ORSCHED|{number}^ORSCHED|||||||120|min|^^^{start}||||||||||||||{status}^^HL70278",
            "RGS|1|A",
            .. procedures.Select((procedure, at) => $"AIS|{at + 1}|A|{procedure}^^C4|{start}"),
            "AIL|1|A|OR-3^^^NORTH",
            "AIP|1|A|S1002^SURGEON^SAM|SURGEON",
        ]) + '\r';
    }
}
