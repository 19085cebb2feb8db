using Integration.Odoo;

namespace Integration.Pipeline;

/// <summary>
/// What tells one Odoo database from another for a user without rights on its parameters: its name, and when its first company and this user were made. A copy restored under another name is another database.
/// </summary>
internal sealed class OdooFingerprint(OdooConnection connection)
{
    public async Task<string> ReadAsync(OdooClient odoo, CancellationToken cancellationToken)
    {
        var companies = await odoo.SearchReadAsync("res.company", OdooDomain.All, ["create_date"], 1, "id", 0, OdooContext.Standard, cancellationToken);
        var users = await odoo.SearchReadAsync("res.users", OdooDomain.Where("login", "=", connection.User), ["create_date"], 1, "id", 0, OdooContext.Standard, cancellationToken);
        return $"{connection.Database} company {Made(companies)} user {Made(users)}";

        static string Made(IReadOnlyList<ReadRecord> records) => records.Count == 0 ? "none" : records[0].Text("create_date") ?? "unknown";
    }
}
