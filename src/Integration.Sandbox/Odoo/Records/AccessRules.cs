namespace Integration.Sandbox.Odoo.Records;

/// <summary>Who may do what, from access.csv beside this file, and the record rules there are: a record of a company is for that company's users, an API key for its owner.</summary>
internal static class AccessRules
{
    private const string Administrator = "base.group_system";

    private static readonly HashSet<(string Group, string Operation, string Model)> Granted = [.. CsvRows.ReadBeside(typeof(AccessRules), "access.csv").SelectMany(row =>
        from model in row["models"].Split('|') from operation in row["operations"].Split('|') select (row["group"], operation, model))];

    public static bool IsGranted(OdooEnvironment env, string model, string operation)
    {
        if (env.IsSuperuser) return true;
        var groups = Groups(env);
        return groups.Contains(Administrator) || groups.Any(group => Granted.Contains((group, operation, model)));
    }

    public static void Check(OdooEnvironment env, ModelDefinition model, string operation)
    {
        if (IsGranted(env, model.Name, operation)) return;
        var verb = operation switch { "read" => "access", "write" => "modify", "unlink" => "delete", _ => operation };
        throw OdooError.Access($"You are not allowed to {verb} '{model.Label}' ({model.Name}) records.\n\nContact your administrator to request access if necessary.");
    }

    public static bool IsAdministrator(OdooEnvironment env) => env.IsSuperuser || Groups(env).Contains(Administrator);

    public static bool MaySee(OdooEnvironment env, Record record) => env.IsSuperuser || (MaySeeKey(env, record) && IsOfItsCompanies(env, record));

    private static string[] Groups(OdooEnvironment env) => [.. env.User.Links("group_ids").Select(id => env.Store.ExternalIdOf(env.Store.Find("res.groups", id)!)!)];

    private static bool MaySeeKey(OdooEnvironment env, Record record) =>
        record.Model.Name != "res.users.apikeys" || record.Link("user_id") == env.User.Id || IsAdministrator(env);

    private static bool IsOfItsCompanies(OdooEnvironment env, Record record) => !record.Model.Fields.TryGetValue("company_id", out var field)
        || field.IsComputed || record.Model.Name == "res.users" || record.Link("company_id") is not { } company || env.Companies.Contains(company);

    public static void CheckRecord(OdooEnvironment env, Record record, string operation)
    {
        if (MaySee(env, record)) return;
        throw OdooError.Access($"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, {env.User.Text("name")} (id={env.User.Id}) doesn't have "
            + $"'{operation}' access to:\n- {record.Model.Label} ({record.Model.Name})");
    }
}
