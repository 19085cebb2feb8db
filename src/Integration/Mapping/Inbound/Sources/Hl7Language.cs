using Integration.Hl7v2.Message;

namespace Integration.Mapping.Inbound.Sources;

/// <summary>Paths and groups of HL7 v2: <c>SCH-11.4</c>, <c>each: ORDER</c>.</summary>
internal sealed class Hl7Language : PathLanguage
{
    public override string Folder => "hl7v2";

    public override IReadOnlyDictionary<string, Expression> Names { get; } = new Dictionary<string, Expression>();

    public override IReadOnlyDictionary<string, string> Without { get; } = new Dictionary<string, string>();

    public override IEnumerable<string> Wrong(IReadOnlyList<string> triggers) =>
        triggers.Where(trigger => Structure(trigger) is null).Select(trigger => $"'{trigger}' is no trigger event whose groups are known; it is written as SIU^S12.");

    public override PathExpression? Path(string text, out string problem)
    {
        problem = "";
        if (Hl7Path.Parse(text).TryGet(out var path, out var wrong))
        {
            return new Hl7PathExpression(path);
        }

        problem = $"'{text}' is no HL7 path: expected {wrong.Expected} at character {wrong.Position + 1}.";
        return null;
    }

    public override Instances? Each(string text, IReadOnlyList<string> triggers, out string problem)
    {
        var groups = triggers.Select(Structure).OfType<Hl7Structure>().Select(structure => structure.GroupNames).Aggregate((IEnumerable<string>?)null, (common, names) => common?.Intersect(names) ?? names)?.ToList() ?? [];
        problem = groups.Contains(text) ? "" : $"The message has no group '{text}'; it has {string.Join(", ", groups)}.";
        return problem.Length == 0 ? new Hl7Groups(text) : null;
    }

    private static Hl7Structure? Structure(string trigger) => trigger.Split('^') is [var type, var trig] ? Hl7Structure.For(type, trig) : null;
}

internal sealed class Hl7PathExpression(Hl7Path path) : PathExpression
{
    public Hl7Path Path => path;

    public override Value Evaluate(Frame frame) => Hl7Part.Of(frame).Read(path);

    public override IEnumerable<Value> All(Frame frame) => Hl7Part.Of(frame).ReadAll(path);

    public override string ToString() => path.ToString();
}

/// <summary>The instances of a group, numbered through all parts they are looked for in.</summary>
internal sealed class Hl7Groups(string name) : Instances(name)
{
    public override IReadOnlyList<MessagePart> In(IEnumerable<MessagePart> parts, Findings findings) =>
        [.. parts.Cast<Hl7Part>().SelectMany(part => part.Scope.Groups(Name).Select(group => (part.Run, group))).Select((one, at) => new Hl7Part(one.Run, one.group, $"{Name}[{at + 1}]"))];
}
