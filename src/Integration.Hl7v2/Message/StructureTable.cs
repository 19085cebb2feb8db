using System.Collections.Frozen;

namespace Integration.Hl7v2.Message;

/// <summary>Reads <c>structures.txt</c>, whose head says how it is written.</summary>
internal sealed class StructureTable
{
    private const string AnyTrigger = "*";
    private const int Indent = 2;

    private readonly FrozenDictionary<string, Hl7Structure> byName;
    private readonly FrozenDictionary<(string Type, string Trigger), Hl7Structure> byTrigger;

    private StructureTable(Dictionary<string, Hl7Structure> byName, Dictionary<(string Type, string Trigger), Hl7Structure> byTrigger)
    {
        this.byName = byName.ToFrozenDictionary();
        this.byTrigger = byTrigger.ToFrozenDictionary();
    }

    public IReadOnlyCollection<Hl7Structure> All => byName.Values;

    public static StructureTable Load()
    {
        using var stream = typeof(StructureTable).Assembly.GetManifestResourceStream("structures.txt") ?? throw new InvalidOperationException("structures.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <exception cref="InvalidDataException">A line cannot be used; the message says which and why.</exception>
    public static StructureTable Parse(string text)
    {
        var (byName, byTrigger) = (new Dictionary<string, Hl7Structure>(), new Dictionary<(string, string), Hl7Structure>());
        var lines = new Lines(text);
        while (lines.Next is not null)
        {
            var heads = new List<string[]>();
            while (lines.Next is { Level: 0 })
            {
                heads.Add(lines.Take().Words);
            }

            var own = lines.Next is { Level: 1, IsGroup: false } ? lines.Take().Words : throw lines.Wrong("the segments of the message itself");
            var groups = Groups(lines, 1);
            foreach (var head in heads)
            {
                if (head is not [var name, var first, .. var more] || first.Split('^') is not [var type, var trigger])
                {
                    throw lines.Wrong("NAME TYPE^TRIGGER before the segments");
                }

                var structure = new Hl7Structure(name, trigger == AnyTrigger, new GroupTable(name, "", [], own, groups));
                if (!byName.TryAdd(name, structure) || !more.Prepend(trigger).All(each => byTrigger.TryAdd((type, each), structure)))
                {
                    throw lines.Wrong($"{name} and its triggers once");
                }
            }
        }

        return new StructureTable(byName, byTrigger);
    }

    public Hl7Structure? For(string messageType, string triggerEvent) =>
        byTrigger.GetValueOrDefault((messageType, triggerEvent)) ?? byTrigger.GetValueOrDefault((messageType, AnyTrigger));

    public Hl7Structure? Named(string name) => byName.GetValueOrDefault(name);

    private static List<GroupTable> Groups(Lines lines, int level)
    {
        var groups = new List<GroupTable>();
        while (lines.Next is { } next && next.Level >= level)
        {
            if (next.Level > level || !next.IsGroup || next.Words is not [var name, _, var anchor, .. var rest])
            {
                throw lines.Wrong($"a group, {level * Indent} blanks from the margin");
            }

            lines.Take();
            var details = rest.Where(segment => segment[0] == '+').Select(segment => segment[1..]).ToArray();
            groups.Add(new GroupTable(name, anchor, details, [.. rest.Where(segment => segment[0] != '+')], Groups(lines, level + 1)));
        }

        return groups;
    }

    private sealed record Line(int Number, int Level, string[] Words)
    {
        public bool IsGroup => Words is [_, "=", ..];
    }

    private sealed class Lines(string text)
    {
        private readonly Queue<Line> rest = new(text.Split('\n').Select((line, index) => Read(line, index + 1)).OfType<Line>());

        public Line? Next => rest.TryPeek(out var line) ? line : null;

        public Line Take() => rest.Dequeue();

        public InvalidDataException Wrong(string expected) =>
            new($"structures.txt, {(Next is { } line ? $"line {line.Number}" : "end")}: expected {expected}.");

        private static Line? Read(string text, int number)
        {
            var words = text.Split((char[])[' ', '\r'], StringSplitOptions.RemoveEmptyEntries);
            return words is [] || words[0][0] == '#' ? null : new Line(number, (text.Length - text.TrimStart(' ').Length) / Indent, words);
        }
    }
}
