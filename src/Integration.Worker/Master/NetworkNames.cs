using Integration.Mapping.Master;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Master;

/// <summary>Names, barcodes and vendors' numbers, from the files Odoo is provisioned with.</summary>
internal static class NetworkNames
{
    /// <summary>Nothing where there are no such files: candidates are then found by code alone.</summary>
    public static MasterNames Read(IConfiguration configuration)
    {
        if (NetworkFiles.Find(configuration) is not { } network)
        {
            return MasterNames.None;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var aliases = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in network["items"].Concat(network["vendors"]).Concat(network["locations"]))
        {
            names.TryAdd(row["code"], row["name"]);
            if (row.Optional("barcode") is { Length: > 0 } barcode)
            {
                aliases.TryAdd(barcode, (row["code"], "its barcode"));
            }
        }

        foreach (var row in network["vendor-prices"].Where(row => row["vendor_item"].Length > 0))
        {
            aliases.TryAdd(row["vendor_item"], (row["item"], $"{row["vendor"]} sells it under this number"));
        }

        return new MasterNames(names, aliases);
    }

    /// <summary>What the files call the records of each model, by code.</summary>
    public static IReadOnlyDictionary<(string Model, string Code), string> ByModel(NetworkFiles? network)
    {
        var names = new Dictionary<(string Model, string Code), string>();
        foreach (var (file, column, model) in ((string File, string Column, string Model)[])
            [("items", "code", "product.product"), ("vendors", "code", "res.partner"), ("cost-centres", "code", "account.analytic.account"), ("equipment", "serial", "maintenance.equipment")])
        {
            foreach (var row in network?[file] ?? [])
            {
                names.TryAdd((model, row[column]), row["name"]);
            }
        }

        // The first place is the warehouse's own stock location, which keeps the name Odoo gave it.
        foreach (var row in (network?["locations"] ?? []).Skip(1))
        {
            names.TryAdd(("stock.location", row["code"]), row["name"]);
        }

        return names;
    }
}
