using System.Text.Json;

namespace Integration.Odoo.Wire;

/// <summary>Reads <c>{"ids": [...] or false, "messages": [...]}</c>.</summary>
internal static class LoadAnswer
{
    public static OdooLoad Read(OdooAnswer answer)
    {
        var json = answer.Value;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("ids", out var ids)) throw OdooFaults.Shape("that of load()");
        var messages = json.TryGetProperty("messages", out var found) && found.ValueKind == JsonValueKind.Array
            ? found.EnumerateArray().Select(Message).ToArray()
            : [];
        if (ids.ValueKind == JsonValueKind.Array) return new OdooLoad(new OdooAnswer(ids).Ids(), messages);
        if (messages.Length == 0) throw OdooFaults.Shape("that of load(): nothing was loaded and nothing is said about it");
        if (MayBeAnEcho(messages)) messages[0] = messages[0] with { IsDoubtful = true };
        return new OdooLoad(null, messages);
    }

    /// <summary>
    /// When a batch is refused as a whole, Odoo 19 tries its records one by one and then puts the batch's error in front, under the name of the batch's first
    /// record, whoever it was about (odoo/orm/models.py, load). It cannot be told from a true error of that record.
    /// </summary>
    private static bool MayBeAnEcho(OdooLoadMessage[] messages) =>
        messages[0] is { IsError: true, Field: null } first && messages.Any(other => other.IsError && other.Record != first.Record);

    private static OdooLoadMessage Message(JsonElement message)
    {
        var text = Text(message, "message") ?? "";
        var meaning = OdooFaults.OfLoad(text);
        var rows = message.TryGetProperty("rows", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new OdooLoadMessage(
            Number(rows, "from"), Number(rows, "to"), Number(message, "record"), Text(message, "field"), Text(message, "type") != "warning", OdooFaults.Sentence(text), meaning.Kind)
        {
            Remedy = meaning.Remedy,
        };
    }

    private static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
