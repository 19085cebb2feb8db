using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>What a value is to FHIRPath: one of its system types, or an element that is none (FHIRPath N1, 4.1 Literals; FHIR R4 fhirpath, "Using FHIR types in expressions").</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are the names FHIRPath gives its types.")]
public enum PathKind
{
    Complex,
    Boolean,
    String,
    Integer,
    Decimal,
    Date,
    DateTime,
    Time,
    Quantity,
}

/// <summary>One item of a collection: an element, or a value an expression made.</summary>
public sealed class PathValue
{
    private static readonly PathValue True = new(PathKind.Boolean, true, "true");
    private static readonly PathValue False = new(PathKind.Boolean, false, "false");

    private readonly object? _value;

    private PathValue(PathKind kind, object value, string text) => (Kind, _value, Text) = (kind, value, text);

    private PathValue(FhirElement element)
    {
        Element = element;
        Kind = PathTypes.KindOf(element);
        Text = element.Text;
        _value = PathReading.Read(element, Kind);
    }

    /// <summary>Null for a value an expression made.</summary>
    public FhirElement? Element { get; }

    public PathKind Kind { get; }

    /// <summary>The value as FHIR writes it, for an element exactly as it was received: <c>true</c>, <c>1.50</c>, <c>2026-01-05</c>. Null for a complex element, and for a primitive that has only extensions.</summary>
    public string? Text { get; }

    /// <summary>Whether it is the boolean true; a value of another type is not.</summary>
    public bool IsTrue => Value is true;

    /// <summary>A bool, int, decimal, string, <see cref="PathTemporal"/> or <see cref="PathQuantity"/>; null where there is none or it cannot be read.</summary>
    internal object? Value => _value is Unreadable ? null : _value;

    /// <summary>A primitive that has extensions in place of its value.</summary>
    internal bool IsWithoutValue => _value is null && Kind is not (PathKind.Complex or PathKind.Quantity);

    /// <summary>It has a text its type does not allow.</summary>
    internal bool IsUnreadable => _value is Unreadable;

    internal static PathValue Of(FhirElement element) => new(element);

    internal static PathValue Of(bool value) => value ? True : False;

    internal static PathValue Of(int value) => new(PathKind.Integer, value, value.ToString(CultureInfo.InvariantCulture));

    internal static PathValue Of(decimal value) => new(PathKind.Decimal, value, value.ToString(CultureInfo.InvariantCulture));

    internal static PathValue Of(string value) => new(PathKind.String, value, value);

    internal static PathValue Of(PathTemporal value) => new(value.Kind, value, value.ToString());

    internal static PathValue Of(PathQuantity value) => new(PathKind.Quantity, value, value.ToString());

    internal sealed class Unreadable
    {
        public static Unreadable Instance { get; } = new();
    }
}
