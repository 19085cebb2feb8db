namespace Integration.Fhir.Paths;

/// <summary>What FHIR R4 adds (https://hl7.org/fhir/R4/fhirpath.html, Additional functions).</summary>
internal static class FhirFunctions
{
    public static IEnumerable<PathFunction> All { get; } =
    [
        new("extension", 1, 1, Extension) { Result = PathResult.Extensions },
        new("hasValue", 0, 0, call => [PathValue.Of(call.Input is [{ Element: not null, Text: not null }])]),
        new("getValue", 0, 0, call => call.Input is [{ Element: not null, Text: not null } item] ? PathSingle.List(Bare(call, item)) : PathSingle.None),
        new("resolve", 0, 0, Resolve) { Result = PathResult.Anything },
    ];

    private static IReadOnlyList<PathValue> Extension(PathCall call)
    {
        if (call.Text(0) is not { } url)
        {
            return PathSingle.None;
        }

        var found = new List<PathValue>();
        foreach (var extension in call.Input.SelectMany(item => item.Element?.Named("extension") ?? []))
        {
            call.Run.Visit(1, call.Position);
            if (extension.First("url")?.Text == url)
            {
                found.Add(PathValue.Of(extension));
            }
        }

        return call.Bounded(found);
    }

    /// <summary>The system value of a primitive, without its extensions.</summary>
    private static PathValue? Bare(PathCall call, PathValue item) => call.Known(item) switch
    {
        bool value => PathValue.Of(value),
        int value => PathValue.Of(value),
        decimal value => PathValue.Of(value),
        PathTemporal value => PathValue.Of(value),
        string value => PathValue.Of(value),
        _ => null,
    };

    /// <summary>What is not at hand is left out, as the specification asks of an unresolvable reference.</summary>
    private static List<PathValue> Resolve(PathCall call)
    {
        var found = new List<PathValue>();
        foreach (var item in call.Input)
        {
            if (item.Element is { Type: "Reference" or "uri" or "url" or "canonical" or "string" } reference && call.Run.Context.Resolve(reference) is { } resource)
            {
                found.Add(PathValue.Of(resource));
            }
        }

        return call.Bounded(found);
    }
}
