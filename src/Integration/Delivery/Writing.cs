using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// Turns what differs into calls: new records with their lines in one <c>load()</c>, for records that stand there only the columns that differ. Those go by database
/// id, so that a record deleted meanwhile is never made again (rule 14). Rows of one call share their columns, since an empty cell clears (rule 10).
/// </summary>
internal sealed class Writing(OdooClient odoo, WriteGate gate, Pace pace, ModelFields fields, ModelPolicy policy, long company)
{
    private const string DatabaseId = ".id";
    private const string ExternalId = "id";

    private readonly OdooContext _context = ContextOf(policy, company);

    /// <summary>Odoo marks what is loaded with <c>noupdate</c>, and in the mode <c>update</c> it leaves alone what is marked so: loaded in both, an external id is made once and never written over, whoever comes first.</summary>
    private readonly OdooContext _making = ContextOf(policy, company).With("mode", "update").With("noupdate", true);
    private readonly LoadBatch _loads = new(odoo, gate, pace);

    private readonly record struct Row(DeliveryItem Item, long? Id, string? ExternalId, long? Parent, IReadOnlyDictionary<string, string?> Values);

    public static OdooContext ContextOf(ModelPolicy policy, long company) =>
        policy.Context.Aggregate(OdooContext.ForCompanies(company), (context, key) => context.With(key, true));

    public async Task WriteAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        await CreateAsync([.. items.Where(item => item.OdooId is null)], cancellation);
        DeliveryItem[] standing = [.. items.Where(item => item.Changes is { None: false })];
        await WriteHeadersAsync(standing.Select(item => (item, item.Changes!.Header)), cancellation);
        if (policy.Lines is not { } lines) return;
        await LoadLinesAsync(lines, standing.SelectMany(item => item.Changes!.Changed
            .Select(change => new Row(item, change.Line.Id, null, null, WithTogether(lines, item.Goal, change.Line, change.Columns)))), cancellation);
        await LoadLinesAsync(lines, standing.SelectMany(item => item.Changes!.Added
            .Select(line => new Row(item, null, line.ExternalId, item.OdooId, line.Values))), cancellation);
        await RemoveAsync(lines, standing, cancellation);
    }

    public Task WriteHeadersAsync(IEnumerable<(DeliveryItem Item, IReadOnlyDictionary<string, string?> Columns)> headers, CancellationToken cancellation) => LoadAsync(
        policy.Model, fields.Record, headers.Where(header => header.Columns.Count > 0).Select(header => new Row(header.Item, header.Item.OdooId, null, null, header.Columns)), cancellation);

    /// <summary>Sets columns back to what stood there before. Each row as <c>load()</c> takes it; what Odoo refuses stays.</summary>
    public async Task<IReadOnlyList<LoadUnit>> PutBackAsync(DeliveryItem item, Changes before, CancellationToken cancellation)
    {
        List<LoadUnit> sent = [];
        if (before.Header.Count > 0)
            sent.AddRange(await SendAsync(policy.Model, fields.Record, [new Row(item, item.OdooId, null, null, before.Header)], CallPoint.PutBack, cancellation));
        if (policy.Lines is { } lines)
            sent.AddRange(await SendAsync(lines.Model, fields.Line, before.Changed
                .Select(change => new Row(item, change.Line.Id, null, null, WithTogether(lines, null, change.Line, change.Columns))), CallPoint.PutBack, cancellation));
        return sent;
    }

    private async Task CreateAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        // Lines of one load() share their columns; a line that fills others is added right afterwards.
        var nested = items.ToDictionary(item => item, item => item.Wanted!.Lines
            .GroupBy(line => ColumnKey(line.Values.Keys)).OrderByDescending(group => group.Count()).FirstOrDefault()?.ToArray() ?? []);
        foreach (var group in items.GroupBy(item => (Header: ColumnKey(item.Wanted!.Values.Keys), Line: ColumnKey(nested[item].FirstOrDefault()?.Values.Keys ?? []), Any: nested[item].Length > 0)))
        {
            string[] header = [.. Split(group.Key.Header).Where(IsWritten)];
            string[] line = Split(group.Key.Line);
            string[] columns = [ExternalId, .. header.Select(name => NormalForm.Column(fields.Record[name]))];
            if (group.Key.Any)
                columns = [.. columns, $"{policy.Lines!.Field}/{ExternalId}", .. line.Select(name => $"{policy.Lines.Field}/{NormalForm.Column(fields.Line[name])}")];
            LoadUnit[] units = [.. group.Select(item => new LoadUnit(item, CreationRows(item, header, line, nested[item])))];
            await _loads.SendAsync(Target(CallPoint.Load, policy.Model, columns) with { Context = _making }, units, cancellation);
            foreach (var unit in units) Made(unit);
        }

        if (policy.Lines is { } lines)
            await LoadLinesAsync(lines, items.Where(item => item.OdooId is not null).SelectMany(item => item.Wanted!.Lines.Except(nested[item])
                .Select(line => new Row(item, null, line.ExternalId, item.OdooId, line.Values))), cancellation);
    }

    private void Made(LoadUnit unit)
    {
        if (unit.Loaded is { } there && there <= unit.Item.NewestBefore)
        {
            Locating.Found(unit.Item, new OdooObjectReference(policy.Model, there));
            return;
        }

        Note(unit);
        if (unit.Loaded is not { } id) return;
        unit.Item.OdooId = id;
        unit.Item.Created = true;
    }

    /// <summary>What an entry says of itself that Odoo fills in (its currency) is only read back and compared.</summary>
    private bool IsWritten(string column) => policy.Entry is null || !fields.Record[column].ReadOnly;

    private IReadOnlyList<LoadCell>[] CreationRows(DeliveryItem item, string[] header, string[] line, WantedLine[] lines)
    {
        LoadCell[] first = [item.Posting.ExternalId, .. header.Select(name => NormalForm.ToCell(fields.Record[name], item.Wanted!.Values[name]))];
        if (lines.Length == 0) return [first];
        var blank = new LoadCell[first.Length];
        return [.. lines.Select((one, index) => (IReadOnlyList<LoadCell>)
            [.. index == 0 ? first : blank, one.ExternalId, .. line.Select(name => NormalForm.ToCell(fields.Line[name], one.Values[name]))])];
    }

    private async Task RemoveAsync(LinePolicy lines, IReadOnlyList<DeliveryItem> standing, CancellationToken cancellation)
    {
        DeliveryItem[] losing = [.. standing.Where(item => item.MayGoOn && item.Changes!.Gone.Count > 0)];
        if (lines.Removal == LineRemoval.Zero)
        {
            Dictionary<string, string?> zero = new() { [lines.QuantityField] = "0" };
            await LoadLinesAsync(lines, losing.SelectMany(item => item.Changes!.Gone.Select(line => new Row(item, line.Id, null, null, WithTogether(lines, item.IsActive ? item.Goal : null, line, zero)))), cancellation);
            return;
        }

        await new CallBatch(gate, pace).SendAsync(
            CallPoint.Unlink, lines.Model, "unlink", losing, some => odoo.UnlinkAsync(lines.Model, [.. some.SelectMany(item => item.Changes!.Gone).Select(line => line.Id)], _context, cancellation), cancellation);
    }

    /// <summary>Columns Odoo computes from each other go together: what is not wanted anew goes as it stands.</summary>
    private static Dictionary<string, string?> WithTogether(LinePolicy lines, WantedRecord? record, StandingLine line, IReadOnlyDictionary<string, string?> changed)
    {
        var wanted = record?.Lines.FirstOrDefault(one => one.ExternalId == line.ExternalId)?.Values;
        Dictionary<string, string?> columns = new(changed, StringComparer.Ordinal);
        if (!lines.Together.Any(columns.ContainsKey)) return columns;
        foreach (var name in lines.Together)
            if (wanted is not null && wanted.TryGetValue(name, out var value)) columns.TryAdd(name, value);
            else if (line.Values.TryGetValue(name, out var standing)) columns.TryAdd(name, standing);
        return columns;
    }

    private Task LoadLinesAsync(LinePolicy lines, IEnumerable<Row> rows, CancellationToken cancellation) => LoadAsync(lines.Model, fields.Line, rows, cancellation);

    private async Task LoadAsync(string model, IReadOnlyDictionary<string, OdooField> known, IEnumerable<Row> rows, CancellationToken cancellation)
    {
        // Whoever failed in an earlier step is left for the next attempt.
        foreach (var unit in await SendAsync(model, known, [.. rows.Where(row => row.Item.MayGoOn)], CallPoint.Load, cancellation)) Note(unit);
    }

    private async Task<List<LoadUnit>> SendAsync(
        string model, IReadOnlyDictionary<string, OdooField> known, IEnumerable<Row> rows, CallPoint point, CancellationToken cancellation)
    {
        List<LoadUnit> sent = [];
        foreach (var group in rows.GroupBy(row => (IsNew: row.Id is null, Columns: ColumnKey(row.Values.Keys))))
        {
            string[] names = Split(group.Key.Columns);
            string[] columns = [
                .. group.Key.IsNew ? (string[])[ExternalId, $"{policy.Lines!.ParentField}/{DatabaseId}"] : [DatabaseId],
                .. names.Select(name => NormalForm.Column(known[name])),
            ];
            LoadUnit[] units = [.. group.Select(row => new LoadUnit(row.Item, [(LoadCell[])[
                .. row.Id is { } id ? (LoadCell[])[id] : [row.ExternalId!, row.Parent!.Value],
                .. names.Select(name => NormalForm.ToCell(known[name], row.Values[name])),
            ]]))];
            await _loads.SendAsync(Target(point, model, columns), units, cancellation);
            sent.AddRange(units);
        }

        return sent;
    }

    private static void Note(LoadUnit unit)
    {
        if (unit.Loaded is not null) unit.Item.Wrote = true;
        else if (unit.Failure is not null) unit.Item.Problem ??= unit.Failure;
        else unit.Item.Unfinished = true;
    }

    private LoadTarget Target(CallPoint point, string model, string[] columns) => new(point, model, _context, columns);

    private static string ColumnKey(IEnumerable<string> names) => string.Join('|', names.Order(StringComparer.Ordinal));

    private static string[] Split(string key) => key.Split('|', StringSplitOptions.RemoveEmptyEntries);
}
