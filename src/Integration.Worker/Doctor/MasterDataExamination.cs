using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Worker.Doctor;

/// <summary>Looks in Odoo for everything the code tables point to, so that a missing product is found here and not at night.</summary>
internal sealed class MasterDataExamination(OdooClient odoo)
{
    /// <summary>Most missing codes that are named.</summary>
    private const int MostNamed = 10;

    /// <summary>What a preference card says in place of an item when a procedure needs none.</summary>
    private const string NothingNeeded = "none";

    private const int MostRecords = 50_000;

    /// <summary>Table, column, and where its codes must stand in Odoo. A column that no table has is passed over.</summary>
    private static readonly (string Table, string Column, string Model, string Field)[] Links =
    [
        ("items", "item", "product.product", "default_code"),
        ("preference-cards", "item", "product.product", "default_code"),
        ("units", "unit", "uom.uom", "name"),
        ("vendors", "vendor", "res.partner", "ref"),
        ("preferred-vendors", "vendor", "res.partner", "ref"),
        ("locations", "location", "stock.location", "barcode"),
        ("sites", "source", "stock.location", "barcode"),
        ("sites", "consumption", "stock.location", "barcode"),
    ];

    public async Task<IReadOnlyList<Finding>> RunAsync(CodeTables tables, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var group in Links.GroupBy(link => (link.Model, link.Field)))
        {
            var (model, field) = group.Key;
            var wanted = group.SelectMany(link => Codes(tables, link.Table, link.Column)).ToHashSet();
            if (wanted.Count == 0)
            {
                continue;
            }

            var found = await odoo.SearchReadAsync(model, OdooDomain.WhereIn(field, wanted), [field], MostRecords, "id", 0, OdooContext.Standard, cancellationToken);
            var missing = wanted.Except(found.Select(record => record.Text(field)!)).Order(StringComparer.Ordinal).ToList();
            findings.Add(missing.Count == 0
                ? Finding.Good($"master data {model}", $"all {wanted.Count} codes are there by {field}")
                : Finding.Bad(
                    $"master data {model}",
                    $"{missing.Count} of {wanted.Count} codes are not there by {field}: {string.Join(", ", missing.Take(MostNamed))}",
                    "Add them in Odoo (or unarchive them), or correct the code table with: integration map-code."));
        }

        return findings;
    }

    private static IEnumerable<string> Codes(CodeTables tables, string name, string column)
    {
        if (tables.Table(name) is not { } table || table.IndexOf(column) is not (>= 0 and var at))
        {
            return [];
        }

        return table.Rows.Select(row => row.Values[at]).Where(code => code.Length > 0 && code is not ("*" or NothingNeeded));
    }
}
