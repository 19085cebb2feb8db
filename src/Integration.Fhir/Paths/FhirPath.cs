using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>
/// A compiled FHIRPath expression (FHIRPath N1, http://hl7.org/fhirpath/N1, with the functions FHIR R4 adds, https://hl7.org/fhir/R4/fhirpath.html). It may be evaluated by many threads at once.
/// It has no clock, no network and no other document: the same expression on the same element gives the same values.
/// </summary>
public sealed class FhirPath
{
    private readonly PathNode _root;
    private readonly FhirPathOptions _options;

    private FhirPath(string text, PathNode root, FhirPathOptions options) => (Text, _root, _options) = (text, root, options);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Never throws for what an expression says: the first problem comes back instead of the path.</summary>
    public static FhirPathCompilation Compile(string text) => Compile(text, FhirPathOptions.Default);

    public static FhirPathCompilation Compile(string text, FhirPathOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        if (text.Length > options.MaxLength)
        {
            return new FhirPathCompilation(null, new FhirPathProblem(options.MaxLength, "TooLong", $"an expression may have {options.MaxLength} characters"));
        }

        try
        {
            var path = new FhirPath(text, new PathParser(new PathLexer(text).Read(), options).Read(), options);
            return path.Check(null) is { } problem ? new FhirPathCompilation(null, problem) : new FhirPathCompilation(path, null);
        }
        catch (PathRefusal refusal)
        {
            return new FhirPathCompilation(null, refusal.Problem);
        }
    }

    /// <summary>
    /// Whether every element the expression names can be there, by the definitions of R4. Compiling already refuses names that no type has, and wrong ones behind a type (<c>Appointment.states</c>).
    /// </summary>
    /// <param name="type">The type of the resource: <c>Appointment</c>; null where that is not known.</param>
    /// <param name="within">Expressions that lead from the resource to what this one is evaluated on, each from the one before: the instances a mapping goes through.</param>
    public FhirPathProblem? Check(string? type, params IReadOnlyList<FhirPath> within)
    {
        ArgumentNullException.ThrowIfNull(within);
        try
        {
            var focus = within.Aggregate(PathShape.Of(type), (shape, path) => path.Shape(shape));
            Shape(focus);
            return null;
        }
        catch (PathRefusal refusal)
        {
            return refusal.Problem;
        }
    }

    /// <summary>The values in their order; none where the path leads nowhere. <c>%context</c> is the focus, <c>%resource</c> the resource it is part of.</summary>
    /// <exception cref="FhirPathException">The expression cannot be evaluated on this element: the message's fault, or the mapping's; never an outage.</exception>
    public IReadOnlyList<PathValue> Evaluate(FhirElement focus, FhirPathContext context)
    {
        ArgumentNullException.ThrowIfNull(focus);
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<PathValue> start = [PathValue.Of(focus)];
        return _root.Evaluate(new PathScope(new PathRun(focus, context, _options), start, -1), start);
    }

    public override string ToString() => Text;

    private PathShape Shape(PathShape focus) => _root.Shape(new PathShapes(focus, focus), focus);
}
