using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>An Odoo as an administrator sees it: external ids of ours, and the memory of what was written last, which lies in Odoo itself so that a copy of the database brings its own.</summary>
internal sealed class MasterOdoo(OdooClient odoo)
{
    public const string Module = "integration_network";

    /// <summary>Most records of one model that are read for a plan.</summary>
    public const int MostRecords = 50_000;

    /// <summary>Rows of one <c>load()</c>.</summary>
    private const int BatchRows = 200;

    /// <summary>Archived records are there too.</summary>
    private static readonly OdooContext Everything = OdooContext.Standard.With("active_test", false);

    public OdooClient Client => odoo;

    /// <summary>An external id without its module: small letters and digits of the natural key.</summary>
    public static string NameOf(string kind, string key) =>
        $"{kind}_{System.Text.RegularExpressions.Regex.Replace(key.ToLowerInvariant(), "[^a-z0-9]+", "_").Trim('_')}";

    public static string Id(string name) => $"{Module}.{name}";

    /// <summary>Database ids of our external ids, given without module; those that do not exist are left out.</summary>
    public async Task<Dictionary<string, long>> KnownAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in names.Distinct().Chunk(BatchRows * 5))
        {
            var found = await FindAsync("ir.model.data", OdooDomain.Where("module", "=", Module).AndIn("name", some), ["name", "res_id"], cancellationToken);
            foreach (var row in found)
            {
                known[row.Text("name")!] = (long)row.Number("res_id");
            }
        }

        return known;
    }

    public Task<IReadOnlyList<ReadRecord>> FindAsync(string model, OdooDomain domain, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        odoo.SearchReadAsync(model, domain, fields, MostRecords, "id", 0, Everything, cancellationToken);

    /// <summary>Gives a record that is there already an external id of ours.</summary>
    public Task IdentifyAsync(string model, long id, string name, CancellationToken cancellationToken) =>
        odoo.CreateAsync("ir.model.data", new JsonObject { ["module"] = Module, ["name"] = name, ["model"] = model, ["res_id"] = id, ["noupdate"] = true }, Everything, cancellationToken);

    /// <summary>Loads rows of one column set, in batches.</summary>
    /// <exception cref="ProvisionRefused">Odoo refuses rows; of that batch nothing was written.</exception>
    public async Task LoadAsync(string model, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, CancellationToken cancellationToken)
    {
        foreach (var batch in rows.Chunk(BatchRows))
        {
            var answer = await odoo.LoadAsync(model, columns, [.. batch.Select(row => (IReadOnlyList<LoadCell>)[.. row.Select(LoadCell.Of)])], Everything, cancellationToken);
            if (!answer.Succeeded)
            {
                throw new ProvisionRefused($"Odoo refuses rows of {model}: {string.Join("; ", answer.Messages.Where(message => message.IsError).Select(message => message.Text).Distinct())}");
            }
        }
    }

    public Task WriteAsync(string model, long id, JsonObject values, CancellationToken cancellationToken) => odoo.WriteAsync(model, [id], values, Everything, cancellationToken);

    /// <summary>What was written last: by external id, by column.</summary>
    public async Task<Dictionary<string, Dictionary<string, string>>> RecallAsync(string model, CancellationToken cancellationToken)
    {
        var found = await FindAsync("ir.config_parameter", OdooDomain.Where("key", "=", MemoryOf(model)), ["value"], cancellationToken);
        return found is [var one] ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(one.Text("value")!, ContractJson.Options)! : [];
    }

    public async Task RememberAsync(string model, Dictionary<string, Dictionary<string, string>> written, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.Serialize(
            new SortedDictionary<string, SortedDictionary<string, string>>(written.ToDictionary(one => one.Key, one => new SortedDictionary<string, string>(one.Value, StringComparer.Ordinal)), StringComparer.Ordinal), ContractJson.Options);
        var found = await FindAsync("ir.config_parameter", OdooDomain.Where("key", "=", MemoryOf(model)), ["value"], cancellationToken);
        if (found is [var one])
        {
            if (one.Text("value") != value)
            {
                await WriteAsync("ir.config_parameter", one.Id, new JsonObject { ["value"] = value }, cancellationToken);
            }
        }
        else if (written.Count > 0)
        {
            await odoo.CreateAsync("ir.config_parameter", new JsonObject { ["key"] = MemoryOf(model), ["value"] = value }, Everything, cancellationToken);
        }
    }

    private static string MemoryOf(string model) => $"{Module}.written.{model}";
}
