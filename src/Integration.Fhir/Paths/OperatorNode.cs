namespace Integration.Fhir.Paths;

internal delegate IReadOnlyList<PathValue> PathOperator(PathRun run, IReadOnlyList<PathValue> left, IReadOnlyList<PathValue> right, int position);

/// <summary>An operator between two expressions (FHIRPath N1, 6).</summary>
internal sealed class OperatorNode : PathNode
{
    private static readonly Dictionary<string, PathOperator> Operators = new(StringComparer.Ordinal)
    {
        ["*"] = PathArithmetic.Multiply,
        ["/"] = PathArithmetic.Divide,
        ["div"] = PathArithmetic.DivideWhole,
        ["mod"] = PathArithmetic.Remainder,
        ["+"] = PathArithmetic.Add,
        ["-"] = PathArithmetic.Subtract,
        ["&"] = PathArithmetic.Concatenate,
        ["|"] = PathSets.Union,
        ["<"] = (_, left, right, at) => PathComparison.Compare(left, right, at, order => order < 0),
        [">"] = (_, left, right, at) => PathComparison.Compare(left, right, at, order => order > 0),
        ["<="] = (_, left, right, at) => PathComparison.Compare(left, right, at, order => order <= 0),
        [">="] = (_, left, right, at) => PathComparison.Compare(left, right, at, order => order >= 0),
        ["="] = (run, left, right, at) => PathSingle.List(PathEquality.Equal(run, left, right, at)),
        ["!="] = (run, left, right, at) => PathSingle.List(!PathEquality.Equal(run, left, right, at)),
        ["~"] = (run, left, right, at) => PathSingle.List(PathEquality.Equivalent(run, left, right, at)),
        ["!~"] = (run, left, right, at) => PathSingle.List(!PathEquality.Equivalent(run, left, right, at)),
        ["in"] = (run, left, right, at) => PathSets.Contains(run, right, left, at),
        ["contains"] = PathSets.Contains,
    };

    private readonly bool _isUnion;
    private readonly PathNode _left;
    private readonly PathNode _right;
    private readonly PathOperator _apply;

    private OperatorNode(int position, string symbol, PathNode left, PathNode right, PathOperator apply)
        : base(position, left, right) => (_isUnion, _left, _right, _apply) = (symbol == "|", left, right, apply);

    public static PathNode Create(int position, string symbol, PathNode left, PathNode right) => Operators.TryGetValue(symbol, out var apply)
        ? new OperatorNode(position, symbol, left, right, apply)
        : new LogicNode(position, symbol, left, right);

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        scope.Run.Visit(1, Position);
        return _apply(scope.Run, _left.Evaluate(scope, input), _right.Evaluate(scope, input), Position);
    }

    public override PathShape Shape(PathShapes scope, PathShape input)
    {
        var (one, other) = (_left.Shape(scope, input), _right.Shape(scope, input));
        return _isUnion ? one.Or(other) : PathShape.Values;
    }
}

/// <summary>Three-valued logic; what the left side decides alone leaves the right side unread (FHIRPath N1, 6.5).</summary>
internal sealed class LogicNode(int position, string symbol, PathNode left, PathNode right) : PathNode(position, left, right)
{
    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        scope.Run.Visit(1, Position);
        var first = PathSingle.Truth(left.Evaluate(scope, input), Position);
        return (symbol, first) switch
        {
            ("and", false) => [PathValue.Of(false)],
            ("or", true) or ("implies", false) => [PathValue.Of(true)],
            _ => PathSingle.List(Both(first, PathSingle.Truth(right.Evaluate(scope, input), Position))),
        };
    }

    public override PathShape Shape(PathShapes scope, PathShape input)
    {
        left.Shape(scope, input);
        right.Shape(scope, input);
        return PathShape.Values;
    }

    private bool? Both(bool? first, bool? second) => symbol switch
    {
        "and" => first & second,
        "or" => first | second,
        "xor" => first ^ second,
        "implies" => !first | second,
        _ => throw new System.Diagnostics.UnreachableException(symbol),
    };
}
