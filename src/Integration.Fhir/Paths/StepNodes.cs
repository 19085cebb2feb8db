namespace Integration.Fhir.Paths;

/// <param name="value">Null for the empty collection, <c>{}</c>.</param>
internal sealed class LiteralNode(int position, PathValue? value) : PathNode(position)
{
    private readonly IReadOnlyList<PathValue> _items = PathSingle.List(value);

    /// <summary>Null where it is no text.</summary>
    public string? Text => value is { Kind: PathKind.String } ? value.Text : null;

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => _items;

    public override PathShape Shape(PathShapes scope, PathShape input) => PathShape.Values;
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

    public override PathShape Shape(PathShapes scope, PathShape input) => _isType ? input.Named(name, Position) : input.Child(name, Position);
}

/// <summary><c>left.right</c></summary>
internal sealed class StepNode(PathNode left, PathNode right) : PathNode(right.Position, left, right)
{
    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => right.Evaluate(scope, left.Evaluate(scope, input));

    public override PathShape Shape(PathShapes scope, PathShape input) => right.Shape(scope, left.Shape(scope, input));
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

    public override PathShape Shape(PathShapes scope, PathShape input)
    {
        index.Shape(scope, scope.This);
        return left.Shape(scope, input);
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

    public override PathShape Shape(PathShapes scope, PathShape input) => _isThis ? scope.This : PathShape.Values;
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

    private readonly string _name;

    private VariableNode(int position, string name)
        : base(position) => _name = name;

    public static VariableNode Create(PathToken token) => Variables.ContainsKey(token.Text)
        ? new VariableNode(token.Position, token.Text)
        : throw PathRefusal.At(token.Position, "UnknownVariable", Supported);

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input) => [Variables[_name](scope.Run)];

    public override PathShape Shape(PathShapes scope, PathShape input) => _name == "context" ? scope.Root : PathShape.Anything;

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

    public override PathShape Shape(PathShapes scope, PathShape input)
    {
        operand.Shape(scope, input);
        return PathShape.Values;
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

    public override PathShape Shape(PathShapes scope, PathShape input)
    {
        left?.Shape(scope, input);
        return name == "is" ? PathShape.Values : PathShape.Of(type.Fhir);
    }
}
