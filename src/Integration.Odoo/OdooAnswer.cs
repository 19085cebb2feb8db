using System.Text.Json;

namespace Integration.Odoo;

/// <summary>
/// What a method answered. A method that returns nothing in Python (<c>button_cancel</c>) answers without a value: that is success.
/// </summary>
public readonly record struct OdooAnswer
{
    private readonly JsonElement? _value;

    internal OdooAnswer(JsonElement value) => _value = value;

    public static OdooAnswer Void => default;

    public bool IsVoid => _value is null or { ValueKind: JsonValueKind.Null };

    /// <summary>The value; of kind <c>Undefined</c> when there is none.</summary>
    public JsonElement Value => _value ?? default;

    /// <summary>The method answered a window to open (a wizard), which means that nothing was done yet: a transfer that asks about its backorder.</summary>
    public bool IsAction => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String && type.GetString()!.StartsWith("ir.actions.", StringComparison.Ordinal);

    public bool IsTrue => Value.ValueKind == JsonValueKind.True;

    /// <exception cref="OdooFault">The answer has another shape.</exception>
    public long Id() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out var id) ? id : throw OdooFaults.Shape("a number");

    /// <exception cref="OdooFault">The answer has another shape.</exception>
    public IReadOnlyList<long> Ids() => Value.ValueKind == JsonValueKind.Array && Value.EnumerateArray().All(id => id.ValueKind == JsonValueKind.Number)
        ? [.. Value.EnumerateArray().Select(id => id.GetInt64())]
        : throw OdooFaults.Shape("a list of ids");

    /// <exception cref="OdooFault">The answer has another shape.</exception>
    public IReadOnlyList<ReadRecord> Records() => Value.ValueKind == JsonValueKind.Array && Value.EnumerateArray().All(record => record.ValueKind == JsonValueKind.Object)
        ? [.. Value.EnumerateArray().Select(record => new ReadRecord(record))]
        : throw OdooFaults.Shape("a list of records");
}
