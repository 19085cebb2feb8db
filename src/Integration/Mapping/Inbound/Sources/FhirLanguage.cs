using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Fhir.Paths;

namespace Integration.Mapping.Inbound.Sources;

/// <summary>FHIRPath from the resource that changed, or from the instance of <c>each</c>.</summary>
internal sealed class FhirLanguage : PathLanguage
{
    public override string Folder => "fhir";

    public override IReadOnlyDictionary<string, Expression> Names { get; } = new Dictionary<string, Expression>
    {
        ["facility"] = new FacilityExpression(),
        ["deleted"] = new DeletedExpression(),
        ["id"] = new ChangeExpression("id", change => change.Id),
        ["resource-id"] = new ChangeExpression("id", change => change.Id.Length == 0 ? "" : $"{change.Type}/{change.Id}"),
        ["last-updated"] = new ChangeExpression("meta.lastUpdated", change => change.LastUpdated),
    };

    public override IReadOnlyDictionary<string, string> Without { get; } = new Dictionary<string, string>
    {
        ["absent"] = "ask with 'empty', or with exists() in the path.",
        ["pick"] = "choose with where() in the path.",
    };

    public override IEnumerable<string> Wrong(IReadOnlyList<string> triggers) =>
        triggers.Where(trigger => !FhirResource.IsType(trigger)).Select(trigger => $"'{trigger}' is no resource type of FHIR R4; it is written as Appointment.");

    public override PathExpression? Path(string text, out string problem)
    {
        problem = "";
        var compiled = FhirPath.Compile(text);
        if (compiled.Path is { } path)
        {
            return new FhirPathExpression(path);
        }

        problem = $"'{text}' is no FHIRPath expression that can be used here: {compiled.Problem}.";
        return null;
    }

    public override string? Misses(PathExpression path, IReadOnlyList<string> triggers, IReadOnlyList<Instances> within)
    {
        var fhir = ((FhirPathExpression)path).Path;
        IReadOnlyList<FhirPath> leading = [.. within.Cast<FhirInstances>().Select(one => one.Path)];
        var wrong = triggers.Where(FhirResource.IsType).Select(type => fhir.Check(type, leading)).FirstOrDefault(problem => problem is not null);
        return wrong is null ? null : $"'{fhir.Text}' reads what is never there: {wrong}.";
    }

    public override Instances? Each(string text, IReadOnlyList<string> triggers, out string problem) =>
        Path(text, out problem) is FhirPathExpression path ? new FhirInstances(path) : null;
}

/// <summary>What is known by itself of a change, also of a deletion.</summary>
internal sealed class ChangeExpression(string where, Func<FhirMessage, string> read) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var change = ElementPart.Of(frame).Run.Message;
        var text = read(change);
        return text.Length == 0 ? Value.Empty($"{change.Type}.{where}") : Value.Of(text, $"{change.Type}.{where}");
    }
}

/// <summary><c>$deleted</c>: whether the resource was deleted.</summary>
internal sealed class DeletedExpression : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var change = ElementPart.Of(frame).Run.Message;
        return Value.Of(change.IsDelete, change.Type);
    }
}

internal sealed class FhirPathExpression(FhirPath path) : PathExpression
{
    public FhirPath Path => path;

    public override ValueKind Kind => ValueKind.Any;

    public override Value Evaluate(Frame frame)
    {
        var part = ElementPart.Of(frame);
        if (part.Run.Evaluate(path, part, frame.Findings) is not { } all)
        {
            return Value.Unknown(part.Where(path));
        }

        foreach (var found in all)
        {
            var value = part.Run.Read(found, path, part, frame.Findings);
            if (value.State != ValueState.Empty)
            {
                return value;
            }
        }

        return Value.Empty(part.Where(path));
    }

    public override IEnumerable<Value> All(Frame frame)
    {
        var part = ElementPart.Of(frame);
        return (part.Run.Evaluate(path, part, frame.Findings) ?? []).Select(found => part.Run.Read(found, path, part, frame.Findings)).Where(value => value.State != ValueState.Empty);
    }

    public override string ToString() => path.Text;
}

/// <summary>One part for each element the path gives.</summary>
internal sealed class FhirInstances(FhirPathExpression path) : Instances(path.Path.Text)
{
    public FhirPath Path => path.Path;

    public override IReadOnlyList<MessagePart> In(IEnumerable<MessagePart> parts, Findings findings) =>
        [.. parts.Cast<ElementPart>().SelectMany(part => (part.Run.Evaluate(path.Path, part, findings) ?? []).Select(found => found.Element).OfType<FhirElement>().Select(element => new ElementPart(part.Run, element, FhirRun.Where(element))))];
}
