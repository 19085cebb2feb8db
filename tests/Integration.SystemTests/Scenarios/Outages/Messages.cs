using System.Globalization;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>Messages of the synthetic network's senders, one order or case each.</summary>
internal static class Messages
{
    private static readonly DateTime s_now = TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>One item to be bought: becomes one request for quotation with one line.</summary>
    public static string Requisition(string number, int quantity, string control = "NW", string facility = "NORTH") =>
        $"""
        MSH|^~\&|ORSUPPLY|{facility}|INTEGRATION|NORTHFIELD|{Stamp(control == "NW" ? -2 : -1)}||OMN^O07^OMN_O07|{number}-{control}|P|2.5.1
        ORC|{control}|{number}.1^ORSUPPLY||{number}^ORSUPPLY
        RQD|1|1002|||{quantity.ToString(CultureInfo.InvariantCulture)}|EA|4100||{(facility == "NORTH" ? "ORSUP" : "CLINIC-SUPPLY")}|{Stamp(24 * 20)}
        """;

    /// <summary>A booked hip: becomes one planned transfer.</summary>
    public static string Case(string number) =>
        $"""
        MSH|^~\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|{Stamp(-2)}||SIU^S12^SIU_S12|{number}-S12|P|2.5.1
        SCH|P{number}^ORSCHED|{number}^ORSCHED|||||||120|min|^^^{Stamp(24 * 20)}||||||||||||||Booked
        RGS|1|A
        AIS|1|A|27130^^C4|{Stamp(24 * 20)}
        """;

    /// <summary>Some hours from when the tests began, which stays the same for a message that is sent again.</summary>
    private static string Stamp(int hours) => s_now.AddHours(hours).ToString("yyyyMMddHHmmss+0000", CultureInfo.InvariantCulture);
}
