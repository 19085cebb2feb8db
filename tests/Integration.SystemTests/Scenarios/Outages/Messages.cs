using System.Globalization;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>Messages of the synthetic network's senders, one order or case each.</summary>
internal static class Messages
{
    /// <summary>One item to be bought: becomes one request for quotation with one line.</summary>
    public static string Requisition(string number, int quantity, string control = "NW") =>
        $"""
        MSH|^~\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|20261120101{(control == "NW" ? 0 : 5)}00||OMN^O07^OMN_O07|{number}-{control}|P|2.5.1
        ORC|{control}|{number}.1^ORSUPPLY||{number}^ORSUPPLY
        RQD|1|1002|||{quantity.ToString(CultureInfo.InvariantCulture)}|EA|4100||ORSUP|20261201120000
        """;

    /// <summary>A booked hip: becomes one planned transfer.</summary>
    public static string Case(string number) =>
        $"""
        MSH|^~\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|20261120101000||SIU^S12^SIU_S12|{number}-S12|P|2.5.1
        SCH|P{number}^ORSCHED|{number}^ORSCHED|||||||120|min|^^^20261202120000||||||||||||||Booked
        RGS|1|A
        AIS|1|A|27130^^C4|20261202120000
        """;
}
