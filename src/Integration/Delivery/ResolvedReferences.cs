using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>References by natural key, resolved to database ids for one batch (rule 17). Only what is in Odoo already is referred to; nothing is made.</summary>
/// <param name="memory">What was found a moment ago is not asked for again; null asks for everything.</param>
internal sealed class ResolvedReferences(LookUps? memory)
{
    private const int KeysPerSearch = 200;
    private const string CompanyModel = "res.company";

    private readonly Dictionary<(long Company, OdooReference Reference), List<(long Id, bool Active)>> _found = [];
    private readonly Dictionary<(long Company, OdooReference Reference), Failure> _refused = [];

    public LookUps? Memory => memory;

    public static OdooReference CompanyNamed(string name) => new(CompanyModel, "name", name);

    /// <summary>Companies are looked up first, with company 0; everything else within its record's company. A refusal counts for the references it is about.</summary>
    /// <exception cref="OdooFault">Odoo is away.</exception>
    public async Task LookUpAsync(OdooClient odoo, FieldCatalog catalog, IEnumerable<(long Company, OdooReference Reference)> wanted, CancellationToken cancellation)
    {
        var missing = wanted.Where(key => !_found.ContainsKey(key)).Distinct().Where(key => !Recall(key)).ToList();
        foreach (var group in missing.GroupBy(key => (key.Company, key.Reference.Model, key.Reference.Field, key.Reference.Take)))
        {
            foreach (var keys in group.Chunk(KeysPerSearch))
            {
                try
                {
                    await SearchAsync(odoo, catalog, group.Key.Company, (group.Key.Model, group.Key.Field, group.Key.Take), keys, cancellation);
                }
                catch (OdooFault fault) when (!fault.IsOutage)
                {
                    foreach (var key in keys) _refused[key] = Refusals.Of(fault);
                }
            }
        }
    }

    private bool Recall((long Company, OdooReference Reference) key)
    {
        if (memory is null || !memory.References.TryGet(key, out var id)) return false;
        _found[key] = [(id, true)];
        return true;
    }

    private async Task SearchAsync(
        OdooClient odoo, FieldCatalog catalog, long company, (string Model, string Field, string? Take) by, (long, OdooReference Reference)[] keys, CancellationToken cancellation)
    {
        var (model, field, take) = by;
        var context = (company == 0 ? OdooContext.Standard : OdooContext.ForCompanies(company)).With("active_test", false);
        var canBeArchived = (await catalog.FieldsAsync(model, cancellation)).ContainsKey("active");
        var domain = OdooDomain.WhereIn(field, keys.Select(key => key.Reference.Key));
        var rows = await odoo.SearchReadAllAsync(model, domain, [field, .. canBeArchived ? (string[])["active"] : [], .. take is null ? (string[])[] : [take]], context, cancellation);
        foreach (var key in keys) _found[key] = [];
        foreach (var row in rows)
            if (row.Text(field) is { } key && _found.TryGetValue((company, new OdooReference(model, field, key, take)), out var ids))
                ids.Add((take is null ? row.Id : row.Reference(take)?.Id ?? 0, !canBeArchived || row.Flag("active")));
        foreach (var key in keys)
            if (_found[key].Where(row => row.Active).ToArray() is [var only]) memory?.References.Keep(key, only.Id);
    }

    /// <summary>The id is 0 where the record found says nothing in the field that is to be taken.</summary>
    public Func<OdooReference, (long Id, Failure? Failure)> In(long company) => reference => Find(company, reference);

    public (long Id, Failure? Failure) Find(long company, OdooReference reference)
    {
        if (_refused.TryGetValue((company, reference), out var refusal)) return (0, refusal);
        var all = _found.GetValueOrDefault((company, reference)) ?? [];
        var thing = $"{reference.Model} {reference.Field} {reference.Key}";
        var active = all.Where(row => row.Active).ToArray();
        return (active.Length, all.Count) switch
        {
            (1, _) => (active[0].Id, null),
            (0, 0) => Missing(thing, $"Odoo has no {thing}.", "Create it in Odoo, or correct its key there; then release."),
            (0, _) => Missing(thing, $"{thing} is archived in Odoo.", "Unarchive it in Odoo, or map the code to its successor; then release."),
            _ => Missing(thing, $"Odoo has {active.Length} active records for {thing}.", "Leave one of them active in Odoo, or give them different keys; then release."),
        };
    }

    private static (long, Failure?) Missing(string thing, string reason, string remedy) =>
        (0, new Failure(FailureKind.MissingReference, reason, remedy, MissingThing: thing));
}
