using Integration.Fhir.Definitions;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>The types an expression may name, and which is a kind of which (FHIR R4, Data Types; FHIRPath N1, 5.1 and 6.3).</summary>
internal static class PathTypes
{
    private static readonly Dictionary<string, PathKind> Kinds = new(StringComparer.Ordinal)
    {
        ["boolean"] = PathKind.Boolean,
        ["string"] = PathKind.String,
        ["code"] = PathKind.String,
        ["id"] = PathKind.String,
        ["markdown"] = PathKind.String,
        ["uri"] = PathKind.String,
        ["url"] = PathKind.String,
        ["canonical"] = PathKind.String,
        ["oid"] = PathKind.String,
        ["uuid"] = PathKind.String,
        ["base64Binary"] = PathKind.String,
        ["xhtml"] = PathKind.String,
        ["integer"] = PathKind.Integer,
        ["unsignedInt"] = PathKind.Integer,
        ["positiveInt"] = PathKind.Integer,
        ["decimal"] = PathKind.Decimal,
        ["date"] = PathKind.Date,
        ["dateTime"] = PathKind.DateTime,
        ["instant"] = PathKind.DateTime,
        ["time"] = PathKind.Time,
        ["Quantity"] = PathKind.Quantity,
        ["Age"] = PathKind.Quantity,
        ["Count"] = PathKind.Quantity,
        ["Distance"] = PathKind.Quantity,
        ["Duration"] = PathKind.Quantity,
        ["SimpleQuantity"] = PathKind.Quantity,
        ["MoneyQuantity"] = PathKind.Quantity,
    };

    private static readonly Dictionary<string, string> Parents = new(StringComparer.Ordinal)
    {
        ["code"] = "string",
        ["id"] = "string",
        ["markdown"] = "string",
        ["url"] = "uri",
        ["canonical"] = "uri",
        ["oid"] = "uri",
        ["uuid"] = "uri",
        ["unsignedInt"] = "integer",
        ["positiveInt"] = "integer",
        ["Age"] = "Quantity",
        ["Count"] = "Quantity",
        ["Distance"] = "Quantity",
        ["Duration"] = "Quantity",
        ["SimpleQuantity"] = "Quantity",
        ["MoneyQuantity"] = "Quantity",
        ["Timing"] = "BackboneElement",
        ["Dosage"] = "BackboneElement",
    };

    /// <summary>Resources that have no narrative (FHIR R4, Resource).</summary>
    private static readonly HashSet<string> NotDomainResources = new(StringComparer.Ordinal) { "Bundle", "Binary", "Parameters" };

    public static PathKind KindOf(FhirElement element) => Kinds.GetValueOrDefault(element.Type);

    /// <summary>Null where the name is that of no type.</summary>
    public static PathType? Find(string? space, string name) => space switch
    {
        "System" => Enum.TryParse<PathKind>(name, out var kind) && kind != PathKind.Complex && char.IsAsciiLetter(name[0]) ? new PathType(kind, null) : null,
        null when Enum.TryParse<PathKind>(name, out var both) && both != PathKind.Complex && char.IsAsciiLetter(name[0]) => new PathType(both, Kinds.ContainsKey(name) ? name : null),
        null or "FHIR" when Kinds.ContainsKey(name) || FhirDefinitions.Type(name) is not null => new PathType(null, name),
        _ => null,
    };

    /// <summary>Whether an element is of a FHIR type or of one derived from it.</summary>
    public static bool Is(FhirElement element, string type)
    {
        if (element.IsResource)
        {
            return type == element.Type || type == "Resource" || (type == "DomainResource" && !NotDomainResources.Contains(element.Type));
        }

        for (var each = element.Type; each is not null; each = Parents.GetValueOrDefault(each))
        {
            if (each == type)
            {
                return true;
            }
        }

        return type == "Element";
    }
}

/// <summary>What an expression may ask for: a system type, a FHIR type, or where the name is both, either.</summary>
internal sealed record PathType(PathKind? System, string? Fhir)
{
    public bool Takes(PathValue value) => value.Element is { } element ? Fhir is not null && PathTypes.Is(element, Fhir) : value.Kind == System;
}
