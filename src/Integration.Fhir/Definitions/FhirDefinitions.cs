using System.Collections.Frozen;

namespace Integration.Fhir.Definitions;

/// <summary>The types of FHIR R4 (4.0.1), from the tables <c>elements.csv</c> and <c>codes.csv</c>. Read once, when first used.</summary>
internal static class FhirDefinitions
{
    private static readonly FrozenDictionary<string, FhirType> s_types = Load();

    /// <summary>Type of what stands beside a primitive: <c>id</c> and <c>extension</c>.</summary>
    public static FhirType Element { get; } = s_types["Element"];

    /// <summary>Every data type and resource type, abstract ones too.</summary>
    public static IEnumerable<string> Names => s_types.Keys.Where(name => !name.Contains('.', StringComparison.Ordinal));

    /// <summary>Every name an element has somewhere, without the <c>[x]</c> of a choice.</summary>
    public static FrozenSet<string> ElementNames { get; } = s_types.Values.SelectMany(type => type.OwnNames).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A data type or resource type, or null.</summary>
    public static FhirType? Type(string name) => name.Contains('.', StringComparison.Ordinal) ? null : s_types.GetValueOrDefault(name);

    /// <summary>A resource type that resources are of, or null.</summary>
    public static FhirType? Resource(string name) => Type(name) is { IsResource: true } type && name is not ("Resource" or "DomainResource") ? type : null;

    private static FrozenDictionary<string, FhirType> Load()
    {
        var codes = Lines("codes.csv").Select(line => line.Split(',')).ToDictionary(cells => cells[0], cells => cells[1]);
        var sets = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal);
        var rows = Lines("elements.csv").Select(line => line.Split(',')).ToList();
        var types = new Dictionary<string, FhirType>(StringComparer.Ordinal);

        // First every type there is, so that elements can name one that comes later.
        foreach (var cells in rows)
        {
            var (path, parent) = (cells[0], cells[1]);
            if (cells.Length == 2)
            {
                types.Add(path, parent == "primitive"
                    ? new FhirType(path, Enum.Parse<FhirPrimitive>(path, ignoreCase: true), false, types.GetValueOrDefault("Element"))
                    : new FhirType(path, FhirPrimitive.None, path == "Resource" || parent is "Resource" or "DomainResource", parent.Length == 0 ? null : types[parent]));
            }
            else if (parent is "BackboneElement" or "Element")
            {
                types.Add(path, new FhirType(parent, FhirPrimitive.None, false, types[parent]));
            }
        }

        foreach (var cells in rows.Where(cells => cells.Length > 2))
        {
            var dot = cells[0].LastIndexOf('.');
            var name = cells[0][(dot + 1)..];
            var isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
            types[cells[0][..dot]].Add(new FhirElementRow(
                isChoice ? name[..^3] : name,
                isChoice,
                cells[1] is "BackboneElement" or "Element" ? [types[cells[0]]] : [.. cells[1].Split(' ').Select(type => types[type.TrimStart('#')])],
                cells[2] == "1",
                cells[3] == "*",
                cells[4].Length == 0 ? null : Set(cells[4])));
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);

        FrozenSet<string> Set(string name) =>
            sets.TryGetValue(name, out var known) ? known : sets[name] = codes[name].Split(' ').ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Without the comment and the head.</summary>
    private static IEnumerable<string> Lines(string table)
    {
        using var stream = typeof(FhirDefinitions).Assembly.GetManifestResourceStream(table)!;
        using var reader = new StreamReader(stream);
        for (var number = 0; reader.ReadLine() is { } line; number++)
        {
            if (number >= 2)
            {
                yield return line;
            }
        }
    }
}
