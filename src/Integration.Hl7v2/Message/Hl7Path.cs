using System.Globalization;

namespace Integration.Hl7v2.Message;

/// <summary>
/// A place to read from: <c>SCH-11.4</c>, <c>PID-3[2].1</c>, <c>AIS[*]-3.1</c>, <c>PV1-3.4.2</c>. An index counts from 1, <c>[*]</c> means all;
/// without an index the first segment seen from the scope, or the first repetition, is meant. A path that ends early reads the whole of what it names.
/// </summary>
public sealed record Hl7Path
{
    private const int All = 0;
    private const int MaxNumber = 9_999;

    private Hl7Path(string segment, int occurrence, int field, int repetition, int component, int subComponent)
    {
        Segment = segment;
        Occurrence = occurrence;
        Field = field;
        Repetition = repetition;
        Component = component;
        SubComponent = subComponent;
    }

    public string Segment { get; }

    /// <summary>Which of the segments seen from the scope; 0 for all.</summary>
    public int Occurrence { get; }

    public int Field { get; }

    /// <summary>Which repetition; 0 for all.</summary>
    public int Repetition { get; }

    /// <summary>0 for the whole repetition.</summary>
    public int Component { get; }

    /// <summary>0 for the whole component.</summary>
    public int SubComponent { get; }

    /// <summary>As it is written; kept, because whoever reads by it says where.</summary>
    private string Text => field ??= Write();

    public static Parsed<Hl7Path> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Reader(text).Read();
    }

    /// <summary>
    /// One value for each segment and repetition the path names; none where no such segment is seen. A segment without the field gives one empty
    /// value, so that values of two paths over the same segments stay in step.
    /// </summary>
    public IReadOnlyList<Hl7Value> Values(Hl7Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var segments = scope.Find(Segment);
        var values = new List<Hl7Value>();
        for (var i = 1; i <= segments.Count; i++)
        {
            if (Occurrence == All || Occurrence == i)
            {
                AddRepetitions(values, segments[i - 1]);
            }
        }

        return values;
    }

    /// <summary>The first of <see cref="Values"/>; an empty value located by the path itself where there is none.</summary>
    public Hl7Value First(Hl7Scope scope) =>
        Values(scope) is [var first, ..] ? first
            : new Hl7Value("", Hl7Presence.Empty, new Hl7Location(Segment, Occurrence, Field, Repetition, Component, SubComponent));

    /// <summary>The first of <see cref="Values"/> that has a value; one without where none has.</summary>
    public Hl7Value FirstValued(Hl7Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (Occurrence != All && Repetition != All)
        {
            return scope.Find(Segment, Occurrence)?.Read(Field, Repetition, Component, SubComponent) ?? default;
        }

        foreach (var value in Values(scope))
        {
            if (value.HasValue)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The same occurrence, repetition and part in another segment or field.</summary>
    public Hl7Path At(string segment, int field) => new(segment, Occurrence, field, Repetition, Component, SubComponent);

    public bool Equals(Hl7Path? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    private string Write()
    {
        var numbers = Component == 0 ? "" : SubComponent == 0 ? $".{Component}" : $".{Component}.{SubComponent}";
        return $"{Segment}{Index(Occurrence)}-{Field}{Index(Repetition)}{numbers}";

        static string Index(int index) => index == All ? "[*]" : index == 1 ? "" : $"[{index}]";
    }

    private void AddRepetitions(List<Hl7Value> values, Hl7Segment segment)
    {
        var last = Repetition == All ? Math.Max(1, segment.RepetitionCount(Field)) : Repetition;
        for (var repetition = Repetition == All ? 1 : Repetition; repetition <= last; repetition++)
        {
            values.Add(segment.Read(Field, repetition, Component, SubComponent));
        }
    }

    private sealed class Reader(string text)
    {
        private int at;
        private TextProblem? problem;

        public Parsed<Hl7Path> Read()
        {
            var segment = ReadSegment();
            var occurrence = ReadIndex();
            Expect('-', "'-' and a field number");
            var field = ReadNumber();
            var repetition = ReadIndex();
            var component = ReadPart();
            var subComponent = component == 0 ? 0 : ReadPart();
            if (problem is null && at < text.Length)
            {
                problem = new TextProblem(at, "the end of the path");
            }

            return problem is null
                ? new Parsed<Hl7Path>(new Hl7Path(segment, occurrence, field, repetition, component, subComponent))
                : new Parsed<Hl7Path>(problem);
        }

        private string ReadSegment()
        {
            for (at = 0; at < 3; at++)
            {
                if (at >= text.Length || !(char.IsAsciiLetterUpper(text[at]) || (at > 0 && char.IsAsciiDigit(text[at]))))
                {
                    problem = new TextProblem(at, "a segment name of three upper-case letters or digits");
                    return "";
                }
            }

            return text[..3];
        }

        private int ReadIndex()
        {
            if (problem is not null || at >= text.Length || text[at] != '[')
            {
                return 1;
            }

            at++;
            var index = All;
            if (at < text.Length && text[at] == '*')
            {
                at++;
            }
            else
            {
                index = ReadNumber();
            }

            Expect(']', "']'");
            return index;
        }

        private int ReadPart()
        {
            if (problem is not null || at >= text.Length || text[at] != '.')
            {
                return 0;
            }

            at++;
            return ReadNumber();
        }

        private void Expect(char character, string expected)
        {
            if (problem is null && (at >= text.Length || text[at] != character))
            {
                problem = new TextProblem(at, expected);
            }

            at++;
        }

        private int ReadNumber()
        {
            if (problem is not null)
            {
                return 0;
            }

            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxNumber)
            {
                return number;
            }

            problem = new TextProblem(start, $"a number from 1 to {MaxNumber}");
            return 0;
        }
    }
}
