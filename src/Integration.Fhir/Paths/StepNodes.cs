namespace Integration.Fhir.Paths;

/// <param name="value">Null for the empty collection, <c>{}</c>.</param>
internal sealed class LiteralNode(int position, PathValue? value) : PathNode(position)
{
    private readonly IReadOnlyList<PathValue> _items = PathSingle.List(value);

    /// <summary>Null where it is no text.</summary>
    public string? Text => value is { Kind: PathKind.String } ? value.Text : null;

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => _items;
}

/// <summary>Children of a name; a name with a capital letter keeps what is of that type, as in <c>Appointment.status</c> (FHIRPath N1, 3 Path selection).</summary>
internal sealed class MemberNode(int position, string name) : PathNode(position)
{
    private readonly bool _isType = char.IsAsciiLetterUpper(name[0]);

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        var found = new List<PathValue>();
        foreach (var item in input)
        {
            if (item.Element is not { } element)
            {
                continue;
            }

            if (_isType)
            {
                if (PathTypes.Is(element, name))
                {
                    found.Add(item);
                }

                continue;
            }

            scope.Run.Visit(element.Children.Count, Position);
            foreach (var child in element.Children)
            {
                if (child.Name == name)
                {
                    found.Add(PathValue.Of(child));
                }
            }
        }

        return scope.Run.Bounded(found, Position);
    }
}

/// <summary><c>left.right</c></summary>
internal sealed class StepNode(PathNode left, PathNode right) : PathNode(right.Position, left, right)
{
    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => right.Evaluate(scope, left.Evaluate(scope, input));
}

/// <summary><c>left[index]</c>, from 0.</summary>
internal sealed class IndexNode(int position, PathNode left, PathNode index) : PathNode(position, left, index)
{
    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        var items = left.Evaluate(scope, input);
        if (PathSingle.Of(index.Evaluate(scope, scope.This), Position) is not { } value)
        {
            return PathSingle.None;
        }

        var at = PathSingle.Known(value, Position) as int? ?? throw Fail(FhirPathFailure.WrongType, "an index is an integer");
        return at >= 0 && at < items.Count ? [items[at]] : PathSingle.None;
    }
}

/// <summary><c>$this</c> and <c>$index</c>.</summary>
internal sealed class SpecialNode : PathNode
{
    private readonly bool _isThis;

    private SpecialNode(int position, bool isThis)
        : base(position) => _isThis = isThis;

    public static SpecialNode Create(PathToken token) => token.Text is "$this" or "$index"
        ? new SpecialNode(token.Position, token.Text == "$this")
        : throw PathRefusal.At(token.Position, "UnknownVariable", "expected $this or $index");

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => _isThis ? scope.This : scope.Index < 0 ? PathSingle.None : [PathValue.Of(scope.Index)];
}

/// <summary>A variable of the environment, <c>%resource</c> (FHIRPath N1, 9; FHIR R4 fhirpath, Variables).</summary>
internal sealed class VariableNode : PathNode
{
    private const string Supported = "expected %context, %resource, %rootResource, %ucum, %sct or %loinc";

    private static readonly Dictionary<string, Func<PathRun, PathValue>> Variables = new(StringComparer.Ordinal)
    {
        ["context"] = run => PathValue.Of(run.Focus),
        ["resource"] = run => PathValue.Of(run.Focus.Resource),
        ["rootResource"] = Root,
        ["ucum"] = _ => PathValue.Of("http://unitsofmeasure.org"),
        ["sct"] = _ => PathValue.Of("http://snomed.info/sct"),
        ["loinc"] = _ => PathValue.Of("http://loinc.org"),
    };

    private readonly Func<PathRun, PathValue> _read;

    private VariableNode(int position, Func<PathRun, PathValue> read)
        : base(position) => _read = read;

    public static VariableNode Create(PathToken token) => Variables.TryGetValue(token.Text, out var read)
        ? new VariableNode(token.Position, read)
        : throw PathRefusal.At(token.Position, "UnknownVariable", Supported);

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => [_read(scope.Run)];

    /// <summary>Of a contained resource the one it is contained in; a bundle contains nothing in this sense.</summary>
    private static PathValue Root(PathRun run)
    {
        var resource = run.Focus.Resource;
        return PathValue.Of(resource is { Name: "contained", Parent: { } container } ? container.Resource : resource);
    }
}

/// <summary><c>+x</c> and <c>-x</c>.</summary>
internal sealed class SignNode(int position, bool isMinus, PathNode operand) : PathNode(position, operand)
{
    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        if (PathSingle.Of(operand.Evaluate(scope, input), Position) is not { } item)
        {
            return PathSingle.None;
        }

        return PathSingle.Known(item, Position) switch
        {
            int.MinValue when isMinus => PathSingle.None,
            int number => [PathValue.Of(isMinus ? -number : number)],
            decimal number => [PathValue.Of(isMinus ? -number : number)],
            PathQuantity quantity => [PathValue.Of(isMinus ? quantity with { Value = -quantity.Value } : quantity)],
            _ => throw Fail(FhirPathFailure.WrongType, "a sign stands before a number or a quantity"),
        };
    }
}

/// <summary><c>is</c>, <c>as</c> and <c>ofType</c>, as operators and as functions.</summary>
/// <param name="left">Null for a function: it takes the input.</param>
internal sealed class TypeNode(int position, string name, PathNode? left, PathType type) : PathNode(position, left is null ? [] : [left])
{
    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        var items = left is null ? input : left.Evaluate(scope, input);
        if (name == "ofType")
        {
            return [.. items.Where(type.Takes)];
        }

        return PathSingle.Of(items, Position) is not { } item ? PathSingle.None : name == "is" ? [PathValue.Of(type.Takes(item))] : type.Takes(item) ? items : PathSingle.None;
    }
}
