namespace Integration.Hl7v2.Message;

/// <summary>One group: what opens it, what it holds itself, what groups it holds.</summary>
/// <param name="name">As in the standard.</param>
/// <param name="anchor">The segment that opens an instance; empty for the message itself.</param>
/// <param name="detail">Segments of which an instance holds one each: a second one opens an instance that shares the anchor (two RQD under one ORC are two lines).</param>
/// <param name="members">Other segments that belong to it.</param>
/// <param name="groups">The groups inside.</param>
internal sealed class GroupTable(string name, string anchor, string[] detail, string[] members, IReadOnlyList<GroupTable> groups)
{
    public string Name => name;

    public string Anchor => anchor;

    public IReadOnlyList<GroupTable> Groups => groups;

    public bool HasDetails => detail.Length > 0;

    public bool IsDetail(string segment) => detail.Contains(segment);

    public bool IsMember(string segment) => members.Contains(segment);

    public IEnumerable<GroupTable> Descendants() => groups.SelectMany(group => group.Descendants().Prepend(group));

    /// <summary>
    /// The groups to open, outermost first, to reach the one a segment opens; null where it opens none. A mere member opens nothing: a note or
    /// an observation before the first order belongs to the header.
    /// </summary>
    public IReadOnlyList<GroupTable>? PathTo(string segment)
    {
        // What opens a group here is no part of one deeper inside.
        foreach (var group in groups)
        {
            if (group.Anchor == segment || group.IsDetail(segment))
            {
                return [group];
            }
        }

        foreach (var group in groups)
        {
            if (group.PathTo(segment) is { } inner)
            {
                return [group, .. inner];
            }
        }

        return null;
    }
}
