using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>
/// The application acknowledgement of enhanced mode: what became of a message, in the answer its type has (HL7 v2.9.1 chapters 2, 4 and 8). Orders are answered order by order, master files entry by entry; everything else by ACK. Identifiers of the
/// request are echoed and nothing else of it.
/// </summary>
/// <param name="Verdict">AA, AE or AR, with the reasons.</param>
/// <param name="WantsAccept">Whether the receiver is to answer with an accept acknowledgement: MSH-15 of this answer. No application acknowledgement is ever wanted of one.</param>
public sealed record ApplicationAnswer(Acknowledgement Verdict, bool WantsAccept)
{
    private const string MasterFile = "MFN";

    /// <summary>The answers to orders, by MSH-9.1 and MSH-9.2 of the request.</summary>
    private static readonly Dictionary<(string Type, string Trigger), AnswerType> Orders = new()
    {
        [("OMS", "O05")] = new AnswerType("ORS", "O06", "ORS_O06"),
        [("OMN", "O07")] = new AnswerType("ORN", "O08", "ORN_O08"),
        [("OMD", "O03")] = new AnswerType("ORD", "O04", "ORD_O04"),
        [("ORM", "O01")] = new AnswerType("ORR", "O02", "ORR_O02"),
    };

    private bool IsAccepted => Verdict.Code == AcknowledgementCode.AA;

    /// <param name="header">Of the request.</param>
    /// <param name="request">Null when it could not be read to its end: then only ACK can answer it.</param>
    public byte[] ToBytes(MessageHeader header, Hl7Message? request)
    {
        ArgumentNullException.ThrowIfNull(header);
        var writer = new AnswerWriter(header);
        var accept = WantsAccept ? "AL" : "NE";
        if (request is not null && Orders.TryGetValue((header.MessageType, header.TriggerEvent), out var order))
        {
            writer.Head(Verdict, order, accept, "NE");
            AppendOrders(writer, request);
        }
        else if (request is not null && header.MessageType == MasterFile)
        {
            writer.Head(Verdict, new AnswerType("MFK", header.TriggerEvent, "MFK_M01"), accept, "NE");
            AppendEntries(writer, request);
        }
        else
        {
            writer.Head(Verdict, AnswerType.Acknowledgement(header), accept, "NE");
        }

        return writer.ToBytes();
    }

    private void AppendOrders(AnswerWriter writer, Hl7Message request)
    {
        foreach (var order in request.Find("ORC"))
        {
            writer.Segment("ORC", ControlFor(order.Read(1).Text.Trim()), AnswerWriter.Echo(order.Raw(2)), AnswerWriter.Echo(order.Raw(3)));
        }
    }

    /// <summary>Table 0119: what the filler says to what the placer asked.</summary>
    private string ControlFor(string asked) =>
        asked.ToUpperInvariant() switch
        {
            "CA" => IsAccepted ? "CR" : "UC",
            "DC" => IsAccepted ? "DR" : "UD",
            "HD" => IsAccepted ? "HR" : "UH",
            "RL" => IsAccepted ? "OE" : "UR",
            "RP" => IsAccepted ? "RQ" : "UM",
            "XO" => IsAccepted ? "XR" : "UX",
            _ => IsAccepted ? "OK" : "UA",
        };

    /// <summary>Table 0181: S or U for each entry, which is found again by MFE-2 and MFE-4.</summary>
    private void AppendEntries(AnswerWriter writer, Hl7Message request)
    {
        if (request.Find("MFI") is [var file, ..])
        {
            writer.Segment("MFI", [.. Enumerable.Range(1, 6).Select(field => AnswerWriter.Echo(file.Raw(field)))]);
        }

        var component = (char)request.Header.Delimiters.Component;
        var code = IsAccepted ? $"S{component}Successful posting{component}HL70181" : $"U{component}Unsuccessful posting{component}HL70181";
        foreach (var entry in request.Find("MFE"))
        {
            writer.Segment("MFA", AnswerWriter.Echo(entry.Raw(1)), AnswerWriter.Echo(entry.Raw(2)), AnswerWriter.Stamp(Verdict.Time), code, AnswerWriter.Echo(entry.Raw(4)), AnswerWriter.Echo(entry.Raw(5)));
        }
    }
}
