using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>Odoo has no field for a usage counter: each category of equipment gets these properties, which people see on the equipment and the integration fills.</summary>
internal static class EquipmentCounters
{
    private const string Model = "maintenance.equipment.category";

    private const string Field = "equipment_properties_definition";

    private static readonly (string Name, string Label, string Type)[] Properties = [("hours", "Operating hours", "float"), ("cycles", "Cycles", "float"), ("status", "Device status", "char")];

    public static async Task<IReadOnlyList<PlannedStep>> RunAsync(MasterOdoo odoo, IReadOnlyList<WantedRecord> categories, bool applies, CancellationToken cancellationToken)
    {
        var steps = new List<PlannedStep>();
        var known = await odoo.KnownAsync([.. categories.Select(category => category.Name)], cancellationToken);
        var there = known.Count == 0 ? [] : (await odoo.FindAsync(Model, OdooDomain.WhereIn("id", known.Values), [Field, "technician_user_id"], cancellationToken)).ToDictionary(record => record.Id);
        var administrator = await odoo.Client.LogInAsync(cancellationToken);
        foreach (var category in categories)
        {
            var record = known.TryGetValue(category.Name, out var id) && there.TryGetValue(id, out var found) ? found : (ReadRecord?)null;
            var definitions = record is { } read && read.Json.GetProperty(Field) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
            var missing = Properties.Where(property => !definitions.Exists(one => one.GetProperty("name").GetString() == property.Name)).ToList();
            var values = new JsonObject();
            if (missing.Count > 0)
            {
                steps.Add(new PlannedStep(ProvisionAct.Change, Model, category.Label, Field, null, string.Join(", ", missing.Select(property => property.Label)), null));
                values[Field] = new JsonArray(
                [
                    .. definitions.Select(one => JsonNode.Parse(one.GetRawText())),
                    .. missing.Select(property => (JsonNode)new JsonObject { ["name"] = property.Name, ["string"] = property.Label, ["type"] = property.Type }),
                ]);
                // Whoever makes a category becomes the technician of all its requests.
                if (record?.Reference("technician_user_id")?.Id == administrator)
                {
                    values["technician_user_id"] = false;
                }
            }

            if (applies && values.Count > 0)
            {
                await odoo.WriteAsync(Model, id, values, cancellationToken);
            }
        }

        return steps;
    }
}
