using System.Text.Json;
using Integration.Odoo.Wire;

namespace Integration.Odoo;

/// <summary>A record as <c>read</c> answers it. Odoo writes an empty field of any type as <c>false</c>: here it is null.</summary>
public readonly record struct ReadRecord
{
    internal ReadRecord(JsonElement json) => Json = json;

    public JsonElement Json { get; }

    public long Id => Json.GetProperty("id").GetInt64();

    public bool Has(string field) => Json.TryGetProperty(field, out _);

    public string? Text(string field) => Json.GetProperty(field) is { ValueKind: not (JsonValueKind.False or JsonValueKind.Null) } value ? value.GetString() : null;

    /// <summary>A number is never empty in Odoo: an unset one is 0.</summary>
    public decimal Number(string field) => Json.GetProperty(field) is { ValueKind: JsonValueKind.Number } value ? value.GetDecimal() : 0;

    public bool Flag(string field) => Json.GetProperty(field).ValueKind == JsonValueKind.True;

    /// <summary>A many2one: <c>[id, name]</c>, or the id alone where it was read without names.</summary>
    public ReadReference? Reference(string field)
    {
        var value = Json.GetProperty(field);
        if (value.ValueKind == JsonValueKind.Number) return new ReadReference(value.GetInt64(), "");
        if (value.ValueKind != JsonValueKind.Array) return null;
        return new ReadReference(value[0].GetInt64(), value[1].ValueKind == JsonValueKind.String ? value[1].GetString()! : "");
    }

    /// <summary>A one2many or many2many.</summary>
    public IReadOnlyList<long> Ids(string field) =>
        Json.GetProperty(field) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray().Select(id => id.GetInt64())] : [];

    /// <summary>A date-time; <c>read</c> always answers UTC.</summary>
    public DateTimeOffset? Instant(string field) => Text(field) is { } text ? OdooFormats.ParseInstant(text) : null;

    public DateOnly? Date(string field) => Text(field) is { } text ? OdooFormats.ParseDate(text) : null;
}

/// <summary>What a many2one points to.</summary>
public readonly record struct ReadReference(long Id, string Name);

/// <summary>
/// What an external id points to. No <paramref name="Id"/> when the record is archived, gone or not for this user's eyes; also for a while after a failed
/// <c>load()</c> that had made it: Odoo 19 caches the name and forgets to forget it.
/// </summary>
public readonly record struct OdooObjectReference(string Model, long? Id);

/// <summary>A field as <c>fields_get</c> describes it.</summary>
/// <param name="Name">Technical name.</param>
/// <param name="Type">Odoo's type: char, many2one, datetime…</param>
/// <param name="Relation">The other model, for relational types.</param>
/// <param name="Required">May not be empty.</param>
/// <param name="ReadOnly">Computed, or not to be written by hand.</param>
/// <param name="Label">English label.</param>
public sealed record OdooField(string Name, string Type, string? Relation, bool Required, bool ReadOnly, string Label)
{
    /// <summary>Of a properties field: the many2one to the record that defines the properties, and its field that does.</summary>
    public (string Record, string Field)? DefinedBy { get; init; }
}

/// <summary>What <c>common.version</c> says, such as <c>19.0</c> and 19.</summary>
public sealed record OdooVersion(string Text, int Major)
{
    /// <summary>Both protocols have their own word for it. Hosted versions read "saas~18.3", packaged ones "17.0-20240101".</summary>
    internal static OdooVersion Read(OdooAnswer answer)
    {
        if ((OdooReply.Text(answer.Value, "server_version") ?? OdooReply.Text(answer.Value, "version")) is not { } text) throw OdooFaults.Shape("a version");
        var major = text[(text.IndexOf('~', StringComparison.Ordinal) + 1)..].Split('.')[0];
        return new OdooVersion(text, int.TryParse(major, out var number) ? number : throw OdooFaults.Shape("a version"));
    }
}
