using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Models;

namespace Integration.Sandbox.Odoo.Records;

/// <summary>Values to write, by field. A one2many is a list of <see cref="LineWrite"/>.</summary>
internal sealed class FieldValues : Dictionary<string, object?>
{
    public FieldValues() { }

    public FieldValues(IEnumerable<KeyValuePair<string, object?>> values) : base(values) { }
}

/// <summary>Links to add to those of a many2many.</summary>
internal sealed record MoreLinks(IReadOnlyList<long> Ids);

/// <summary>One line below a record: created (no id), written, or deleted (no values).</summary>
internal sealed record LineWrite(long? Id, FieldValues? Values, string? ExternalId = null);

/// <summary>A login of Odoo's web client, and whether it has shown its password a moment ago.</summary>
internal sealed class WebSession(long user)
{
    public long User { get; } = user;

    public bool IsIdentityChecked { get; set; }
}

/// <summary>One call's view of the records: who calls, in which context, at what time. What Odoo calls <c>env</c>.</summary>
internal sealed class OdooEnvironment
{
    private readonly TimeProvider _time;

    public OdooEnvironment(RecordStore store, Record user, JsonObject context, TimeProvider time, bool isSuperuser = false)
    {
        Store = store;
        User = user;
        Context = context;
        IsSuperuser = isSuperuser;
        _time = time;
        var own = user.Links("company_ids");
        Companies = (context["allowed_company_ids"] as JsonArray)?.Select(id => id!.GetValue<long>()).ToArray() ?? [user.Link("company_id") ?? 0, .. own];
        if (!isSuperuser && Companies.Any(company => !own.Contains(company)))
            throw OdooError.Access("Access to unauthorized or invalid companies.");
    }

    public RecordStore Store { get; }

    public Record User { get; }

    public JsonObject Context { get; }

    /// <summary>What the caller has shown of itself over HTTP; null over /jsonrpc, where nothing asks for an identity.</summary>
    public WebSession? Session { get; init; }

    /// <summary>Rights are not asked: what Odoo does on its own account within a call.</summary>
    public bool IsSuperuser { get; }

    public IReadOnlyList<long> Companies { get; }

    public string Now => _time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public DateTimeOffset Clock => _time.GetUtcNow();

    public string Today => Now[..10];

    public OdooEnvironment Sudo() => IsSuperuser ? this : new(Store, User, Context, _time, isSuperuser: true) { Session = Session };

    public Record Browse(string model, long id) => Store.Find(model, id) ?? throw OdooError.Missing(model, id, User.Id.ToString(CultureInfo.InvariantCulture));

    public object? Get(Record record, string field)
    {
        if (field == "id") return record.Id;
        var definition = record.Model.Fields[field];
        if (definition.IsComputed) return ModelBehaviour.Of(record.Model.Name).Compute(this, record, field);
        return definition.Type == FieldType.One2many
            ? Store.Pointing(definition.Relation!, definition.Inverse!, record.Id).Select(line => line.Id).ToArray()
            : record[field];
    }

    public IReadOnlyList<Record> Lines(Record record, string field) =>
        Store.Pointing(record.Model.Fields[field].Relation!, record.Model.Fields[field].Inverse!, record.Id);

    public Record? Follow(Record record, string field) =>
        Get(record, field) is long id ? Store.Find(record.Model.Fields[field].Relation!, id) : null;

    public Record Create(string model, FieldValues given)
    {
        var definition = ModelCatalog.Models[model];
        AccessRules.Check(this, definition, "create");
        var behaviour = ModelBehaviour.Of(model);
        var values = new FieldValues(given.Where(pair => pair.Value is not List<LineWrite>));
        foreach (var field in definition.Fields.Values.Where(field => field.Default is not null && !values.ContainsKey(field.Name)))
            values[field.Name] = Default(field);
        behaviour.SetDefaults(this, values);
        var record = Store.Insert(definition);
        Put(record, values);
        foreach (var field in definition.Fields.Values.Where(field => field.IsRequired && record[field.Name] is null)) throw OdooError.NotNull(definition, field);
        Stamp(record, "create");
        WriteLines(record, given);
        // What is given wins over what its lines brought about.
        Put(record, values);
        if (model == "ir.model.data") Store.Know(record);
        behaviour.Created(this, record, given.Keys.ToHashSet());
        AccessRules.CheckRecord(this, record, "create");
        return record;
    }

    public void Write(Record record, FieldValues values)
    {
        AccessRules.Check(this, record.Model, "write");
        AccessRules.CheckRecord(this, record, "write");
        var behaviour = ModelBehaviour.Of(record.Model.Name);
        behaviour.Writing(this, record, values);
        Put(record, values);
        foreach (var field in values.Keys.Select(name => record.Model.Fields[name]).Where(field => field.IsRequired && !field.IsComputed && record[field.Name] is null))
            throw OdooError.NotNull(record.Model, field);
        Stamp(record, "write");
        WriteLines(record, values);
        Put(record, values);
        behaviour.Written(this, record, values.Keys.ToHashSet());
        AccessRules.CheckRecord(this, record, "write");
    }

    public void Unlink(Record record)
    {
        AccessRules.Check(this, record.Model, "unlink");
        AccessRules.CheckRecord(this, record, "unlink");
        ModelBehaviour.Of(record.Model.Name).Unlinking(this, record);
        foreach (var line in record.Model.Fields.Values.Where(field => field.OwnsLines).SelectMany(field => Lines(record, field.Name))) Store.Remove(line);
        Store.Remove(record);
    }

    private void Put(Record record, FieldValues values)
    {
        foreach (var (name, value) in values)
        {
            if (value is List<LineWrite> || record.Model.Fields[name].IsComputed) continue;
            var digits = record.Model.Fields[name].Digits;
            // Odoo keeps a number that was cleared as 0.
            var kept = value switch
            {
                MoreLinks more => record.Links(name).Union(more.Ids).ToArray(),
                PropertyValues some => some.Into(record.Text(name)),
                _ => value ?? Zero(record.Model.Fields[name].Type),
            };
            Store.Put(record, name, kept is decimal number && digits is { } places ? Math.Round(number, places, MidpointRounding.AwayFromZero) : kept);
        }
    }

    private void WriteLines(Record record, FieldValues values)
    {
        foreach (var (name, value) in values)
        {
            if (value is not List<LineWrite> lines) continue;
            var field = record.Model.Fields[name];
            foreach (var line in lines)
            {
                if (line is { Id: { } id, Values: null })
                {
                    Unlink(Browse(field.Relation!, id));
                    continue;
                }

                var cells = new FieldValues(line.Values!) { [field.Inverse!] = record.Id };
                if (line.Id is { } known)
                {
                    Write(Browse(field.Relation!, known), cells);
                    continue;
                }

                var made = Create(field.Relation!, cells);
                if (line.ExternalId is not null) Store.Bind(line.ExternalId, made);
            }
        }
    }

    /// <summary>A value that Odoo computes and stores was written on it.</summary>
    public void Touch(Record record) => Stamp(record, "write");

    private void Stamp(Record record, string act)
    {
        if (act == "create")
        {
            Store.Put(record, "create_uid", User.Id);
            Store.Put(record, "create_date", Now);
        }

        Store.Put(record, "write_uid", User.Id);
        Store.Put(record, "write_date", Now);
    }

    private static object? Zero(FieldType type) => type == FieldType.Float ? 0m : type == FieldType.Integer ? 0L : null;

    private static object Default(FieldDefinition field)
    {
        if (field.Type == FieldType.Boolean) return field.Default == "1";
        if (field.Type == FieldType.Integer) return long.Parse(field.Default!, CultureInfo.InvariantCulture);
        return field.Type == FieldType.Float ? decimal.Parse(field.Default!, CultureInfo.InvariantCulture) : field.Default!;
    }
}
