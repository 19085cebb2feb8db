using System.Text.Json.Nodes;
using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>The user the worker writes as: exactly the groups its flows need. Groups are added, never taken away; what it holds beyond them is said.</summary>
internal static class ServiceUser
{
    private const string Model = "res.users";

    private static readonly string[] Groups =
        ["base.group_user", "purchase.group_purchase_user", "stock.group_stock_user", "project.group_project_user", "maintenance.group_equipment_manager"];

    /// <summary>With one of these a mistake, or a stolen key, could change more than the flows ever need.</summary>
    private static readonly string[] TooMuch = ["base.group_system", "base.group_erp_manager", "stock.group_stock_manager", "purchase.group_purchase_manager"];

    public static async Task<IReadOnlyList<PlannedStep>> RunAsync(MasterOdoo odoo, ProvisionOptions options, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, long>();
        foreach (var name in Groups.Concat(TooMuch))
        {
            if (await odoo.Client.CheckObjectReferenceAsync(name, cancellationToken) is { Id: { } id })
            {
                groups[name] = id;
            }
        }

        var found = await odoo.FindAsync(Model, OdooDomain.Where("login", "=", options.ServiceUser), ["all_group_ids"], cancellationToken);
        if (found is not [var user])
        {
            if (options.Applies)
            {
                await CreateAsync(odoo, options, [.. Groups.Select(name => groups[name])], cancellationToken);
            }

            return [new PlannedStep(ProvisionAct.Create, Model, options.ServiceUser, null, null, string.Join(", ", Groups), options.ServicePassword is null ? "without a password: set one in Odoo, or make an API key" : null)];
        }

        var held = user.Ids("all_group_ids").ToHashSet();
        var missing = Groups.Where(name => !held.Contains(groups[name])).ToList();
        if (options.Applies && missing.Count > 0)
        {
            await odoo.WriteAsync(Model, user.Id, new JsonObject { ["group_ids"] = new JsonArray([.. missing.Select(name => (JsonNode)new JsonArray(4, groups[name]))]) }, cancellationToken);
        }

        return
        [
            .. missing.Select(name => new PlannedStep(ProvisionAct.Change, Model, options.ServiceUser, "group_ids", null, name, null)),
            .. TooMuch.Where(name => groups.TryGetValue(name, out var id) && held.Contains(id))
                .Select(name => new PlannedStep(ProvisionAct.Leave, Model, options.ServiceUser, "group_ids", name, null, "more than the flows need; take it away in Odoo")),
        ];
    }

    private static async Task CreateAsync(MasterOdoo odoo, ProvisionOptions options, long[] groups, CancellationToken cancellationToken)
    {
        var values = new JsonObject
        {
            ["name"] = "Integration",
            ["login"] = options.ServiceUser,
            ["lang"] = "en_US",
            ["tz"] = "UTC",
            ["notification_type"] = "inbox",
            ["group_ids"] = new JsonArray(new JsonArray(6, 0, new JsonArray([.. groups.Select(id => (JsonNode)id)]))),
        };
        if (options.ServicePassword is { } password)
        {
            values["password"] = password;
        }

        // No invitation is mailed to a user that is no person.
        var id = await odoo.Client.CreateAsync(Model, values, OdooContext.Standard.With("no_reset_password", true), cancellationToken);
        await odoo.IdentifyAsync(Model, id, MasterOdoo.NameOf("user", options.ServiceUser), cancellationToken);
    }
}
