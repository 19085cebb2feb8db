using System.Text.RegularExpressions;

namespace Integration.Fhir.Paths;

/// <summary>A function with its arguments.</summary>
internal sealed class CallNode : PathNode
{
    private readonly PathFunction _function;
    private readonly PathNode[] _arguments;
    private readonly Regex? _pattern;

    private CallNode(int position, PathFunction function, PathNode[] arguments, Regex? pattern)
        : base(position, arguments) => (_function, _arguments, _pattern) = (function, arguments, pattern);

    public static CallNode Create(int position, PathFunction function, PathNode[] arguments)
    {
        if (arguments.Length < function.Least || arguments.Length > function.Most)
        {
            var number = function.Least == function.Most ? $"{function.Least}" : $"{function.Least} to {function.Most}";
            throw PathRefusal.At(position, "Arguments", $"{function.Name} takes {number} argument{(number == "1" ? "" : "s")}, not {arguments.Length}");
        }

        return new CallNode(position, function, arguments, function.Name is "matches" or "replaceMatches" ? Pattern(position, arguments[0]) : null);
    }

    public override IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input)
    {
        scope.Run.Visit(1 + input.Count, Position);
        return _function.Body(new PathCall(scope, input, _arguments, _pattern, Position));
    }

    public override PathShape Shape(PathShapes scope, PathShape input)
    {
        var seen = _function.IsOnFound ? PathShape.Anything : _function.IsOnItems ? input : scope.This;
        var shapes = _arguments.Select(argument => argument.Shape(scope with { This = seen }, seen)).ToList();
        return _function.Result switch
        {
            PathResult.Values => PathShape.Values,
            PathResult.Input => input,
            PathResult.Arguments => shapes.Skip(shapes.Count > 1 ? 1 : 0).Aggregate((one, other) => one.Or(other)),
            PathResult.InputAndArgument => input.Or(shapes[0]),
            PathResult.Extensions => PathShape.Of("Extension"),
            PathResult.Anything => PathShape.Anything,
            _ => throw new System.Diagnostics.UnreachableException(_function.Result.ToString()),
        };
    }

    /// <summary>A pattern is read once, with the expression, and by the engine whose time grows with the text only: no input can keep it busy.</summary>
    private static Regex Pattern(int position, PathNode argument)
    {
        if ((argument as LiteralNode)?.Text is not { } text)
        {
            throw PathRefusal.At(position, "Pattern", "the pattern must stand in the expression, as a text in quotes");
        }

        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw PathRefusal.At(argument.Position, "Pattern", "expected a regular expression without look-around and back references");
        }
    }
}

/// <summary>What a function is called with.</summary>
/// <param name="pattern">Of a function that takes a regular expression.</param>
internal sealed class PathCall(PathScope scope, IReadOnlyList<PathValue> input, PathNode[] arguments, Regex? pattern, int position)
{
    public PathRun Run => scope.Run;

    public IReadOnlyList<PathValue> Input => input;

    public int Position => position;

    public Regex Pattern => pattern!;

    public bool Has(int argument) => argument < arguments.Length;

    /// <summary>An argument's value: it is seen from where the call stands, not from the input: only criteria and projections are evaluated on each item (FHIRPath N1, 5 Functions).</summary>
    public IReadOnlyList<PathValue> Argument(int argument) => arguments[argument].Evaluate(scope, scope.This);

    /// <summary>An argument evaluated on one item of the input, which is <c>$this</c> there.</summary>
    public IReadOnlyList<PathValue> On(int argument, PathValue item, int index)
    {
        scope.Run.Visit(1, position);
        IReadOnlyList<PathValue> items = [item];
        return arguments[argument].Evaluate(new PathScope(scope.Run, items, index), items);
    }

    public bool? Holds(int argument, PathValue item, int index) => PathSingle.Truth(On(argument, item, index), position);

    /// <summary>An argument evaluated on the whole input.</summary>
    public IReadOnlyList<PathValue> OnInput(int argument) => arguments[argument].Evaluate(scope with { This = input }, input);

    public PathValue? Single() => PathSingle.Of(input, position);

    public object? Known(PathValue value) => PathSingle.Known(value, position);

    /// <summary>The input as one text; null where there is none.</summary>
    public string? Text() => Text(input);

    public string? Text(int argument) => Text(Argument(argument));

    public int? Integer(int argument) => PathSingle.Of(Argument(argument), position) is { } item
        ? Known(item) as int? ?? throw Fail(FhirPathFailure.WrongType, $"argument {argument + 1} is an integer")
        : null;

    public List<PathValue> Bounded(List<PathValue> items) => scope.Run.Bounded(items, position);

    public IReadOnlyList<PathValue> Of(string text)
    {
        scope.Run.CheckText(text.Length, position);
        return [PathValue.Of(text)];
    }

    public FhirPathException Fail(FhirPathFailure failure, string message) => new(failure, position, message);

    private string? Text(IReadOnlyList<PathValue> items)
    {
        if (PathSingle.Of(items, position) is not { } item)
        {
            return null;
        }

        if (item.Kind != PathKind.String)
        {
            throw Fail(FhirPathFailure.WrongType, "a text is needed here; convert others with toString()");
        }

        scope.Run.Visit((item.Text?.Length ?? 0) / 256, position);
        return item.Text;
    }
}
