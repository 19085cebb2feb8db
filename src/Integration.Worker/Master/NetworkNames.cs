using Integration.Mapping.Master;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Master;

/// <summary>Names, barcodes and vendors' numbers, from the files Odoo is provisioned with.</summary>
internal static class NetworkNames
{
    /// <summary>Nothing where there are no such files: candidates are then found by code alone.</summary>
    public static MasterNames Read(IConfiguration configuration)
    {
        var folder = NetworkFiles.Folder(configuration);
        if (!Directory.Exists(folder))
        {
            return MasterNames.None;
        }

        var network = NetworkFiles.Read(folder, []);
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
}
