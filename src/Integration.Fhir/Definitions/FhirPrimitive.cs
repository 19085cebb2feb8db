namespace Integration.Fhir.Definitions;

/// <summary>The primitive types (FHIR R4, datatypes.html); <see cref="None"/> for what has children only.</summary>
internal enum FhirPrimitive
{
    None,
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
}
