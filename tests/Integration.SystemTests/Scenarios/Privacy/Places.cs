using System.Text;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Privacy;

/// <summary>Reads everything that an installation keeps outside the bodies of its messages, as text to be searched.</summary>
internal static class Places
{
    /// <summary>What the product writes, and what Odoo writes by itself when it does.</summary>
    private static readonly string[] Models =
    [
        "purchase.order", "purchase.order.line", "stock.picking", "stock.move", "stock.move.line", "res.partner",
        "project.task", "maintenance.request", "maintenance.equipment", "account.analytic.line",
        "mail.message", "mail.tracking.value", "mail.mail", "ir.attachment", "ir.logging",
    ];

    private const int Most = 100_000;

    /// <summary>Every column of every table but the one with the bodies, bytes as hexadecimal.</summary>
    public static async Task<string> JournalAsync(Postgres database)
    {
        var text = new StringBuilder();
        foreach (var table in await database.TextsAsync("select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' and c.relname !~ '^message_body' order by 1"))
        {
            text.AppendJoin('\n', await database.TextsAsync($"select t::text from {table} t")).Append('\n');
        }

        return text.ToString();
    }

    public static async Task<string> BodiesAsync(Postgres database) =>
        string.Join('\n', await database.TextsAsync("select encode(body, 'escape') from message_body"));

    /// <summary>All stored text of what was touched, as the administrator sees it.</summary>
    public static async Task<string> OdooAsync(OdooClient odoo)
    {
        var text = new StringBuilder();
        var context = OdooContext.Standard.With("active_test", false);
        foreach (var model in Models)
        {
            var described = (await odoo.CallAsync(model, "fields_get", [], new JsonObject { ["attributes"] = new JsonArray("type", "store") }, context, CancellationToken.None)).Value;
            var fields = described.EnumerateObject()
                .Where(field => field.Value.GetProperty("type").GetString() is "char" or "text" or "html" or "json" && field.Value.TryGetProperty("store", out var stored) && stored.ValueKind == System.Text.Json.JsonValueKind.True)
                .Select(field => field.Name).ToList();
            var records = await odoo.SearchReadAsync(model, OdooDomain.All, fields, Most, "id", 0, context, CancellationToken.None);
            text.AppendJoin('\n', records.Select(record => record.Json.GetRawText())).Append('\n');
        }

        var names = await odoo.SearchReadAsync("ir.model.data", OdooDomain.Where("module", "in", new JsonArray("integration", "__export__")), ["name"], Most, "id", 0, context, CancellationToken.None);
        return text.AppendJoin('\n', names.Select(record => record.Text("name"))).ToString();
    }

    /// <summary>Names and contents of every file in a folder.</summary>
    public static string Files(DirectoryInfo folder)
    {
        var text = new StringBuilder();
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            using var stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(file.FullName).Append('\n').Append(reader.ReadToEnd()).Append('\n');
        }

        return text.ToString();
    }
}
