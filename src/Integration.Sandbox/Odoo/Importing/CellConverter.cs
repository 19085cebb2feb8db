using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Importing;

/// <summary>A cell that does not fit its field. <c>{field}</c> stands for the field's label.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "Caught two calls above, never by anybody else.")]
internal sealed class CellError(string message) : Exception(message);

/// <summary>Turns cells into values. Times are read in the context's zone, else in the user's.</summary>
internal sealed class CellConverter(OdooEnvironment env, Action<string> aboutToResolve)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(env.Context["tz"]?.GetValue<string>() ?? env.User.Text("tz") ?? "UTC");

    /// <summary>Converts what fits and hands every error over, with the name of the field.</summary>
    public FieldValues Convert(ModelDefinition model, RawRecord raw, Action<string, string> onError)
    {
        var values = new FieldValues();
        foreach (var (name, cell) in raw.Cells.Where(cell => cell.Key is not ("id" or ".id" or "")))
        {
            var parts = name.Split('.');
            var field = model.Fields[parts[0]];
            try
            {
                if (parts.Length == 2) values[field.Name] = With(values.GetValueOrDefault(field.Name) as PropertyValues, parts[1], Property(field, parts[1], cell));
                else values[name] = cell is RawRecord[] below ? Related(field, below) : Plain(field, cell);
            }
            catch (CellError error)
            {
                onError(name, error.Message);
            }
        }

        return values;
    }

    private static PropertyValues With(PropertyValues? some, string name, JsonNode? value) =>
        new(new Dictionary<string, JsonNode?>(some?.Values ?? new Dictionary<string, JsonNode?>()) { [name] = value });

    private JsonNode? Property(FieldDefinition field, string name, object? cell) => Plain(new FieldDefinition(name, Properties.TypeOf(env, field, name), name), cell) switch
    {
        decimal number => number,
        string text => text,
        bool flag => flag,
        _ => null,
    };

    private object? Plain(FieldDefinition field, object? cell)
    {
        if (ImportRows.IsEmpty(cell)) return field.Type == FieldType.Boolean ? false : null;
        var text = System.Convert.ToString(cell, CultureInfo.InvariantCulture)!;
        return field.Type switch
        {
            FieldType.Boolean => cell is string ? Flag(text) : throw OdooError.Attribute("'float' object has no attribute 'lower'"),
            FieldType.Integer => long.TryParse(text, CultureInfo.InvariantCulture, out var integer) ? integer : throw Unfit(text, "an integer"),
            FieldType.Float => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Unfit(text, "a number"),
            FieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : throw Unfit(text, "a valid date"),
            FieldType.Datetime => Instant(text),
            FieldType.Selection => Choice(field, text),
            FieldType.Json or FieldType.Properties => Json(text),
            FieldType.Char or FieldType.Text or FieldType.Html or FieldType.Many2one or FieldType.One2many or FieldType.Many2many => text,
            _ => throw new UnreachableException(),
        };
    }

    private static CellError Unfit(string text, string kind) => new($"'{text}' does not seem to be {kind} for field '{{field}}'");

    /// <summary>What is neither yes nor no counts as yes, with a warning that nobody here reads.</summary>
    private static bool Flag(string text) => text.ToUpperInvariant() is not ("0" or "FALSE" or "NO");

    private string Instant(string text)
    {
        if (!DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            throw Unfit(text, "a valid datetime");
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static string Choice(FieldDefinition field, string text)
    {
        var choice = field.Selection.FirstOrDefault(item => item.Key.Equals(text, StringComparison.OrdinalIgnoreCase) || item.Label.Equals(text, StringComparison.OrdinalIgnoreCase));
        return choice.Key ?? throw new CellError($"Value '{text}' not found in selection field '{{field}}'");
    }

    private static string Json(string text)
    {
        try
        {
            return JsonNode.Parse(text)!.ToJsonString();
        }
        catch (JsonException)
        {
            throw Unfit(text, "a valid JSON");
        }
    }

    private object? Related(FieldDefinition field, RawRecord[] below)
    {
        if (field.Type == FieldType.One2many) return below.Select(line => Line(field, line)).ToList();
        if (below.Length == 0) return field.Type == FieldType.Many2many ? Array.Empty<long>() : null;
        var (subfield, reference) = below[0].Cells.Single();
        return field.Type == FieldType.Many2many
            ? reference!.ToString()!.Split(',').Select(one => Resolve(field, subfield, one) ?? 0).ToArray()
            : Resolve(field, subfield, System.Convert.ToString(reference, CultureInfo.InvariantCulture)!);
    }

    private LineWrite Line(FieldDefinition field, RawRecord line)
    {
        var model = ModelCatalog.Models[field.Relation!];
        var values = Convert(model, line, (name, message) =>
            throw new CellError(message.Replace("{field}", $"{{field}}/{model.Fields[name].Label}", StringComparison.Ordinal)));
        if (line.Text(".id") is { } number) return new LineWrite(Resolve(field, ".id", number), values);
        if (line.Text("id") is not { } externalId) return new LineWrite(null, values);
        externalId = Importer.FullName(externalId);
        // Asked now and not when it is written: two rows that make the same line in one call make it twice.
        return env.Store.Resolve(externalId) is { } known ? new LineWrite(known.Id, values) : new LineWrite(null, values, externalId);
    }

    private long? Resolve(FieldDefinition field, string subfield, string reference)
    {
        long? found = null;
        if (subfield == ".id")
        {
            if (reference is "0" or "False" or "") return null;
            if (!long.TryParse(reference, CultureInfo.InvariantCulture, out var id)) throw new CellError($"Invalid database id '{reference}' for the field '{{field}}'");
            found = env.Store.Find(field.Relation!, id)?.Id;
        }
        else if (subfield == "id")
        {
            var name = Importer.FullName(reference);
            aboutToResolve(name);
            var record = env.Store.Resolve(name);
            if (record is not null && record.Model.Name != field.Relation)
                throw new CellError($"Invalid external ID {name}: expected model '{field.Relation}', found '{record.Model.Name}'");
            found = record?.Id;
        }
        else found = env.Store.All(field.Relation!).FirstOrDefault(record => RecordJson.DisplayName(env, record) == reference)?.Id;

        var kind = subfield switch { ".id" => "database id", "id" => "external id", _ => "name" };
        return found ?? throw new CellError($"No matching record found for {kind} '{reference}' in field '{{field}}'");
    }
}
