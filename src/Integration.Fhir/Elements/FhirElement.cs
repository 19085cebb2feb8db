using System.Globalization;
using System.Text;

namespace Integration.Fhir.Elements;

/// <summary>
/// One element of a resource: a complex one with children, or a primitive with its value as it was written, and possibly children of its own (<c>id</c>, <c>extension</c>). Immutable once read.
/// Names and types are those of the R4 definitions (FHIR R4, Resource Definitions): the <c>valueQuantity</c> of JSON is the element <c>value</c> of type <c>Quantity</c>.
/// </summary>
public sealed class FhirElement
{
    private FhirElement[] _children = [];
    private string? _text;
    private byte[]? _source;
    private int _start;
    private int _length;

    internal FhirElement(string name, string type, FhirElement? parent, int index, string? text)
    {
        Name = name;
        Key = name;
        Type = type;
        Parent = parent;
        Index = index;
        if (text is not null)
        {
            SetValue(type is not ("boolean" or "integer" or "unsignedInt" or "positiveInt" or "decimal"), text);
        }
    }

    /// <summary>The element's name in the definition; of a resource that stands by itself, its type.</summary>
    public string Name { get; }

    /// <summary>R4 type: <c>Appointment</c>, <c>CodeableConcept</c>, <c>BackboneElement</c>, <c>dateTime</c>; empty where the definitions do not know the element.</summary>
    public string Type { get; }

    /// <summary>Null for a resource that stands by itself.</summary>
    public FhirElement? Parent { get; }

    /// <summary>Position in its list, from 0; -1 where the definition allows only one.</summary>
    public int Index { get; }

    /// <summary>Of a primitive, its value exactly as written, without quotes and escapes: <c>1.50</c> keeps both decimals. Null for a complex element, and for a primitive that has only extensions.</summary>
    public string? Text => _text ??= _source is null || !HasValue ? null : Encoding.UTF8.GetString(_source, _start + (IsQuoted ? 1 : 0), _length - (IsQuoted ? 2 : 0));

    /// <summary>In the order of the document; those of a list follow each other.</summary>
    public IReadOnlyList<FhirElement> Children => _children;

    /// <summary>The JSON it was read from, byte for byte: of a complex element with its braces, of a text with its quotes. Empty for an element that was not read, or has extensions only.</summary>
    public ReadOnlyMemory<byte> Json => _source is null ? default : _source.AsMemory(_start, _length);

    /// <summary>Whether this is a resource: the outermost, a contained one, or one in a bundle's entry.</summary>
    public bool IsResource { get; internal init; }

    /// <summary>The nearest resource this element is part of; a resource is part of itself.</summary>
    public FhirElement Resource
    {
        get
        {
            var element = this;
            while (!element.IsResource && element.Parent is { } parent)
            {
                element = parent;
            }

            return element;
        }
    }

    /// <summary>Where it stands, as a FHIRPath from the resource that stands by itself: <c>Appointment.participant[1].actor.reference</c> (FHIR R4, OperationOutcome.issue.expression).</summary>
    public string Location
    {
        get
        {
            if (Parent is null)
            {
                return Name;
            }

            var own = Index < 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}[{Index}]");
            return $"{Parent.Location}.{own}";
        }
    }

    /// <summary>Children of a name, in their order.</summary>
    public IEnumerable<FhirElement> Named(string name)
    {
        foreach (var child in _children)
        {
            if (child.Name == name)
            {
                yield return child;
            }
        }
    }

    /// <summary>The first child of a name, or null.</summary>
    public FhirElement? First(string name)
    {
        foreach (var child in _children)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>As JSON calls it: <c>valueQuantity</c>; of an element the definitions do not know, whatever was sent.</summary>
    internal string Key { get; init; }

    /// <summary>It has a value of its own, not only extensions.</summary>
    internal bool HasValue { get; private set; }

    /// <summary>JSON has its value as text.</summary>
    internal bool IsQuoted { get; private set; }

    /// <summary>For trees that are put together by hand; a reader gives all children at once.</summary>
    internal void Add(FhirElement child) => _children = [.. _children, child];

    /// <summary>Given once, when all of them were read.</summary>
    internal void SetChildren(FhirElement[] children) => _children = children;

    /// <summary>Where its JSON stands; known only when all of it was read.</summary>
    internal void SetJson(byte[] source, int start, int length) => (_source, _start, _length) = (source, start, length);

    /// <param name="isQuoted">JSON has it as text.</param>
    /// <param name="decoded">Where there are escapes to undo, the text without; else null, and the text is made of the JSON when it is asked for.</param>
    internal void SetValue(bool isQuoted, string? decoded) => (HasValue, IsQuoted, _text) = (true, isQuoted, decoded);
}
