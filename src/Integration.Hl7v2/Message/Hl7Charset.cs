namespace Integration.Hl7v2.Message;

/// <summary>The character sets this library reads (HL7 table 0211 and Windows). All but UTF-16 contain ASCII byte for byte, so delimiters are single bytes.</summary>
public enum Hl7Charset
{
    Utf8,
    Iso88591,
    Windows1252,
    Ascii,

    /// <summary>Told by the byte-order mark or by the zeros between the letters, never by MSH-18.</summary>
    Utf16LittleEndian,

    /// <summary>Told by the byte-order mark or by the zeros between the letters, never by MSH-18.</summary>
    Utf16BigEndian,

    Iso88592,
    Iso88593,
    Iso88594,
    Iso88595,
    Iso88596,
    Iso88597,
    Iso88598,
    Iso88599,
    Iso885915,
    Windows1250,
    Windows1251,
}
