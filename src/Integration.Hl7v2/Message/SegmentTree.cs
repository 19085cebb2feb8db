namespace Integration.Hl7v2.Message;

/// <summary>Deals the segments of a message out to group instances by its table. Every segment lands somewhere; order errors lose nothing.</summary>
internal sealed record SegmentTree(IReadOnlyList<Hl7Segment> Own, IReadOnlyList<Hl7Group> Groups)
{
    public static SegmentTree Build(Hl7Message message)
    {
        if (message.Structure is not { } structure)
        {
            return new SegmentTree(message.Segments, []);
        }

        var root = new Node(structure.Root);
        var open = new List<Node> { root };
        foreach (var segment in message.Segments)
        {
            Place(open, segment);
        }

        return new SegmentTree(root.Own, root.Children(message));
    }

    private static void Place(List<Node> open, Hl7Segment segment)
    {
        for (var level = open.Count - 1; level >= 0; level--)
        {
            var node = open[level];
            if (node.Table.IsDetail(segment.Name) && node.Holds(segment.Name))
            {
                open.RemoveRange(level, open.Count - level);
                var next = Open(open, node.Table);
                next.Inherit(node.Anchor);
                next.Add(segment);
                return;
            }

            if (node.Table.IsDetail(segment.Name) || node.Table.IsMember(segment.Name))
            {
                // A header segment that comes late belongs to the header and closes nothing.
                if (level > 0)
                {
                    open.RemoveRange(level + 1, open.Count - level - 1);
                }

                node.Add(segment);
                return;
            }

            // Also through groups whose own anchor is missing.
            if (node.Table.PathTo(segment.Name) is { } path)
            {
                open.RemoveRange(level + 1, open.Count - level - 1);
                foreach (var table in path)
                {
                    Open(open, table);
                }

                open[^1].Add(segment);
                return;
            }
        }

        open[^1].Add(segment);
    }

    private static Node Open(List<Node> open, GroupTable table)
    {
        var node = new Node(table);
        open[^1].Nodes.Add(node);
        open.Add(node);
        return node;
    }

    private sealed class Node(GroupTable table)
    {
        private readonly List<Hl7Segment> all = [];
        private readonly List<Hl7Segment> own = [];

        public GroupTable Table => table;

        public List<Node> Nodes { get; } = [];

        public IReadOnlyList<Hl7Segment> Own => own;

        public Hl7Segment? Anchor => own.Find(segment => segment.Name == table.Anchor);

        public bool Holds(string name) => own.Exists(segment => segment.Name == name);

        public void Inherit(Hl7Segment? anchor)
        {
            if (anchor is not null)
            {
                own.Add(anchor);
            }
        }

        public void Add(Hl7Segment segment) => own.Add(segment);

        public IReadOnlyList<Hl7Group> Children(Hl7Scope enclosing) =>
            [.. Nodes.Select(node => new Hl7Group(node.Table.Name, enclosing, node.Flatten(), node.Own, node.Children))];

        private List<Hl7Segment> Flatten()
        {
            if (all.Count == 0)
            {
                all.AddRange(own);
                foreach (var node in Nodes)
                {
                    all.AddRange(node.Flatten());
                }
            }

            return all;
        }
    }
}
