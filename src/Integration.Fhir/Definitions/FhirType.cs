using System.Collections.Frozen;
using System.Numerics;
using System.Text;

namespace Integration.Fhir.Definitions;

/// <summary>A data type, a resource type, or the type of one backbone element. What it consists of is put together when it is first asked for: few of the hundreds are ever met.</summary>
/// <param name="name"><c>Appointment</c>; of a backbone element <c>BackboneElement</c>.</param>
/// <param name="primitive">What kind of value it has.</param>
/// <param name="isResource">Objects of it say their <c>resourceType</c>.</param>
/// <param name="parent">What it inherits from; null for the first.</param>
internal sealed class FhirType(string name, FhirPrimitive primitive, bool isResource, FhirType? parent)
{
    private readonly List<FhirElementRow> _rows = [];
    private volatile Content? _content;

    public string Name => name;

    public FhirPrimitive Primitive => primitive;

    public bool IsResource => isResource;

    /// <summary>The type <c>Resource</c>: any of them may stand there.</summary>
    public bool IsAnyResource => isResource && name == "Resource";

    public int PropertyCount => Built.Properties.Count;

    public int ElementCount => Built.Elements.Count;

    public ReadOnlySpan<FhirElementDefinition> Required => Built.Required;

    /// <summary>Every element, inherited ones first.</summary>
    public IReadOnlyList<FhirElementDefinition> Elements => Built.Elements;

    /// <summary>Every key an object of it may have.</summary>
    public IReadOnlyList<FhirProperty> Properties => Built.Properties;

    /// <summary>The key an object has, or null where the type does not know it.</summary>
    /// <param name="key">UTF-8: it is looked for as it stands in the JSON.</param>
    public FhirProperty? Find(ReadOnlySpan<byte> key)
    {
        var slots = Built.Slots;
        for (var at = Hash(key) & (slots.Length - 1); slots[at] is { } property; at = (at + 1) & (slots.Length - 1))
        {
            if (property.Utf8Name.AsSpan().SequenceEqual(key))
            {
                return property;
            }
        }

        return null;
    }

    /// <summary>What an element may be of, by its name without the <c>[x]</c> of a choice; empty where the type does not know it.</summary>
    public IReadOnlyList<FhirType> TypesOf(string element) => AllRows.FirstOrDefault(row => row.Name == element)?.Types ?? [];

    internal void Add(FhirElementRow row) => _rows.Add(row);

    private Content Built => _content ??= Build();

    /// <summary>What the type itself adds to the one it inherits from.</summary>
    public IEnumerable<string> OwnNames => _rows.Select(row => row.Name);

    private IEnumerable<FhirElementRow> AllRows => parent is null ? _rows : parent.AllRows.Concat(_rows);

    private Content Build()
    {
        var elements = new List<FhirElementDefinition>();
        var properties = new List<FhirProperty>();
        foreach (var row in AllRows)
        {
            var element = new FhirElementDefinition(row.Name, elements.Count, row.IsRequired, row.IsList, row.Codes);
            elements.Add(element);
            foreach (var type in row.Types)
            {
                var key = row.IsChoice ? row.Name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..] : row.Name;
                properties.Add(new FhirProperty(element, key, type, false, properties.Count, Encoding.UTF8.GetBytes(key)));
                if (type.Primitive != FhirPrimitive.None)
                {
                    properties.Add(new FhirProperty(element, key, type, true, properties.Count, Encoding.UTF8.GetBytes("_" + key)));
                }
            }
        }

        return new Content(elements, [.. elements.Where(element => element.IsRequired)], properties, Slots(properties));
    }

    /// <summary>At least half of them stay free, so that a search ends soon.</summary>
    private static FhirProperty?[] Slots(List<FhirProperty> properties)
    {
        var slots = new FhirProperty?[(int)BitOperations.RoundUpToPowerOf2((uint)(properties.Count * 2) + 1)];
        foreach (var property in properties)
        {
            var at = Hash(property.Utf8Name) & (slots.Length - 1);
            while (slots[at] is not null)
            {
                at = (at + 1) & (slots.Length - 1);
            }

            slots[at] = property;
        }

        return slots;
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = key.Length;
        foreach (var sign in key)
        {
            hash = (hash * 31) + sign;
        }

        return hash;
    }

    private sealed record Content(
        IReadOnlyList<FhirElementDefinition> Elements,
        FhirElementDefinition[] Required,
        IReadOnlyList<FhirProperty> Properties,
        FhirProperty?[] Slots);
}

/// <summary>A line of the table of elements.</summary>
internal sealed record FhirElementRow(string Name, bool IsChoice, IReadOnlyList<FhirType> Types, bool IsRequired, bool IsList, FrozenSet<string>? Codes);
