using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>The plan for the records of one model, and its execution.</summary>
internal sealed class RecordPlan
{
    private readonly MasterOdoo _odoo;
    private readonly string _model;
    private readonly Dictionary<string, Dictionary<string, string>> _written;
    private readonly List<(WantedRecord Wanted, long Id)> _adopted = [];
    private readonly List<(WantedRecord Wanted, IReadOnlyList<string> Columns)> _loads = [];
    private readonly List<PlannedStep> _steps = [];

    private RecordPlan(MasterOdoo odoo, string model, Dictionary<string, Dictionary<string, string>> written)
    {
        _odoo = odoo;
        _model = model;
        _written = written;
    }

    public IReadOnlyList<PlannedStep> Steps => _steps;

    /// <param name="wanted">Records of one model.</param>
    /// <param name="overwrite">What people changed is overwritten too, and the plan says so.</param>
    public static async Task<RecordPlan> MakeAsync(MasterOdoo odoo, IReadOnlyList<WantedRecord> wanted, bool overwrite, CancellationToken cancellationToken)
    {
        var model = wanted[0].Model;
        var plan = new RecordPlan(odoo, model, await odoo.RecallAsync(model, cancellationToken));
        var references = wanted.SelectMany(record => record.Columns.Where(column => column.Key.EndsWith("/id", StringComparison.Ordinal)).SelectMany(column => column.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .Select(id => id[(MasterOdoo.Module.Length + 1)..]);
        var known = await odoo.KnownAsync([.. wanted.Select(record => record.Name).Concat(references)], cancellationToken);
        if (!await odoo.Client.HasAccessAsync(model, "read", cancellationToken))
        {
            // Its switch is still to be turned on; a plan cannot look behind it.
            wanted.ToList().ForEach(record => plan.Make(record, overwrite));
            return plan;
        }

        var own = wanted.Where(record => known.ContainsKey(record.Name)).ToDictionary(record => record.Name, record => known[record.Name]);
        await plan.FindTheirsAsync([.. wanted.Where(record => !own.ContainsKey(record.Name))], cancellationToken);

        var ids = own.Values.Concat(plan._adopted.Select(one => one.Id)).Distinct().ToList();
        var fields = wanted.SelectMany(record => record.Columns.Keys).Select(FieldValues.FieldOf).Distinct().ToList();
        var there = ids.Count == 0 ? [] : (await odoo.FindAsync(model, OdooDomain.WhereIn("id", ids), fields, cancellationToken)).ToDictionary(record => record.Id);
        var adopted = plan._adopted.ToDictionary(one => one.Wanted.Name, one => one.Id);
        foreach (var record in wanted)
        {
            if (own.TryGetValue(record.Name, out var id) && there.TryGetValue(id, out var ours))
            {
                plan.Compare(record, ours, known, overwrite, isTheirs: false);
            }
            else if (adopted.TryGetValue(record.Name, out id))
            {
                plan._steps.Add(new PlannedStep(ProvisionAct.Adopt, model, record.Label, null, null, null, "it was there before"));
                plan.Compare(record, there[id], known, overwrite, isTheirs: record.Is is null);
            }
            else if (!plan._steps.Exists(step => step.Act == ProvisionAct.Conflict && step.Label == record.Label))
            {
                plan.Make(record, overwrite);
            }
        }

        return plan;
    }

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        foreach (var (record, id) in _adopted)
        {
            await _odoo.IdentifyAsync(_model, id, record.Name, cancellationToken);
            if (_model == "product.product")
            {
                // Vendors' prices hang on the template; for new products load() names it like this by itself.
                var template = (await _odoo.FindAsync(_model, OdooDomain.Where("id", "=", id), ["product_tmpl_id"], cancellationToken))[0].Reference("product_tmpl_id")!.Value.Id;
                await _odoo.IdentifyAsync("product.template", template, record.Name + "_product_template", cancellationToken);
            }
        }

        for (var at = 0; at < _loads.Count;)
        {
            var columns = _loads[at].Columns;
            var same = _loads.Skip(at).TakeWhile(load => load.Columns.SequenceEqual(columns)).ToList();
            await _odoo.LoadAsync(_model, ["id", .. columns], [.. same.Select(load => (IReadOnlyList<string>)[MasterOdoo.Id(load.Wanted.Name), .. columns.Select(column => ValueOf(load.Wanted, column))])], cancellationToken);
            foreach (var (record, _) in same)
            {
                Remember(record, columns);
            }

            at += same.Count;
        }

        await _odoo.RememberAsync(_model, _written, cancellationToken);
    }

    /// <summary>Records that Odoo or people made before, by natural key: one search for all that look in the same place.</summary>
    private async Task FindTheirsAsync(IReadOnlyList<WantedRecord> wanted, CancellationToken cancellationToken)
    {
        _adopted.AddRange(wanted.Where(record => record.Is is not null).Select(record => (record, record.Is!.Value)));
        var named = wanted.Where(record => record.Is is null && record.NaturalKey is not null).ToList();
        if (named is not [{ NaturalKey: (var field, _), Within: var within }, ..])
        {
            return;
        }

        var all = within.AndIn(field, named.Select(record => record.NaturalKey!.Value.Value));
        var found = (await _odoo.FindAsync(_model, all, [field], cancellationToken)).ToLookup(record => record.Text(field)!);
        HashSet<long>? active = null;
        foreach (var record in named)
        {
            var key = record.NaturalKey!.Value.Value;
            var candidates = found[key].Select(one => one.Id).ToList();
            if (candidates.Count > 1)
            {
                active ??= [.. (await _odoo.Client.SearchReadAsync(_model, all, ["id"], MasterOdoo.MostRecords, "id", 0, OdooContext.Standard, cancellationToken)).Select(one => one.Id)];
                var live = candidates.Where(active.Contains).ToList();
                if (live.Count != 1 && !record.TakesTheOldest)
                {
                    _steps.Add(new PlannedStep(ProvisionAct.Conflict, _model, record.Label, null, null, null, $"{candidates.Count} records have the {field} {key}; rename or archive all but one"));
                    continue;
                }

                candidates = live.Count > 0 ? live : candidates;
            }

            if (candidates.Count > 0)
            {
                _adopted.Add((record, candidates[0]));
            }
        }
    }

    private void Make(WantedRecord record, bool overwrite)
    {
        if (_written.ContainsKey(record.Name) && !overwrite)
        {
            // Deletion is human work: it is not made again behind their back.
            _steps.Add(new PlannedStep(ProvisionAct.Leave, _model, record.Label, null, null, null, "a person deleted it; --overwrite makes it again"));
            return;
        }

        _steps.Add(new PlannedStep(ProvisionAct.Create, _model, record.Label, null, null, null, null));
        _loads.Add((record, [.. record.Columns.Keys, .. record.WhenNew.Keys]));
    }

    private void Compare(WantedRecord record, ReadRecord there, IReadOnlyDictionary<string, long> known, bool overwrite, bool isTheirs)
    {
        var written = _written.GetValueOrDefault(record.Name);
        var change = new List<string>();
        foreach (var (column, wanted) in record.Columns)
        {
            if (FieldValues.Same(there, column, wanted, known))
            {
                Remember(record, [column]);
                continue;
            }

            string? last = null;
            written?.TryGetValue(column, out last);
            var isUntouched = last is not null ? FieldValues.Same(there, column, last, known) : !isTheirs && record.Is is not null;
            var act = isUntouched || FieldValues.IsEmpty(there, column) && last is null || overwrite ? ProvisionAct.Change
                : last is not null && last != wanted ? ProvisionAct.Conflict
                : ProvisionAct.Leave;
            var note = isUntouched || (last is null && FieldValues.IsEmpty(there, column)) ? null
                : overwrite ? "overwrites what a person wrote"
                : act == ProvisionAct.Conflict ? "a person changed it and so did the file; --overwrite takes the file's"
                : last is null ? "it was so before; --overwrite takes the file's" : "a person changed it; --overwrite takes the file's";
            _steps.Add(new PlannedStep(act, _model, record.Label, FieldValues.FieldOf(column), FieldValues.Shown(there, column), wanted, note));
            if (act == ProvisionAct.Change)
            {
                change.Add(column);
            }
        }

        if (change.Count > 0)
        {
            _loads.Add((record, change));
        }
    }

    private void Remember(WantedRecord record, IEnumerable<string> columns)
    {
        if (!_written.TryGetValue(record.Name, out var memory))
        {
            _written[record.Name] = memory = [];
        }

        foreach (var column in columns.Where(record.Columns.ContainsKey))
        {
            memory[column] = record.Columns[column];
        }
    }

    private static string ValueOf(WantedRecord record, string column) => record.Columns.TryGetValue(column, out var value) ? value : record.WhenNew[column];
}
