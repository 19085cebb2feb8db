using Integration.Fhir.Definitions;

namespace Integration.Fhir.Paths;

/// <summary>What is known of the items of a collection before there is a message (FHIRPath N1, 11 Type safety and strict evaluation).</summary>
/// <param name="Types">The types the items may be of; none where they are values an expression made; null where they may be anything, as what a reference leads to.</param>
internal sealed record PathShape(IReadOnlyList<FhirType>? Types)
{
    public static PathShape Anything { get; } = new((IReadOnlyList<FhirType>?)null);

    public static PathShape Values { get; } = new([]);

    /// <summary>Of a name that is no type of FHIR: <c>System.String</c>.</summary>
    public static PathShape Of(string? type) => type is not null && FhirDefinitions.Type(type) is { } known ? Known([known]) : Anything;

    public PathShape Or(PathShape other) => Types is null || other.Types is null ? Anything : new PathShape([.. Types.Union(other.Types)]);

    /// <summary>The children of a name. A name that none of the types has, or none of all types, is a slip of the pen.</summary>
    public PathShape Child(string name, int position)
    {
        if (Types is null)
        {
            return FhirDefinitions.ElementNames.Contains(name) ? Anything : throw PathRefusal.At(position, "UnknownElement", $"no type of FHIR R4 has an element {name}{Hint(name)}");
        }

        var children = Types.SelectMany(type => type.TypesOf(name)).Distinct().ToList();
        if (children.Count == 0 && Types.Count > 0)
        {
            var known = Types.SelectMany(type => type.Elements.Select(element => element.Name)).Distinct().Order(StringComparer.Ordinal);
            throw PathRefusal.At(position, "UnknownElement", $"{string.Join(" or ", Types.Select(type => type.Name).Distinct())} has no element {name}{Hint(name)}; it has {string.Join(", ", known)}");
        }

        return Known(children);
    }

    /// <summary>What is kept by the name of a type.</summary>
    public PathShape Named(string type, int position) => FhirDefinitions.Type(type) is null
        ? throw PathRefusal.At(position, "UnknownType", $"no type of FHIR R4 is called {type}, and elements begin with a small letter")
        : FhirDefinitions.Resource(type) is not null && Types is { Count: > 0 } types && types.All(each => each.IsResource && each.Name != type)
            ? throw PathRefusal.At(position, "UnknownElement", $"what this is evaluated on is no {type}; it is of type {string.Join(" or ", types.Select(each => each.Name))}")
            : Of(type);

    /// <summary>Where any resource or any element may stand, nothing is known.</summary>
    private static PathShape Known(IReadOnlyList<FhirType> types) => types.Any(type => type == FhirDefinitions.Element || type == FhirDefinitions.Type("BackboneElement") || type.Name is "Resource" or "DomainResource") ? Anything : new PathShape(types);

    /// <summary>The commonest slip: the name a choice has in JSON.</summary>
    private static string Hint(string name)
    {
        for (var at = 1; at < name.Length; at++)
        {
            if (char.IsAsciiLetterUpper(name[at]) && FhirDefinitions.ElementNames.Contains(name[..at]) && PathTypes.Find("FHIR", name[at..]) is not null)
            {
                return $" (a choice is written {name[..at]}.ofType({name[at..]}))";
            }
        }

        return "";
    }
}

/// <summary>The shapes around a step.</summary>
/// <param name="Root">What the expression is evaluated on.</param>
/// <param name="This">Of <c>$this</c>.</param>
internal sealed record PathShapes(PathShape Root, PathShape This);

/// <summary>What a function gives, as far as it can be said beforehand.</summary>
internal enum PathResult
{
    /// <summary>Values of its own.</summary>
    Values,

    /// <summary>Some of its input.</summary>
    Input,

    /// <summary>What its arguments give, the criterion aside.</summary>
    Arguments,

    /// <summary>Items of its input and of its argument.</summary>
    InputAndArgument,

    Extensions,
    Anything,
}
