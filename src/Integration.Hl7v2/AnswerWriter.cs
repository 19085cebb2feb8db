using System.Diagnostics;
using System.Globalization;
using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>Writes an answer in the request's delimiters, version and character set. Texts of ours are escaped; fields of the request are echoed as sent.</summary>
internal sealed class AnswerWriter(MessageHeader? request)
{
    private const string DefaultVersion = "2.5.1";

    /// <summary>More reasons than this help nobody; the first ones stand.</summary>
    private const int MaxErrors = 20;

    private readonly Hl7Delimiters delimiters = request?.Delimiters ?? Hl7Delimiters.Standard;
    private readonly StringBuilder text = new();

    /// <summary>MSH, MSA and the reasons.</summary>
    /// <param name="accept">MSH-15 of the answer.</param>
    /// <param name="application">MSH-16 of the answer.</param>
    public void Head(Acknowledgement answer, AnswerType type, string accept, string application)
    {
        var version = request?.Version;
        List<string> fields =
        [
            delimiters.EncodingCharacters, Echo(5), Echo(6), Echo(3), Echo(4), Stamp(answer.Time), "", type.ToField(version, delimiters), Text(answer.ControlId),
            request is { ProcessingId.Length: > 0 } ? Echo(11) : "P", version is { Length: > 0 } ? Echo(12) : DefaultVersion,
            "", "", accept, application, "", CharacterSet(),
        ];
        Segment("MSH", [.. fields]);
        var hasErrorFields = AnswerType.HasErrorFields(version);
        Segment("MSA", answer.Code.ToString(), Echo(10), !hasErrorFields && answer.Errors is [var first, ..] ? Text(first.UserMessage) : "");
        var errors = answer.Errors.Take(MaxErrors).ToList();
        if (hasErrorFields)
        {
            errors.ForEach(error => Segment("ERR", "", Location(error.Location), Condition(error.Condition, (char)delimiters.Component), "E", "", "", "", Text(error.UserMessage)));
        }
        else if (errors.Count > 0)
        {
            Segment("ERR", string.Join((char)delimiters.Repetition, errors.Select(OldLocation)));
        }
    }

    /// <summary>Fields at the end that are empty are left out, save the second of MSA, which a receiver looks for.</summary>
    public void Segment(string name, params ReadOnlySpan<string> fields)
    {
        var least = name == "MSA" ? 2 : 0;
        while (fields.Length > least && fields[^1].Length == 0)
        {
            fields = fields[..^1];
        }

        text.Append(name);
        foreach (var field in fields)
        {
            text.Append((char)delimiters.Field).Append(field);
        }

        text.Append('\r');
    }

    /// <summary>A text of ours.</summary>
    public string Text(string words) => Escapes.Encode(Charsets.Expressible(Charset, words), delimiters);

    public byte[] ToBytes() => Charsets.Encode(Charset, text.ToString());

    public static string Stamp(DateTimeOffset time) => time.ToString("yyyyMMddHHmmss.fffzzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    /// <summary>MSH-18 as sent, unless a byte-order mark contradicted it: the answer would then not be what it says.</summary>
    private string CharacterSet() =>
        request is not { DeclaredCharset.Length: > 0 } ? ""
        : Charset == Hl7Charset.Ascii || CharacterSets.FromDeclared(Encoding.ASCII.GetBytes(request.DeclaredCharset)) == Charset ? Echo(18)
        : Text(CharacterSets.Declaration(Charset));

    private Hl7Charset Charset => request?.Charset ?? Hl7Charset.Utf8;

    /// <summary>As sent, escapes and all; control characters would break the answer's own framing.</summary>
    public static string Echo(string raw) => raw.AsSpan().ContainsAnyInRange('\0', '\x1F') || raw.AsSpan().ContainsAnyInRange('\x7F', '\x9F') ? string.Concat(raw.Where(character => !char.IsControl(character))) : raw;

    private string Echo(int field) => request is null ? "" : Echo(request.Raw(field));

    /// <summary>ERR-2, type ERL: segment, its occurrence, field, repetition, component, sub-component.</summary>
    private string Location(Hl7Location location)
    {
        int[] numbers = [location.Occurrence, location.Field, location.Repetition, location.Component, location.SubComponent];
        var last = Array.FindLastIndex(numbers, number => number > 0);
        return string.Join((char)delimiters.Component, numbers.Take(last + 1).Select(Number).Prepend(location.Segment));
    }

    /// <summary>ERR-1 before 2.5, type ELD: segment, its occurrence, field, and the code with its parts as sub-components.</summary>
    private string OldLocation(AcknowledgementError error)
    {
        var code = delimiters.SubComponent is { } separator ? Condition(error.Condition, (char)separator) : Number((int)error.Condition);
        return string.Join((char)delimiters.Component, error.Location.Segment, Number(error.Location.Occurrence), Number(error.Location.Field), code);
    }

    private static string Number(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    private static string Condition(ErrorCondition condition, char separator) => $"{Number((int)condition)}{separator}{Words(condition)}{separator}HL70357";

    private static string Words(ErrorCondition condition) =>
        condition switch
        {
            ErrorCondition.SegmentSequenceError => "Segment sequence error",
            ErrorCondition.RequiredFieldMissing => "Required field missing",
            ErrorCondition.DataTypeError => "Data type error",
            ErrorCondition.TableValueNotFound => "Table value not found",
            ErrorCondition.UnsupportedMessageType => "Unsupported message type",
            ErrorCondition.UnsupportedEventCode => "Unsupported event code",
            ErrorCondition.UnsupportedProcessingId => "Unsupported processing id",
            ErrorCondition.UnsupportedVersionId => "Unsupported version id",
            ErrorCondition.UnknownKeyIdentifier => "Unknown key identifier",
            ErrorCondition.DuplicateKeyIdentifier => "Duplicate key identifier",
            ErrorCondition.ApplicationInternalError => "Application internal error",
            _ => throw new UnreachableException(),
        };
}
