using Integration.Contracts;
using Integration.Mapping.Master;
using Integration.Odoo;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Master;

/// <summary>What changed in Odoo under the feet of the tables: archived, renamed, doubled or gone, or counted in another unit. Read as the service user; nothing is written.</summary>
internal sealed class MasterDrift(OdooClient odoo)
{
    /// <summary>Models whose records have a name of their own and can be archived.</summary>
    private static readonly HashSet<string> Named = ["product.product", "res.partner", "stock.location", "account.analytic.account", "maintenance.equipment"];

    private static readonly HashSet<string> Archivable = [.. Named, "uom.uom", "project.project"];

    private static readonly OdooContext Everything = OdooContext.Standard.With("active_test", false);

    public async Task<IReadOnlyList<MasterFinding>> RunAsync(CodeTables tables, NetworkFiles? network, CancellationToken cancellationToken)
    {
        var findings = new List<MasterFinding>();
        var names = NetworkNames.ByModel(network);
        foreach (var (model, field, wanted) in MasterLinks.Wanted(tables, network).Where(link => Archivable.Contains(link.Model)))
        {
            var fields = new List<string> { field, "active" };
            fields.AddRange(Named.Contains(model) ? ["name"] : []);
            fields.AddRange(model == "product.product" ? ["uom_id"] : []);
            var found = (await odoo.SearchReadAsync(model, OdooDomain.WhereIn(field, wanted), [.. fields.Distinct()], MasterOdoo.MostRecords, "id", 0, Everything, cancellationToken)).ToLookup(record => record.Text(field)!);
            findings.AddRange(wanted.Order(StringComparer.Ordinal).SelectMany(code => Look(tables, model, field, code, [.. found[code]], names.GetValueOrDefault((model, code)))));
        }

        return findings;
    }

    private static IEnumerable<MasterFinding> Look(CodeTables tables, string model, string field, string code, IReadOnlyList<ReadRecord> found, string? name)
    {
        var active = found.Where(record => record.Flag("active")).ToList();
        if (active.Count != 1)
        {
            // Odoo ships some units twice; delivery takes the active one, and two of those are the trouble.
            yield return active.Count > 1
                ? Finding(model, code, $"{active.Count} active records have this {field}", "Archive all but one in Odoo: what refers to it waits until then.")
                : found.Count > 0
                    ? Finding(model, code, "it is archived", "Unarchive it in Odoo, or map its codes to what replaces it: what refers to it waits.")
                    : Finding(model, code, "it is not there", "Add it in Odoo, or with: integration provision.");
            yield break;
        }

        if (name is not null && active[0].Has("name") && active[0].Text("name") != name)
        {
            yield return Finding(model, code, $"it is called '{active[0].Text("name")}' in Odoo and '{name}' in the files", "See that it is still the same thing, and make the names agree.");
        }

        if (active[0].Has("uom_id") && tables.Table("item-units") is { } units && units.Find(code) is [var row, ..] && row.Values[units.IndexOf("unit")] is var unit && active[0].Reference("uom_id") is { Name: var counted } && counted != unit)
        {
            yield return Finding(model, code, $"it is counted in {counted} in Odoo and in {unit} by the table item-units", "Correct item-units with integration map-code, or make a new product in Odoo: quantities would mean something else.");
        }
    }

    private static MasterFinding Finding(string model, string code, string what, string remedy) => new(MasterFault.Drift, model, $"{model} {code} in Odoo", what, remedy);
}
