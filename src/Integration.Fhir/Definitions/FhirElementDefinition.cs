using System.Collections.Frozen;

namespace Integration.Fhir.Definitions;

/// <summary>One element of a type.</summary>
/// <param name="Name">Without the <c>[x]</c> of a choice.</param>
/// <param name="Ordinal">Its number within its type, inherited ones first.</param>
/// <param name="Codes">What a code has to be one of; null where anything goes.</param>
internal sealed record FhirElementDefinition(string Name, int Ordinal, bool IsRequired, bool IsList, FrozenSet<string>? Codes);

/// <summary>A key that an object of a type may have: <c>status</c>, <c>_status</c>, <c>valueQuantity</c>.</summary>
/// <param name="Key">As JSON has it, without the underscore.</param>
/// <param name="IsSibling">Begins with an underscore: carries the <c>id</c> and the extensions of a primitive.</param>
/// <param name="Ordinal">Its number within its type. A primitive's two keys follow each other, the one with the underscore second.</param>
/// <param name="Utf8Name">As JSON has it, with the underscore.</param>
internal sealed record FhirProperty(FhirElementDefinition Element, string Key, FhirType Type, bool IsSibling, int Ordinal, byte[] Utf8Name)
{
    /// <summary>Number of the other key of a primitive; its own for a complex element.</summary>
    public int Partner => IsSibling ? Ordinal - 1 : Type.Primitive == FhirPrimitive.None ? Ordinal : Ordinal + 1;
}
