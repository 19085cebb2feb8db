using Integration.Hl7v2.Message;
using Integration.Mapping.Inbound.Sources;

namespace Integration.Mapping.Inbound.Functions;

/// <summary>
/// <c>pick: path</c>, <c>each: GROUP</c>, <c>where: condition</c>: the path in the first instance of the group that fulfils the condition, looking in this part of the message first and then in ever wider ones; else in the first instance that has a value.
/// <c>within: GROUP</c> is as wide as it looks, and with <c>else: empty</c> there is no value where no instance fulfils the condition.
/// </summary>
internal sealed class Pick(Hl7Path path, string group, Expression where, string? within, bool isStrict) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var first = Value.Empty(path.ToString());
        var part = Hl7Part.Of(frame);
        for (Hl7Scope? scope = part.Scope; scope is not null; scope = scope.Name == within ? null : scope.Enclosing)
        {
            var instances = scope.Groups(group);
            for (var at = 0; at < instances.Count; at++)
            {
                var found = new Hl7Part(part.Run, instances[at], $"{group}[{at + 1}]");
                var instance = new Frame(frame.Run, found, frame, Block.None);
                var value = found.Read(path);
                if (value.HasText && where.Evaluate(instance).IsTrue)
                {
                    return value;
                }

                first = first.HasText || isStrict ? first : value;
            }
        }

        return first;
    }
}
