using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Fhir.Paths;

namespace Integration.Mapping.Inbound.Sources;

/// <summary>One change of a resource on its way through one mapping.</summary>
internal sealed class FhirRun : MessageRun
{
    /// <summary>Paths of a sender's profile are compiled once, and go with it.</summary>
    private static readonly ConditionalWeakTable<SenderProfile, ConcurrentDictionary<string, FhirPath>> ProfilePaths = [];

    private readonly ElementPart _whole;
    private readonly FhirPathContext _references;
    private readonly FhirTraceRecorder? _trace;

    public FhirRun(FhirMessage message, MappingContext context, FhirTraceRecorder? trace)
        : base(context, trace)
    {
        Message = message;
        _trace = trace;
        _references = new FhirPathContext(message.Resolve);
        _whole = new ElementPart(this, message.Focus, "");
        Facility = FacilityOf(context.Interface.Sender);
    }

    public FhirMessage Message { get; }

    public override (string Where, string What) Kind => (Message.Type, "resource type");

    public override MessagePart Whole => _whole;

    /// <summary>What the sender's path says, or its only facility; empty where that is none of the interface's.</summary>
    public override Value Facility { get; }

    /// <summary>Where an element stands in its own resource: <c>Appointment.participant[1].status</c>, wherever in a bundle that is.</summary>
    public static string Where(FhirElement element)
    {
        var resource = element.Resource;
        return resource.Type + element.Location[resource.Location.Length..];
    }

    /// <summary>What the path gives; null, and a fault, where it cannot be evaluated on what was sent.</summary>
    public IReadOnlyList<PathValue>? Evaluate(FhirPath path, ElementPart part, Findings findings)
    {
        if (part.Element is not { } element)
        {
            return [];
        }

        try
        {
            return path.Evaluate(element, _references);
        }
        catch (FhirPathException fault)
        {
            findings.Fault(part.Where(path), fault.Message);
            return null;
        }
    }

    public Value Read(PathValue found, FhirPath path, ElementPart part, Findings findings)
    {
        var where = found.Element is { } element ? Where(element) : part.Where(path);
        if (found is { Text: null, Kind: PathKind.Complex or PathKind.Quantity })
        {
            findings.Fault(where, "holds several parts, and the mapping reads it as one value");
            return Value.Unknown(where);
        }

        if (found.Text is not { } text)
        {
            return Value.Empty(where);
        }

        _trace?.Read(found.Element);
        return AsCompared(text, where);
    }

    protected override PathExpression PathOf(string text) => new FhirPathExpression(Compiled(text));

    private Value FacilityOf(SenderProfile sender)
    {
        if (sender.Facility is not { } text)
        {
            return sender.Facilities is [var only] ? Value.Of(only, "interface") : Value.Empty("interface");
        }

        var said = new FhirPathExpression(Compiled(text)).Evaluate(new Frame(this, _whole, null, Block.None));
        return said.HasText && !sender.Facilities.Contains(said.Text, StringComparer.Ordinal) ? Value.Empty($"{said.Where} (none of the interface's facilities)") : said;
    }

    private FhirPath Compiled(string text) => ProfilePaths.GetOrCreateValue(Context.Interface.Sender).GetOrAdd(text, static expression =>
        FhirPath.Compile(expression).Path ?? throw new InvalidOperationException($"'{expression}' is no FHIRPath expression, which loading should have said."));
}

/// <summary>The resource that changed, or one element of the message; no element where the resource was deleted.</summary>
internal sealed class ElementPart(FhirRun run, FhirElement? element, string label) : MessagePart(label)
{
    public FhirRun Run => run;

    public FhirElement? Element => element;

    public static ElementPart Of(Frame frame) => (ElementPart)frame.Part;

    /// <summary>A path as seen from here, for what was not found.</summary>
    public string Where(FhirPath path) => Label.Length == 0 ? path.Text : $"{Label}: {path.Text}";
}
