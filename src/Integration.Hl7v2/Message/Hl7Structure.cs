namespace Integration.Hl7v2.Message;

/// <summary>
/// The segment groups of one message structure, as a table. Only what is iterated is a group; segments named nowhere here stay with the group they
/// follow. Source: HL7 v2.9.1 chapters 4 (OMS, OMN, OMD), 10 (SIU) and v2.3 chapter 4 (ORM).
/// </summary>
public sealed class Hl7Structure
{
    private static readonly Hl7Structure[] All =
    [
        new("SIU_S12", "SIU", ["S12", "S13", "S14", "S15", "S16", "S17", "S18", "S19", "S20", "S21", "S22", "S23", "S24", "S26", "S27"],
            header: ["MSH", "SFT", "UAC", "SCH", "TQ1", "PID", "PD1", "PV1", "PV2", "OBX", "DG1", "NTE"],
            [
                new("RESOURCES", anchor: "RGS", detail: [], members: [],
                [
                    new("SERVICE", "AIS", [], ["NTE"], []),
                    new("GENERAL_RESOURCE", "AIG", [], ["NTE"], []),
                    new("LOCATION_RESOURCE", "AIL", [], ["NTE"], []),
                    new("PERSONNEL_RESOURCE", "AIP", [], ["NTE"], []),
                ]),
            ]),
        Order("OMS_O05", "OMS", "O05", detail: ["RQD", "RQ1"], members: ["TQ1", "TQ2", "NTE", "OBX", "PRT", "BLG"]),
        Order("OMN_O07", "OMN", "O07", detail: ["RQD", "RQ1"], members: ["TQ1", "TQ2", "NTE", "OBX", "PRT", "BLG"]),
        Order("OMD_O03", "OMD", "O03", detail: [], members: ["TQ1", "TQ2", "ODS", "ODT", "NTE", "OBX", "PRT"]),
        Order("ORM_O01", "ORM", "O01", detail: ["RQD", "RQ1", "OBR", "RXO"],
            members: ["TQ1", "ODS", "ODT", "NTE", "CTD", "RXR", "RXC", "DG1", "OBX", "FT1", "CTI", "BLG"]),
    ];

    private readonly string messageType;
    private readonly string[] triggers;

    private Hl7Structure(string name, string messageType, string[] triggers, string[] header, GroupTable[] groups)
    {
        Name = name;
        this.messageType = messageType;
        this.triggers = triggers;
        Root = new GroupTable(name, anchor: "", detail: [], members: header, groups);
    }

    /// <summary>The structure as the standard names it (table 0354).</summary>
    public string Name { get; }

    /// <summary>The names <see cref="Hl7Scope.Groups"/> knows for this structure.</summary>
    public IReadOnlyList<string> GroupNames => [.. Root.Descendants().Select(table => table.Name)];

    internal GroupTable Root { get; }

    /// <summary>The structure by MSH-9.1 and MSH-9.2; MSH-9.3 lies too often. Null where no groups are known.</summary>
    public static Hl7Structure? For(string messageType, string triggerEvent) =>
        Array.Find(All, structure => structure.messageType == messageType && structure.triggers.Contains(triggerEvent));

    /// <summary>The structure of a name such as <c>SIU_S12</c>; null where no groups are known.</summary>
    public static Hl7Structure? Named(string name) => Array.Find(All, structure => structure.Name == name);

    private static Hl7Structure Order(string name, string messageType, string trigger, string[] detail, string[] members) =>
        new(name, messageType, [trigger], ["MSH", "SFT", "UAC", "PID", "PD1", "NTE", "PV1", "PV2", "IN1", "IN2", "IN3", "GT1", "AL1"],
            [new("ORDER", anchor: "ORC", detail, members, [])]);
}

/// <summary>One group: what opens it, what it holds itself, what groups it holds.</summary>
/// <param name="name">As in the standard.</param>
/// <param name="anchor">The segment that opens an instance.</param>
/// <param name="detail">Segments of which an instance holds one each: a second one opens an instance that shares the anchor (two RQD under one ORC are two lines).</param>
/// <param name="members">Other segments of the group itself.</param>
/// <param name="groups">Groups inside.</param>
internal sealed class GroupTable(string name, string anchor, string[] detail, string[] members, GroupTable[] groups)
{
    public string Name => name;

    public string Anchor => anchor;

    public IReadOnlyList<GroupTable> Groups => groups;

    public bool IsDetail(string segment) => detail.Contains(segment);

    public bool IsMember(string segment) => members.Contains(segment);

    public IEnumerable<GroupTable> Descendants() => groups.SelectMany(group => group.Descendants().Prepend(group));

    /// <summary>
    /// The groups to open, outermost first, to reach the one a segment opens; null where it opens none. A mere member opens nothing: a note or
    /// an observation before the first order belongs to the header.
    /// </summary>
    public IReadOnlyList<GroupTable>? PathTo(string segment)
    {
        foreach (var group in groups)
        {
            if (group.Anchor == segment || group.IsDetail(segment))
            {
                return [group];
            }

            if (group.PathTo(segment) is { } inner)
            {
                return [group, .. inner];
            }
        }

        return null;
    }
}
