using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Odoo.Reading;
using Integration.Odoo.Wire;

namespace Integration.Odoo;

/// <summary>
/// Typed calls to one Odoo database, over <c>/jsonrpc</c> or <c>/json/2</c>. Safe for concurrent use; keep one per database, since it holds the login and the
/// circuit. It repeats nothing that may have been done: every method throws <see cref="OdooFault"/> for refusals and outages.
/// </summary>
public sealed class OdooClient
{
    private const int MostKeys = 100;

    private readonly OdooSession _session;

    /// <param name="http">Its own time-out should not be shorter than the connection's; redirects should be off.</param>
    /// <param name="connection">Where and who.</param>
    /// <param name="time">Counts time-outs and the pause of an open circuit.</param>
    /// <exception cref="ArgumentException">The connection's settings cannot be used; the message names every error.</exception>
    public OdooClient(HttpClient http, OdooConnection connection, TimeProvider time)
    {
        var errors = connection.Errors();
        if (errors.Count > 0) throw new ArgumentException(string.Join(' ', errors), nameof(connection));
        _session = new OdooSession(http, connection, time);
        MaxConcurrentCalls = connection.MaxConcurrentCalls;
    }

    /// <summary>As in <see cref="OdooConnection.MaxConcurrentCalls"/>.</summary>
    public int MaxConcurrentCalls { get; }

    /// <summary>What is spoken with Odoo; null before the first login.</summary>
    public OdooProtocol? Protocol => _session.Protocol;

    /// <summary>Asks without a login.</summary>
    public Task<OdooVersion> VersionAsync(CancellationToken cancellation) => _session.VersionAsync(cancellation);

    /// <summary>Logs in and answers the user's id.</summary>
    public Task<long> LogInAsync(CancellationToken cancellation) => _session.LogInAsync(cancellation);

    /// <summary>
    /// Any method of any model. A method on records takes the list of their ids as its first argument; give what follows by name, unless it is one of the common
    /// methods whose arguments this library knows.
    /// </summary>
    /// <exception cref="ArgumentException">An argument by place that has no name here, or a null id.</exception>
    public Task<OdooAnswer> CallAsync(
        string model, string method, JsonArray arguments, JsonObject named, OdooContext context, CancellationToken cancellation)
    {
        var withContext = named.DeepClone().AsObject();
        withContext["context"] = context.ToJson();
        return _session.ExecuteAsync(new OdooCall(model, method, arguments, withContext), cancellation);
    }

    /// <summary>A method on records without further arguments: a button, an action.</summary>
    public Task<OdooAnswer> CallAsync(string model, string method, IReadOnlyCollection<long> ids, OdooContext context, CancellationToken cancellation) =>
        CallAsync(model, method, new JsonArray(Some(ids)), [], context, cancellation);

    /// <summary>Odoo's import: creates or updates by external id, all rows or none.</summary>
    /// <param name="model">Model of the records.</param>
    /// <param name="fields">Column names; every row fills all of them.</param>
    /// <param name="rows">One line of cells each; further lines of a record leave its header cells empty.</param>
    /// <param name="context">Companies and further keys.</param>
    /// <param name="cancellation">Gives up waiting; Odoo may go on.</param>
    public async Task<OdooLoad> LoadAsync(
        string model, IReadOnlyList<string> fields, IReadOnlyList<IReadOnlyList<LoadCell>> rows, OdooContext context, CancellationToken cancellation)
    {
        if (rows.Count == 0 || rows.Any(row => row.Count != fields.Count))
            throw new ArgumentException("There must be rows, each with a cell for every field.", nameof(rows));
        var data = new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select(cell => cell.ToJson())]))]);
        var answer = await CallAsync(model, "load", new JsonArray(Strings(fields), data), [], context, cancellation);
        return LoadAnswer.Read(answer);
    }

    /// <summary>Records in the order of the ids; those that no longer exist are left out, so compare what was asked with what came.</summary>
    public async Task<IReadOnlyList<ReadRecord>> ReadAsync(
        string model, IReadOnlyCollection<long> ids, IReadOnlyList<string> fields, OdooContext context, CancellationToken cancellation)
    {
        if (ids.Count == 0) return [];
        return (await CallAsync(model, "read", new JsonArray(Some(ids), Strings(fields)), [], context, cancellation)).Records();
    }

    /// <summary>The same with nothing but the id of what a many2one points to: Odoo need not work out names, which takes it longer than all the rest.</summary>
    public async Task<IReadOnlyList<ReadRecord>> ReadWithoutNamesAsync(
        string model, IReadOnlyCollection<long> ids, IReadOnlyList<string> fields, OdooContext context, CancellationToken cancellation)
    {
        if (ids.Count == 0) return [];
        return (await CallAsync(model, "read", new JsonArray(Some(ids), Strings(fields)), new JsonObject { ["load"] = "_classic_write" }, context, cancellation)).Records();
    }

    /// <param name="model">Model of the records.</param>
    /// <param name="domain">Conditions.</param>
    /// <param name="fields">Fields to read; the id comes by itself.</param>
    /// <param name="limit">Most records of the answer, at least 1.</param>
    /// <param name="order">Such as <c>id</c> or <c>write_date desc, id</c>.</param>
    /// <param name="offset">Records to skip.</param>
    /// <param name="context">Companies and further keys, <c>active_test</c> for archived records.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<IReadOnlyList<ReadRecord>> SearchReadAsync(
        string model, OdooDomain domain, IReadOnlyList<string> fields, int limit, string order, int offset, OdooContext context, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var named = new JsonObject { ["fields"] = Strings(fields), ["limit"] = limit, ["order"] = order, ["offset"] = offset };
        return (await CallAsync(model, "search_read", new JsonArray(domain.ToJson()), named, context, cancellation)).Records();
    }

    /// <summary>Every record that fulfils the conditions, by id, page by page.</summary>
    /// <param name="model">Model of the records.</param>
    /// <param name="domain">Conditions.</param>
    /// <param name="fields">Fields to read; the id comes by itself.</param>
    /// <param name="context">Companies and further keys, <c>active_test</c> for archived records.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<IReadOnlyList<ReadRecord>> SearchReadAllAsync(string model, OdooDomain domain, IReadOnlyList<string> fields, OdooContext context, CancellationToken cancellation)
    {
        List<ReadRecord> records = [];
        IReadOnlyList<ReadRecord> page;
        do
        {
            page = await SearchReadAsync(model, domain, fields, RecordReader.PageSize, "id", records.Count, context, cancellation);
            records.AddRange(page);
        }
        while (page.Count == RecordReader.PageSize);
        return records;
    }

    public async Task<long> SearchCountAsync(string model, OdooDomain domain, OdooContext context, CancellationToken cancellation) =>
        (await CallAsync(model, "search_count", new JsonArray(domain.ToJson()), [], context, cancellation)).Id();

    /// <summary>The external id of each record, null where it has none. Needs only the right to read the records and creates nothing.</summary>
    public async Task<IReadOnlyDictionary<long, string?>> ExternalIdsAsync(string model, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0) return new Dictionary<long, string?>();
        var answer = (await CallAsync(model, "get_external_id", ids, OdooContext.Standard, cancellation)).Value;
        if (answer.ValueKind != JsonValueKind.Object) throw OdooFaults.Shape("a map of external ids");
        return answer.EnumerateObject().ToDictionary(
            entry => long.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture),
            entry => string.IsNullOrEmpty(entry.Value.GetString()) ? null : entry.Value.GetString());
    }

    /// <summary>What an external id (<c>module.name</c>) points to; null when Odoo knows no such external id.</summary>
    public async Task<OdooObjectReference?> CheckObjectReferenceAsync(string externalId, CancellationToken cancellation)
    {
        if (externalId.Split('.', 2) is not [{ Length: > 0 } module, { Length: > 0 } name])
            throw new ArgumentException("An external id is 'module.name'.", nameof(externalId));
        try
        {
            var answer = (await CallAsync("ir.model.data", "check_object_reference", [module, name], [], OdooContext.Standard, cancellation)).Value;
            if (answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != 2) throw OdooFaults.Shape("a model and an id");
            return new OdooObjectReference(answer[0].GetString()!, answer[1].ValueKind == JsonValueKind.Number ? answer[1].GetInt64() : null);
        }
        catch (OdooFault fault) when (fault.Kind == OdooFaultKind.MissingRecord)
        {
            return null;
        }
    }

    /// <summary>Whether the user may <c>read</c>, <c>create</c>, <c>write</c> or <c>unlink</c> the model; record rules may still refuse a record.</summary>
    public async Task<bool> HasAccessAsync(string model, string operation, CancellationToken cancellation) =>
        (await CallAsync(model, "has_access", new JsonArray(new JsonArray(), operation), [], OdooContext.Standard, cancellation)).IsTrue;

    public async Task<IReadOnlyDictionary<string, OdooField>> FieldsGetAsync(string model, CancellationToken cancellation)
    {
        var named = new JsonObject { ["attributes"] = new JsonArray("type", "relation", "required", "readonly", "string", "definition_record", "definition_record_field") };
        var answer = (await CallAsync(model, "fields_get", [], named, OdooContext.Standard, cancellation)).Value;
        if (answer.ValueKind != JsonValueKind.Object) throw OdooFaults.Shape("a map of fields");
        return answer.EnumerateObject().ToDictionary(field => field.Name, field => new OdooField(
            field.Name,
            field.Value.GetProperty("type").GetString()!,
            field.Value.TryGetProperty("relation", out var relation) ? relation.GetString() : null,
            field.Value.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True,
            field.Value.TryGetProperty("readonly", out var readOnly) && readOnly.ValueKind == JsonValueKind.True,
            field.Value.TryGetProperty("string", out var label) ? label.GetString() ?? "" : "")
        {
            DefinedBy = field.Value.TryGetProperty("definition_record", out var record) && record.ValueKind == JsonValueKind.String
                ? (record.GetString()!, field.Value.GetProperty("definition_record_field").GetString()!)
                : null,
        });
    }

    public async Task<long> CreateAsync(string model, JsonObject values, OdooContext context, CancellationToken cancellation) =>
        (await CallAsync(model, "create", new JsonArray(new JsonArray(values.DeepClone())), [], context, cancellation)).Ids() is [var id] ? id : throw OdooFaults.Shape("one id");

    public Task WriteAsync(string model, IReadOnlyCollection<long> ids, JsonObject values, OdooContext context, CancellationToken cancellation) =>
        CallAsync(model, "write", new JsonArray(Some(ids), values.DeepClone()), [], context, cancellation);

    public Task UnlinkAsync(string model, IReadOnlyCollection<long> ids, OdooContext context, CancellationToken cancellation) =>
        CallAsync(model, "unlink", ids, context, cancellation);

    /// <summary>The user's own keys, those that ended long ago left out by Odoo.</summary>
    public async Task<IReadOnlyList<OdooKey>> KeysAsync(CancellationToken cancellation)
    {
        var own = OdooDomain.Where("user_id", "=", await LogInAsync(cancellation));
        var keys = await SearchReadAsync("res.users.apikeys", own, ["name", "expiration_date"], MostKeys, "id", 0, OdooContext.Standard, cancellation);
        return [.. keys.Select(key => new OdooKey(key.Id, key.Text("name") ?? "", key.Instant("expiration_date")))];
    }

    private static JsonArray Some(IReadOnlyCollection<long> ids)
    {
        if (ids.Count == 0 || ids.Any(id => id <= 0)) throw new ArgumentException("Ids are positive, and there must be one.", nameof(ids));
        return new JsonArray([.. ids.Select(id => (JsonNode)id)]);
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
