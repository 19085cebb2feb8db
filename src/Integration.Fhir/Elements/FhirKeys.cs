using System.Runtime.InteropServices;
using Integration.Fhir.Definitions;

namespace Integration.Fhir.Elements;

/// <summary>Which keys an object had so far. Used again for other objects.</summary>
internal sealed class FhirKeys
{
    private ulong[] _properties = [];
    private ulong[] _elements = [];
    private HashSet<string>? _others;
    private List<(FhirProperty Property, int At)>? _nulls;

    /// <summary>Where in the list of what is being read its children begin.</summary>
    public int FirstChild { get; private set; }

    public void Begin(FhirType? type, int firstChild)
    {
        FirstChild = firstChild;
        _others?.Clear();
        _nulls?.Clear();
        Clear(ref _properties, type?.PropertyCount ?? 0);
        Clear(ref _elements, type?.ElementCount ?? 0);
    }

    /// <returns>Whether it is the first of its kind, and whether another type of the same choice was there before.</returns>
    public (bool IsNew, bool IsOtherChoice) Add(FhirProperty property)
    {
        var isOtherChoice = IsSet(_elements, property.Element.Ordinal) && !Has(property.Partner);
        Set(_elements, property.Element.Ordinal);
        if (Has(property.Ordinal))
        {
            return (false, false);
        }

        Set(_properties, property.Ordinal);
        return (true, isOtherChoice);
    }

    public bool Has(int property) => IsSet(_properties, property);

    /// <summary>Nulls in lists of primitives, which are right only where the other key has something for their place.</summary>
    public ReadOnlySpan<(FhirProperty Property, int At)> Nulls => CollectionsMarshal.AsSpan(_nulls);

    public void AddNull(FhirProperty property, int at) => (_nulls ??= []).Add((property, at));

    /// <returns>False where it was there before.</returns>
    public bool AddOther(string key) => (_others ??= new HashSet<string>(StringComparer.Ordinal)).Add(key);

    public bool HasElement(FhirElementDefinition element) => IsSet(_elements, element.Ordinal);

    private static void Clear(ref ulong[] bits, int count)
    {
        var words = (count + 63) / 64;
        if (bits.Length < words)
        {
            bits = new ulong[words];
        }
        else
        {
            bits.AsSpan(0, words).Clear();
        }
    }

    private static bool IsSet(ulong[] bits, int at) => (bits[at / 64] & (1UL << at)) != 0;

    private static void Set(ulong[] bits, int at) => bits[at / 64] |= 1UL << at;
}
