using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>Gives adopted records and lines our external ids where the user may (Access Rights); delivery finds them by database id where not.</summary>
public static class Naming
{
    private const string Names = "ir.model.data";

    /// <param name="adopted">With <see cref="PlannedAct.Adopt"/> only.</param>
    /// <param name="lineModel">Model of the lines of a record's model; null where it has none.</param>
    /// <returns>How many names were given; null when the user may give none.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task<int?> NameAsync(OdooClient odoo, IReadOnlyList<PlannedDelivery> adopted, Func<string, string?> lineModel, CancellationToken cancellationToken)
    {
        if (adopted.Count == 0) return 0;
        if (!await odoo.HasAccessAsync(Names, "create", cancellationToken)) return null;
        var named = 0;
        foreach (var one in adopted)
        {
            IEnumerable<(string ExternalId, string? Model, long Id)> all = [
                (one.ExternalId, one.Model, one.OdooId!.Value),
                .. (one.Baseline?.Lines ?? new Dictionary<string, BaselineLine>()).Select(line => (line.Key, lineModel(one.Model), line.Value.OdooId)),
            ];
            foreach (var (externalId, model, id) in all)
            {
                if (await odoo.CheckObjectReferenceAsync(externalId, cancellationToken) is not null) continue;
                var parts = externalId.Split('.', 2);
                var values = new JsonObject { ["module"] = parts[0], ["name"] = parts[1], ["model"] = model, ["res_id"] = id, ["noupdate"] = true };
                await odoo.CreateAsync(Names, values, OdooContext.Standard, cancellationToken);
                named++;
            }
        }

        return named;
    }
}
