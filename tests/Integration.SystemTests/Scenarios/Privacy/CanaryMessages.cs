using System.Text;

namespace Integration.SystemTests.Scenarios.Privacy;

/// <summary>One payload, and the interface it goes to.</summary>
/// <param name="Outcome">The outcome it must have, so that every way through the product is known to have been walked.</param>
internal sealed record CanaryMessage(string Name, string Feed, byte[] Bytes, string Outcome);

/// <summary>The canary in every field that people or systems put a patient into, through every way a message can go.</summary>
internal sealed class CanaryMessages(Canary canary)
{
    public const int MostBytes = 30_000;

    private const string Requisitions = "north-supply-requisitions";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow().ToUniversalTime();
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
        new("admitted", "north-adt", Text(Visit("A01", 120)), "Processed"),
        new("transferred", "north-adt", Text(Visit("A02", 90, "4E^402^B^NORTH", "4E^401^A^NORTH")), "Processed"),
        new("discharged", "north-adt", Text(Visit("A03", 60, "4E^402^B^NORTH")), "Processed"),
        new("discharge-taken-back", "north-adt", Text(Visit("A13", 30, "4E^402^B^NORTH")), "Processed"),
        new("unknown-bed", "north-adt", Text(Visit("A01", 20, "NOBODYS7^1^1^NORTH", visit: "2")), "Held"),
        new("merged", "north-adt", Text($"{Visit("A40", 10)}\rMRG|{canary.Mrn}^^^NORTH^MR|||{canary.Account}|||{canary.Family}^{canary.Given}"), "Suppressed"),
        new("alarm", "north-devices", Text(Alarm("SP-44121", "MOTOR")), "Processed"),
        new("alarm-of-nobody", "north-devices", Text(Alarm("NOBODYS6", "MOTOR")), "Held"),
        new("charged", "north-charges", Text(Charge("1", "CG", "71045")), "Processed"),
        new("credited", "north-charges", Text(Charge("1", "CD", "71045")), "Processed"),
        new("unmapped-charge", "north-charges", Text(Charge("2", "CG", "NOBODYS5")), "Held"),
        new("amount-is-a-name", "north-charges", Text(Charge("3", "CG", "71045", canary.Family)), "Parked"),
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
        new("undecodable", Requisitions, [.. Text(Order("15", "1002")), 0xFF, 0xFE, .. Text(canary.Family), 0x80, 0x0D], "Rejected"),
        new("unknown-charset", Requisitions, Text(Order("16", "1002").Replace("|2.5.1", "|2.5.1||||||KLINGON", StringComparison.Ordinal) + $"\rNTE|1||{canary.Family} ä"), "Rejected"),
        new("too-long", Requisitions, Text(Order("17", "1002") + string.Concat(Enumerable.Repeat($"\rNTE|1||{canary.Story}", 1 + (MostBytes / canary.Story.Length)))), "Rejected"),
    ];

    /// <summary>One that would be bought, for a time when Odoo does not take it.</summary>
    public CanaryMessage Another(string number) => Supply($"while-odoo-{number}", Order(number, "1002"));

    /// <summary>What a broken line delivers: text outside any frame, and a frame that never ends.</summary>
    public byte[] Torn() => [.. Text(canary.Story), 0x0B, .. Text(Order("18", "1002"))];

    private static CanaryMessage Supply(string name, string text, string outcome = "Processed") => new(name, Requisitions, Text(text), outcome);

    private static CanaryMessage Schedule(string name, string text, string outcome = "Processed") => new(name, "north-or-schedule", Text(text), outcome);

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

    private string Visit(string trigger, int minutesAgo, string bed = "4E^401^A^NORTH", string prior = "", string visit = "1") =>
        $"""
        MSH|^~\&|ADTREG|NORTH|INTEGRATION|NORTHFIELD|{Ago(minutesAgo)}||ADT^{trigger}|{_tag}-V{visit}-{trigger}|P|2.5.1
        EVN|{trigger}|{Ago(minutesAgo)}|||{canary.Mrn}^{canary.Family}^{canary.Given}|{Ago(trigger == "A13" ? 60 : minutesAgo)}
        {canary.Pid}
        NK1|1|{canary.Half}^{canary.Given}|SPO|{canary.Street}^^{canary.Town}|{canary.Phone}
        PV1|1|I|{bed}^^^^^{canary.Story}|||{prior}|{canary.Mrn}^{canary.Family}^{canary.Given}|||||||||||||{canary.Account}-{visit}^^^NORTH
        PV2|||^{canary.Story}
        NTE|1||{canary.Base64}
        ZPT|{canary.Family}|{canary.Mrn}^{canary.Account}|{canary.BirthDate}|{canary.Base64}
        """.ReplaceLineEndings("\r");

    private string Alarm(string device, string code)
    {
        var rows = new[] { ("196616^MDC_EVT_ALARM", $"{code}^{canary.Story}^99NORTH"), ("68480^MDC_ATTR_ALERT_SOURCE", "69985"), ("68481^MDC_ATTR_EVENT_PHASE", "start"), ("68482^MDC_ATTR_ALARM_STATE", "active"), ("68485^MDC_ATTR_ALERT_TYPE", "ST") };
        return $"""
            MSH|^~\&|DEVGATE|NORTH|INTEGRATION|NORTHFIELD|{Ago(30)}||ORU^R40^ORU_R40|{_tag}-{device}|P|2.6
            {canary.Pid}
            PV1|1|I|{canary.Half}^{canary.OtherHalf}||||||||||||||||{canary.Account}
            OBR|1|||ALARM^{canary.Family}^99NORTH|||{Ago(30)}|||{canary.Mrn}^{canary.Family}
            {string.Join('\n', rows.Select((row, at) => $"OBX|{at + 1}|CWE|{row.Item1}^MDC|1.0.0.1.{at + 1}|{row.Item2}||||||R|||{Ago(30)}||{canary.Mrn}^{canary.Family}^{canary.Given}||{(at == 0 ? device : "")}"))}
            NTE|1||{canary.Story}
            ZPT|{canary.Family}|{canary.Mrn}^{canary.Account}|{canary.BirthDate}|{canary.Base64}
            """.ReplaceLineEndings("\r");
    }

    private string Charge(string number, string type, string code, string amount = "42.50") =>
        $"""
        MSH|^~\&|ORBILL|NORTH|INTEGRATION|NORTHFIELD|{Ago(type == "CG" ? 20 : 10)}||DFT^P03^DFT_P03|{_tag}-F{number}-{type}|P|2.5.1
        EVN|P03|{Ago(20)}||{canary.Family}|{canary.Mrn}^{canary.Family}^{canary.Given}
        {canary.Pid}
        PV1|1|I|4E^{canary.Half}^{canary.OtherHalf}^NORTH||||||||||||||||{canary.Account}
        FT1|1|{_tag}-{number}||20261120||{type}|{code}^{canary.Story}|{canary.Story}|{canary.Family}|1|{amount}^USD|42.50^USD|W4E^{canary.Family}|||4E^{canary.Given}|||{canary.Escaped}|{canary.Mrn}^{canary.Family}^{canary.Given}|{canary.Mrn}^{canary.Family}
        GT1|1|{canary.Account}|{canary.Half}^{canary.Given}||{canary.Street}^^{canary.Town}|{canary.Phone}
        IN1|1|1|1|{canary.Family}||||||||||||{canary.Family}^{canary.Given}
        ZPT|{canary.Family}|{canary.Mrn}^{canary.Account}|{canary.BirthDate}|{canary.Base64}
        """.ReplaceLineEndings("\r");

    /// <summary>With its offset.</summary>
    private string Ago(int minutes) => _now.AddMinutes(-minutes).ToString("yyyyMMddHHmmss+0000", System.Globalization.CultureInfo.InvariantCulture);
}
