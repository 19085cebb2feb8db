namespace Integration.Mapping.Inbound.Sources;

/// <summary>A part of a message: all of it, or one instance of what <c>each</c> names. What is in it, only the paths of its own language know.</summary>
/// <param name="label">The part in words, <c>ORDER[2]</c>; empty for the message.</param>
internal abstract class MessagePart(string label)
{
    public string Label => label;
}

/// <summary>A compiled path: the first value seen from the frame's part of the message.</summary>
internal abstract class PathExpression : Expression
{
    /// <summary>All that have a value.</summary>
    public abstract IEnumerable<Value> All(Frame frame);
}

/// <summary>What <c>each</c> names: of every part, the parts within it that are counted one by one.</summary>
internal abstract class Instances(string name)
{
    /// <summary>As the mapping writes it.</summary>
    public string Name => name;

    /// <param name="findings">Takes what is wrong with looking for them.</param>
    public abstract IReadOnlyList<MessagePart> In(IEnumerable<MessagePart> parts, Findings findings);
}
