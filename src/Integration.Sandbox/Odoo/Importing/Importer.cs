using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Importing;

/// <summary>
/// <c>load()</c>: the whole batch first; where that fails, record by record to name the guilty, until ten errors; then everything is undone. The batch's own
/// error is put in front under the first record's name, as Odoo does.
/// </summary>
internal sealed class Importer(OdooEnvironment env, ModelDefinition model)
{
    private readonly List<JsonObject> _messages = [];
    private readonly List<Pending> _batch = [];
    private readonly List<long> _ids = [];

    private sealed record Pending(string? ExternalId, long? Id, FieldValues Values, int From, int To, int Number);

    public static string FullName(string externalId) => externalId.Contains('.', StringComparison.Ordinal) ? externalId : "__import__." + externalId;

    public JsonObject Load(JsonArray fields, JsonArray rows)
    {
        string[][] paths = [.. fields.Select(field => field!.GetValue<string>().Split('/'))];
        object?[][] cells = [.. rows.Select(row => row!.AsArray().Select(Cell).ToArray())];
        var start = env.Store.Savepoint();
        var converter = new CellConverter(env, name => FlushIf(name));
        var number = 0;
        foreach (var raw in ImportRows.Cut(model, paths, cells))
        {
            var info = new Pending(raw.Text("id") is { } id ? FullName(id) : null, Known(raw, number), [], raw.From, raw.To, number++);
            var values = converter.Convert(model, raw, (field, message) =>
                Say(info, message.Replace("{field}", model.Fields[field].Label, StringComparison.Ordinal), field));
            _batch.Add(info with { Values = values });
        }

        Flush();
        var failed = _messages.Exists(message => message["type"]!.GetValue<string>() == "error");
        if (failed) env.Store.RollBack(start);
        return new JsonObject
        {
            ["ids"] = failed ? false : new JsonArray([.. _ids.Select(id => (JsonNode)id)]),
            ["messages"] = new JsonArray([.. _messages]),
            ["nextrow"] = 0,
        };
    }

    /// <summary>An object as a cell kills the whole call.</summary>
    private static object? Cell(JsonNode? cell)
    {
        if (cell is null) return null;
        if (cell is not JsonValue value) throw OdooError.Type("unhashable type: 'dict'");
        if (value.TryGetValue(out string? text)) return text;
        return value.TryGetValue(out decimal number) ? number : value.GetValue<bool>();
    }

    private long? Known(RawRecord raw, int number)
    {
        if (raw.Text(".id") is not { } text) return null;
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var id) && env.Store.Find(model.Name, id) is not null) return id;
        Say(new Pending(null, null, [], raw.From, raw.To, number), $"Unknown database identifier '{text}'", ".id");
        return null;
    }

    /// <summary>A reference to a record of this very batch needs it to be there.</summary>
    private void FlushIf(string externalId)
    {
        if (_batch.Exists(pending => pending.ExternalId == externalId)) Flush();
    }

    private void Flush()
    {
        if (_batch.Count == 0) return;
        Pending[] batch = [.. _batch];
        _batch.Clear();
        JsonObject? whole = null;
        var before = env.Store.Savepoint();
        try
        {
            _ids.AddRange(Save(batch));
            return;
        }
        catch (OdooError error)
        {
            env.Store.RollBack(before);
            if (error.IsForPeople) whole = Message(batch[0], error.Message, null);
        }

        var errors = 0;
        for (var number = 0; number < batch.Length; number++)
        {
            var savepoint = env.Store.Savepoint();
            try
            {
                _ids.AddRange(Save([batch[number]]));
            }
            catch (OdooError error)
            {
                env.Store.RollBack(savepoint);
                errors++;
                Report(batch[number], error);
            }

            if (errors < 10 || errors < (number + 1) / 10.0) continue;
            _messages.Add(new JsonObject
            {
                ["type"] = "warning",
                ["message"] = "Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors.",
            });
            break;
        }

        if (errors > 0 && whole is not null && !_messages.Exists(message => JsonNode.DeepEquals(message, whole))) _messages.Insert(0, whole);
    }

    /// <summary>Updates first, then creates, as Odoo does; known external ids are looked up before either.</summary>
    private IEnumerable<long> Save(IReadOnlyList<Pending> batch)
    {
        var records = new Record?[batch.Count];
        for (var place = 0; place < batch.Count; place++)
        {
            var known = batch[place].ExternalId is { } name ? env.Store.Resolve(name) : batch[place].Id is { } id ? env.Browse(model.Name, id) : null;
            if (known is not null && known.Model != model)
                throw OdooError.Validation($"For external id {batch[place].ExternalId} when trying to create/update a record of model {model.Name} found record of different model {known.Model.Name}");
            records[place] = known;
        }

        for (var place = 0; place < batch.Count; place++)
            if (records[place] is { } record && !IsKept(batch[place])) env.Write(record, batch[place].Values);
        for (var place = 0; place < batch.Count; place++) records[place] ??= Create(batch[place]);
        return records.Select(record => record!.Id);
    }

    /// <summary>What was loaded with <c>noupdate</c> is left alone by a load in the mode of module updates.</summary>
    private bool IsKept(Pending pending) =>
        env.Context["mode"]?.GetValue<string>() == "update" && pending.ExternalId is { } name && env.Store.Data(name)?.Flag("noupdate") == true;

    private Record Create(Pending pending)
    {
        if (pending.ExternalId is not null && env.Store.Resolve(pending.ExternalId) is { } twin)
        {
            if (!IsKept(pending)) env.Write(twin, pending.Values);
            return twin;
        }

        var made = env.Create(model.Name, pending.Values);
        if (pending.ExternalId is null) return made;
        env.Store.Bind(pending.ExternalId, made, noUpdate: env.Context["noupdate"]?.GetValue<bool>() == true);
        if (made.Model.Name == "product.product") env.Store.Bind(pending.ExternalId + "_product_template", env.Follow(made, "product_tmpl_id")!);
        return made;
    }

    private void Report(Pending pending, OdooError error)
    {
        if (error.Column is { } column) Say(pending, error.AsSeenFrom(model), error.Model == model ? column.Name : null);
        else if (error.IsForPeople) Say(pending, error.Message, null);
        else Say(pending, $"Unknown error during import: <class '{error.Name.Replace("builtins.", "", StringComparison.Ordinal)}'>: {error.Message}", null);
    }

    private void Say(Pending pending, string text, string? field) => _messages.Add(Message(pending, text, field));

    private static JsonObject Message(Pending pending, string text, string? field)
    {
        var message = new JsonObject
        {
            ["rows"] = new JsonObject { ["from"] = pending.From, ["to"] = pending.To },
            ["record"] = pending.Number,
            ["type"] = "error",
            ["message"] = text,
        };
        if (field is not null) message["field"] = field;
        return message;
    }
}
