using System.Text;

namespace Integration.SystemTests.Scenarios.Privacy;

/// <summary>One payload, and where it goes.</summary>
/// <param name="Outcome">The outcome it must have, so that every way through the product is known to have been walked.</param>
internal sealed record CanaryMessage(string Name, bool Schedule, byte[] Bytes, string Outcome);

/// <summary>The canary in every field that people or systems put a patient into, through every way a message can go.</summary>
internal sealed class CanaryMessages(Canary canary)
{
    public const int MostBytes = 30_000;

    private readonly string _tag = $"CNR{Random.Shared.Next(100_000, 1_000_000)}";

    public IReadOnlyList<CanaryMessage> All() =>
    [
        Supply("bought", Order("1", "1002")),
        Supply("bought-changed", Order("1", "1002", control: "XO", quantity: "5")),
        Supply("bought-cancelled", Order("1", "1002", control: "CA")),
        Supply("from-stock", Order("2", "1001", type: "OMS^O05^OMS_O05")),
        Supply("unmapped-item", Order("3", "NOBODYS9"), "Held"),
        Supply("quantity-is-a-name", Order("4", "1002", quantity: canary.Family), "Parked"),
        Supply("time-is-a-birth-date", Order("5", "1002", needed: $"{canary.BirthDate}X{canary.Family}"), "Parked"),
        Supply("price-is-a-number-of-hers", Order("6", "1002", price: $"{canary.Mrn}{canary.Given}"), "Parked"),
        Supply("sent-again", Order("1", "1002"), "Duplicate"),
        Schedule("booked", Case("S12")),
        Schedule("moved", Case("S13")),
        Schedule("cancelled", Case("S15")),
        Schedule("unmapped-procedure", Case("S12", "2", procedure: "NOBODYS8"), "Held"),
        Schedule("start-is-a-name", Case("S12", "3", start: $"{canary.Family} {canary.BirthDate}"), "Parked"),
        Schedule("status-only", Case("S14", "4", start: "20261203120000")),
        Supply("another-application", Order("7", "1002", application: "NOBODY"), "Rejected"),
        Supply("no-control-id", Order("8", "1002").Replace($"{_tag}-8-NW", "", StringComparison.Ordinal), "Rejected"),
        Supply("for-training", Order("9", "1002").Replace("|P|2.5.1", "|T|2.5.1", StringComparison.Ordinal), "Rejected"),
        Supply("another-type", Order("10", "1002", type: "ADT^A01^ADT_A01"), "Rejected"),
        Supply("old-version", Order("11", "1002", application: "NOBODY").Replace("|2.5.1", "|2.3", StringComparison.Ordinal), "Rejected"),
        Supply("no-segment", Order("12", "1002") + $"\r{canary.Story}\rPID {canary.Pid}", "Rejected"),
        Supply("two-headers", Order("13", "1002") + "\r" + Order("14", "1002")),
        Supply("no-header", canary.Pid, "Rejected"),
        Supply("half-a-header", $"MSH|^~\\&\r{canary.Pid}", "Rejected"),
        Supply("no-delimiters", $"MSH{canary.Family}\r{canary.Pid}", "Rejected"),
        new("undecodable", false, [.. Text(Order("15", "1002")), 0xFF, 0xFE, .. Text(canary.Family), 0x80, 0x0D], "Rejected"),
        new("unknown-charset", false, Text(Order("16", "1002").Replace("|2.5.1", "|2.5.1||||||KLINGON", StringComparison.Ordinal) + $"\rNTE|1||{canary.Family} ä"), "Rejected"),
        new("too-long", false, Text(Order("17", "1002") + string.Concat(Enumerable.Repeat($"\rNTE|1||{canary.Story}", 1 + (MostBytes / canary.Story.Length)))), "Rejected"),
    ];

    /// <summary>One that would be bought, for a time when Odoo does not take it.</summary>
    public CanaryMessage Another(string number) => Supply($"while-odoo-{number}", Order(number, "1002"));

    /// <summary>What a broken line delivers: text outside any frame, and a frame that never ends.</summary>
    public byte[] Torn() => [.. Text(canary.Story), 0x0B, .. Text(Order("18", "1002"))];

    private static CanaryMessage Supply(string name, string text, string outcome = "Processed") => new(name, false, Text(text), outcome);

    private static CanaryMessage Schedule(string name, string text, string outcome = "Processed") => new(name, true, Text(text), outcome);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r"));

    private string Order(
        string number, string item, string control = "NW", string quantity = "2", string needed = "20261201120000", string price = "", string type = "OMN^O07^OMN_O07", string application = "ORSUPPLY") =>
        $"""
        MSH|^~\&|{application}|NORTH|INTEGRATION|NORTHFIELD|20261120101{(control == "NW" ? 0 : control == "XO" ? 1 : 2)}00||{type}|{_tag}-{number}-{control}|P|2.5.1
        NTE|1||{canary.Story}
        {canary.Pid}
        PD1||||{canary.Family}^{canary.Given}
        NTE|1||{canary.Escaped}
        PV1|1|I|{canary.Half}^{canary.OtherHalf}||||{canary.Mrn}^{canary.Family}^{canary.Given}||||||||||||{canary.Account}
        ORC|{control}|{_tag}-{number}.1^ORSUPPLY||{_tag}-{number}^ORSUPPLY||||||{canary.Mrn}^{canary.Family}^{canary.Given}|{canary.Family}|{canary.Mrn}^{canary.Family}^{canary.Given}|{canary.Town}|{canary.Phone}||^{canary.Story}|||||{canary.Family} {canary.Town}|{canary.Street}^^{canary.Town}|{canary.Phone}
        NTE|1||{canary.Base64}
        RQD|1|{item}^{canary.Story}^L|^{canary.Family}|^{canary.Escaped}|{quantity}|EA^{canary.Family}|4100^{canary.Given}||ORSUP^{canary.Family} {canary.Given}|{needed}
        RQ1|{price}|^{canary.Family}|{canary.Mrn}|^{canary.Story}
        NTE|1||{canary.Story.ToUpperInvariant()}
        OBX|1|ED|NOTE^{canary.Family}||^TEXT^^Base64^{canary.Base64}
        OBX|2|TX|NOTE||{canary.Half}{canary.OtherHalf} {canary.Escaped}
        ZPT|{canary.Family}|{canary.Mrn}^{canary.Account}|{canary.BirthDate}|{canary.Base64}
        """.ReplaceLineEndings("\r");

    private string Case(string trigger, string number = "1", string procedure = "27130", string start = "20261202120000") =>
        $"""
        MSH|^~\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|202611201020{trigger[1..]}||SIU^{trigger}^SIU_S12|{_tag}-{number}-{trigger}|P|2.5.1
        SCH|{canary.Mrn}-{number}^{canary.Family}|{canary.Account}-{number}^{canary.Family}|||{canary.Mrn}|^{canary.Story}|^{canary.Family}|^{canary.Given}|120|min|^^^{start}|{canary.Mrn}^{canary.Family}^{canary.Given}|{canary.Phone}|{canary.Street}^^{canary.Town}||{canary.Mrn}^{canary.Family}|{canary.Phone}|{canary.Street}||{canary.Family}|{canary.Phone}||||Booked
        NTE|1||{canary.Story}
        NTE|2||{canary.Base64}
        {canary.Pid}
        PV1|1|O|{canary.Half}^{canary.OtherHalf}||||||||||||||||{canary.Account}
        OBX|1|ED|NOTE||^TEXT^^Base64^{canary.Base64}
        DG1|1||^{canary.Escaped}
        RGS|1|A|^{canary.Family}
        AIS|1|A|{procedure}^{canary.Story}^C4|{start}
        NTE|1||{canary.Escaped}
        AIL|1|A|OR-3^{canary.Family}^^NORTH|^{canary.Family}
        AIP|1|A|S1001^{canary.Family}^{canary.Given}|SURGEON^{canary.Family}
        NTE|1||{canary.Story.ToUpperInvariant()}
        ZPT|{canary.Family}|{canary.Mrn}^{canary.Account}|{canary.BirthDate}|{canary.Base64}
        """.ReplaceLineEndings("\r");
}
