using Integration.Contracts;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Master;

/// <summary>Where the codes of the tables and of the network files must stand in Odoo, by which field (rule 17).</summary>
internal static class MasterLinks
{
    /// <summary>What a preference card says in place of an item when a procedure needs none.</summary>
    private const string NothingNeeded = "none";

    /// <summary>Table and column. A column that no table has is passed over.</summary>
    private static readonly (string Table, string Column, string Model, string Field)[] OfTables =
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

    /// <summary>Network file and column.</summary>
    private static readonly (string File, string Column, string Model, string Field)[] OfNetwork =
    [
        ("units", "name", "uom.uom", "name"),
        ("vendors", "code", "res.partner", "ref"),
        ("items", "code", "product.product", "default_code"),
        ("locations", "code", "stock.location", "barcode"),
        ("operation-types", "code", "stock.picking.type", "sequence_code"),
        ("departments", "name", "hr.department", "name"),
        ("cost-centres", "code", "account.analytic.account", "code"),
        ("projects", "name", "project.project", "name"),
        ("task-tags", "name", "project.tags", "name"),
        ("equipment", "team", "maintenance.team", "name"),
        ("equipment", "serial", "maintenance.equipment", "serial_no"),
    ];

    /// <param name="network">Null where there are no such files.</param>
    public static IEnumerable<(string Model, string Field, IReadOnlySet<string> Wanted)> Wanted(CodeTables tables, NetworkFiles? network) =>
        OfTables.Select(link => (link.Model, link.Field, Codes: Codes(tables, link.Table, link.Column)))
            .Concat(OfNetwork.Where(_ => network is not null).Select(link => (link.Model, link.Field, Codes: network![link.File].Select(row => row[link.Column]))))
            .GroupBy(link => (link.Model, link.Field))
            .Select(group => (group.Key.Model, group.Key.Field, (IReadOnlySet<string>)group.SelectMany(link => link.Codes).Where(code => code.Length > 0).ToHashSet()))
            .Where(link => link.Item3.Count > 0);

    private static IEnumerable<string> Codes(CodeTables tables, string name, string column)
    {
        if (tables.Table(name) is not { } table || table.IndexOf(column) is not (>= 0 and var at))
        {
            return [];
        }

        return table.Rows.Select(row => row.Values[at]).Where(code => code is not ("*" or NothingNeeded));
    }
}
