namespace Integration.Fhir.Paths;

/// <summary>One step, operator or function call of a compiled expression. It keeps no state: everything of an evaluation is in the scope.</summary>
/// <param name="position">The character of the expression at which it was written.</param>
internal abstract class PathNode(int position, params PathNode[] children)
{
    public int Position { get; } = position;

    /// <summary>How many nodes stand under each other, this one included.</summary>
    public int Depth { get; } = 1 + (children.Length == 0 ? 0 : children.Max(child => child.Depth));

    /// <param name="scope">What is around the step: <c>$this</c>, <c>$index</c>, the bounds.</param>
    /// <param name="input">What the step is taken from.</param>
    public abstract IReadOnlyList<PathValue> Evaluate(PathScope scope, IReadOnlyList<PathValue> input);

    /// <summary>What the step gives, as far as can be said before there is a message.</summary>
    /// <exception cref="PathRefusal">It names an element that cannot be there.</exception>
    public abstract PathShape Shape(PathShapes scope, PathShape input);

    protected FhirPathException Fail(FhirPathFailure failure, string message) => new(failure, Position, message);
}

/// <summary>What an expression sees while it is evaluated.</summary>
/// <param name="Run">Counts for the whole evaluation.</param>
/// <param name="This">The items of <c>$this</c>: the focus, or within a function's criteria the item looked at.</param>
/// <param name="Index"><c>$index</c>: which of the items that is, from 0; -1 outside of criteria.</param>
internal sealed record PathScope(PathRun Run, IReadOnlyList<PathValue> This, int Index);
