namespace Integration.Hl7v2.Message;

/// <summary>Where a path is evaluated: the whole message, or one instance of a segment group in it.</summary>
public abstract class Hl7Scope
{
    private protected Hl7Scope(string name) => Name = name;

    /// <summary>The group name of the standard (<c>ORDER</c>, <c>RESOURCES</c>); the structure or message type for a message.</summary>
    public string Name { get; }

    /// <summary>What surrounds this scope; null for a message.</summary>
    public abstract Hl7Scope? Enclosing { get; }

    /// <summary>All segments of this scope and of the groups inside it, in the order sent.</summary>
    public abstract IReadOnlyList<Hl7Segment> Segments { get; }

    /// <summary>The segments that belong to this scope itself and to no group inside it.</summary>
    public abstract IReadOnlyList<Hl7Segment> OwnSegments { get; }

    /// <summary>The instances of the groups directly inside this scope, of every name, in the order sent.</summary>
    public abstract IReadOnlyList<Hl7Group> ChildGroups { get; }

    /// <summary>The instances of a group at any depth inside this scope, in the order sent; empty where the message has none.</summary>
    public IReadOnlyList<Hl7Group> Groups(string name)
    {
        var found = new List<Hl7Group>();
        foreach (var child in ChildGroups)
        {
            if (child.Name == name)
            {
                found.Add(child);
            }

            found.AddRange(child.Groups(name));
        }

        return found;
    }

    /// <summary>
    /// The segments of a name that are seen from here: those inside, else those of the nearest enclosing scope that belong to no other group.
    /// The ORC of a neighbouring order is never seen.
    /// </summary>
    public IReadOnlyList<Hl7Segment> Find(string segmentName)
    {
        var found = Named(Segments, segmentName);
        for (var scope = Enclosing; found.Count == 0 && scope is not null; scope = scope.Enclosing)
        {
            found = Named(scope.OwnSegments, segmentName);
        }

        return found;
    }

    /// <summary>One of <see cref="Find(string)"/>.</summary>
    /// <param name="occurrence">From 1.</param>
    internal Hl7Segment? Find(string segmentName, int occurrence)
    {
        var (found, seen) = Named(Segments, segmentName, occurrence);
        for (var scope = Enclosing; seen == 0 && scope is not null; scope = scope.Enclosing)
        {
            (found, seen) = Named(scope.OwnSegments, segmentName, occurrence);
        }

        return found;
    }

    private static (Hl7Segment? Found, int Seen) Named(IReadOnlyList<Hl7Segment> segments, string name, int occurrence)
    {
        var seen = 0;
        for (var at = 0; at < segments.Count; at++)
        {
            if (segments[at].Name == name && ++seen == occurrence)
            {
                return (segments[at], seen);
            }
        }

        return (null, seen);
    }

    private static List<Hl7Segment> Named(IReadOnlyList<Hl7Segment> segments, string name)
    {
        var found = new List<Hl7Segment>();
        foreach (var segment in segments)
        {
            if (segment.Name == name)
            {
                found.Add(segment);
            }
        }

        return found;
    }
}
