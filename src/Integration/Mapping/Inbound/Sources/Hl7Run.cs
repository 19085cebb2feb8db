using Integration.Hl7v2.Message;

namespace Integration.Mapping.Inbound.Sources;

/// <summary>One HL7 v2 message on its way through one mapping.</summary>
internal sealed class Hl7Run : MessageRun
{
    private static readonly Hl7Path FacilityPath = Parse("MSH-4.1");

    private readonly SenderPositions _positions;
    private readonly Hl7Part _whole;
    private readonly Hl7TraceRecorder? _trace;
    private Value? _facility;

    public Hl7Run(Hl7Message message, MappingContext context, Hl7TraceRecorder? trace)
        : base(context, trace)
    {
        _positions = new SenderPositions(context.Interface.Sender.Positions);
        _whole = new Hl7Part(this, message, "");
        _trace = trace;
    }

    public override (string Where, string What) Kind => ("MSH-9", "trigger event");

    public override MessagePart Whole => _whole;

    /// <summary>MSH-4.1.</summary>
    public override Value Facility => _facility ??= _whole.Read(FacilityPath);

    public Value Read(Hl7Path path, Hl7Scope scope, string label)
    {
        var sent = _positions.Of(path);
        var where = label.Length == 0 ? sent.ToString() : $"{label} {sent}";
        return Read(sent.FirstValued(scope), where, StandsFor(path, sent));
    }

    public IEnumerable<Value> ReadAll(Hl7Path path, Hl7Scope scope, string label)
    {
        var sent = _positions.Of(path);
        return sent.Values(scope).Select(found => Read(found, label.Length == 0 ? found.Location.ToString() : $"{label} {found.Location}", StandsFor(path, sent))).Where(value => value.HasText);
    }

    /// <summary>Whether a segment of the standard, by whatever name this sender gives it, is seen from a part of the message.</summary>
    public bool Has(string segment, Hl7Scope scope) => scope.Find(_positions.SegmentOf(segment)).Count > 0;

    protected override PathExpression PathOf(string text) => new Hl7PathExpression(Parse(text));

    private static Hl7Path? StandsFor(Hl7Path path, Hl7Path sent) => ReferenceEquals(path, sent) ? null : path;

    private static Hl7Path Parse(string path) =>
        Hl7Path.Parse(path).TryGet(out var parsed, out _) ? parsed : throw new InvalidOperationException($"'{path}' is no path, which loading should have said.");

    private Value Read(Hl7Value found, string where, Hl7Path? standsFor)
    {
        if (!found.HasValue)
        {
            return Value.Empty(where);
        }

        _trace?.Read(found, standsFor);
        return AsCompared(found.Text, where);
    }
}

/// <summary>The message, or one instance of a group of it.</summary>
internal sealed class Hl7Part(Hl7Run run, Hl7Scope scope, string label) : MessagePart(label)
{
    public Hl7Run Run => run;

    public Hl7Scope Scope => scope;

    public static Hl7Part Of(Frame frame) => (Hl7Part)frame.Part;

    public Value Read(Hl7Path path) => run.Read(path, scope, Label);

    public IEnumerable<Value> ReadAll(Hl7Path path) => run.ReadAll(path, scope, Label);

    public bool Has(string segment) => run.Has(segment, scope);
}
