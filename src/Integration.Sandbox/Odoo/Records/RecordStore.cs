namespace Integration.Sandbox.Odoo.Records;

/// <summary>
/// A record's stored values. Empty is null; numbers are <see cref="decimal"/>, integers and many2one <see cref="long"/>, times text in Odoo's form,
/// many2many a list of ids. One2many fields are not stored: they are the records that point here.
/// </summary>
internal sealed class Record(ModelDefinition model, long id)
{
    private readonly Dictionary<string, object?> _values = [];

    public ModelDefinition Model { get; } = model;

    public long Id { get; } = id;

    public object? this[string field]
    {
        get => _values.GetValueOrDefault(field);
        internal set => _values[field] = value;
    }

    public long? Link(string field) => this[field] as long?;

    public IReadOnlyList<long> Links(string field) => this[field] as IReadOnlyList<long> ?? [];

    public decimal Number(string field) => this[field] switch { decimal number => number, long number => number, _ => 0 };

    public string? Text(string field) => this[field] as string;

    public bool Flag(string field) => this[field] is true;
}

/// <summary>All records in memory, with an undo log in place of transactions: a call that fails leaves nothing behind, except for used up ids.</summary>
internal sealed class RecordStore
{
    private readonly Dictionary<string, SortedDictionary<long, Record>> _tables = ModelCatalog.Models.Keys.ToDictionary(
        name => name, _ => new SortedDictionary<long, Record>());

    private readonly Dictionary<(string Model, string Field, long Target), SortedSet<long>> _pointers = [];
    private readonly Dictionary<string, long> _lastIds = [];
    private readonly Dictionary<string, long> _externalIds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, long Id), SortedSet<long>> _namesOf = [];
    private readonly Stack<Action> _undo = new();

    public int Savepoint() => _undo.Count;

    public void RollBack(int savepoint)
    {
        while (_undo.Count > savepoint) _undo.Pop()();
    }

    public void Commit() => _undo.Clear();

    public Record? Find(string model, long id) => _tables[model].GetValueOrDefault(id);

    public IEnumerable<Record> All(string model) => _tables[model].Values;

    /// <summary>The records of <paramref name="model"/> whose many2one <paramref name="field"/> is <paramref name="target"/>, oldest first.</summary>
    public IReadOnlyList<Record> Pointing(string model, string field, long target) =>
        _pointers.TryGetValue((model, field, target), out var ids) ? [.. ids.Select(id => _tables[model][id])] : [];

    public long NextNumber(string sequence) => _lastIds[sequence] = _lastIds.GetValueOrDefault(sequence) + 1;

    public Record Insert(ModelDefinition model)
    {
        var record = new Record(model, NextNumber(model.Name));
        _tables[model.Name].Add(record.Id, record);
        _undo.Push(() => _tables[model.Name].Remove(record.Id));
        return record;
    }

    public void Put(Record record, string field, object? value)
    {
        var old = record[field];
        Point(record, field, old, value);
        record[field] = value;
        _undo.Push(() =>
        {
            Point(record, field, value, old);
            record[field] = old;
        });
    }

    public void Remove(Record record)
    {
        foreach (var name in NamesOf(record).ToArray()) Remove(name);
        if (record.Model.Name == "ir.model.data") Name(record, false);
        foreach (var field in record.Model.Fields.Values.Where(field => field.Type == FieldType.Many2one)) Put(record, field.Name, null);
        _tables[record.Model.Name].Remove(record.Id);
        _undo.Push(() =>
        {
            _tables[record.Model.Name].Add(record.Id, record);
            if (record.Model.Name == "ir.model.data") Name(record, true);
        });
    }

    /// <summary>Makes an <c>ir.model.data</c> record known, or moves an external id that is in use to this record.</summary>
    public void Bind(string externalId, Record record, bool noUpdate = false)
    {
        if (_externalIds.TryGetValue(externalId, out var known)) Remove(_tables["ir.model.data"][known]);
        var data = Insert(ModelCatalog.Models["ir.model.data"]);
        var parts = externalId.Split('.', 2);
        Put(data, "module", parts[0]);
        Put(data, "name", parts[1]);
        Put(data, "model", record.Model.Name);
        Put(data, "res_id", record.Id);
        Put(data, "noupdate", noUpdate);
        Know(data);
    }

    /// <summary>From now on the <c>ir.model.data</c> record is found by its external id.</summary>
    public void Know(Record data)
    {
        Name(data, true);
        _undo.Push(() => Name(data, false));
    }

    /// <summary>What an external id names, also when that record is of another model than the caller thinks.</summary>
    public Record? Resolve(string externalId) => Data(externalId) is { } data ? Find(data.Text("model")!, data.Link("res_id")!.Value) : null;

    /// <summary>The <c>ir.model.data</c> record of an external id.</summary>
    public Record? Data(string externalId) => _externalIds.TryGetValue(externalId, out var id) ? _tables["ir.model.data"].GetValueOrDefault(id) : null;

    public string? ExternalIdOf(Record record) =>
        NamesOf(record).FirstOrDefault() is { } data ? $"{data.Text("module")}.{data.Text("name")}" : null;

    private IEnumerable<Record> NamesOf(Record record) =>
        _namesOf.TryGetValue((record.Model.Name, record.Id), out var ids) ? ids.Select(id => _tables["ir.model.data"][id]) : [];

    private void Name(Record data, bool add)
    {
        var key = (data.Text("model")!, data.Link("res_id")!.Value);
        if (!_namesOf.TryGetValue(key, out var ids)) _namesOf[key] = ids = [];
        if (add) ids.Add(data.Id);
        else ids.Remove(data.Id);
        var externalId = $"{data.Text("module")}.{data.Text("name")}";
        if (add) _externalIds[externalId] = data.Id;
        else _externalIds.Remove(externalId);
    }

    private void Point(Record record, string field, object? from, object? to)
    {
        if (record.Model.Fields[field].Type != FieldType.Many2one) return;
        if (from is long old) _pointers[(record.Model.Name, field, old)].Remove(record.Id);
        if (to is not long target) return;
        if (!_pointers.TryGetValue((record.Model.Name, field, target), out var ids)) _pointers[(record.Model.Name, field, target)] = ids = [];
        ids.Add(record.Id);
    }
}
