using System.Globalization;
using Integration.Contracts;

namespace Integration.Worker.Bench.Delivering;

/// <summary>
/// What folds ask for, of one shape and as many lines for each model the product makes records of, told apart by a number. References are those of the synthetic network (ops/odoo/network).
/// </summary>
internal static class BenchPostings
{
    private const string Due = "2035-03-01T08:00:00Z";

    private static readonly string[] s_items = ["1001", "1006", "1007"];
    private static readonly string[] s_vendors = ["DET", "NLS"];

    /// <summary>Every model, with how many times the usual number of records makes a measurement of about the same length.</summary>
    public static IReadOnlyList<(string Model, int Weight)> Models { get; } =
        [("purchase.order", 1), ("stock.picking", 1), ("maintenance.request", 2), ("project.task", 2), ("account.analytic.line", 10)];

    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="set">Tells the records of one measurement from those of another: letters and digits.</param>
    /// <param name="count">How many.</param>
    /// <param name="assets">Assets of the network; their requests follow one another, as their external ids do.</param>
    /// <param name="salt">Tells this run from others into the same Odoo.</param>
    public static IReadOnlyList<DesiredRecord> Of(string model, string set, int count, IReadOnlyList<(string Asset, string Team)> assets, string salt) =>
    [
        .. Enumerable.Range(0, count).Select(number =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{salt}{set}{number:00000}");
            return model switch
            {
                "purchase.order" => Order(name, number),
                "stock.picking" => Transfer(name),
                "maintenance.request" => Request(name, assets[number * assets.Count / count]),
                "project.task" => Task(name),
                "account.analytic.line" => Entry(name),
                _ => throw new ArgumentOutOfRangeException(nameof(model), model, "No such model is posted."),
            };
        }),
    ];

    private static DesiredRecord Order(string name, int number) => new(
        $"integration.requisition_{name}", "requisition-order", RecordStanding.Active,
        Fields(("vendor", s_vendors[number % s_vendors.Length]), ("origin", name), ("urgent", "false"), ("department", "OR")),
        Lines($"integration.requisition_{name}", ("price", "2.5"), ("neededBy", Due), ("costCentre", "4100")));

    private static DesiredRecord Transfer(string name) => new(
        $"integration.case_{name}", "case-transfer", RecordStanding.Active,
        Fields(("operation", "CASE"), ("source", "CS-STOCK"), ("destination", "OR-USE"), ("origin", name), ("neededAt", Due)),
        Lines($"integration.case_{name}", ("source", "CS-STOCK"), ("destination", "OR-USE"), ("neededAt", Due)));

    private static DesiredRecord Request(string name, (string Asset, string Team) of) => new(
        $"integration.asset_{name}", "maintenance-request", RecordStanding.Active,
        Fields(("name", $"Alarm {name}"), ("asset", of.Asset), ("type", "corrective"), ("priority", "2"), ("team", of.Team), ("description", "Occlusion downstream"), ("tally", "1 alarm")),
        [])
    {
        SerialKey = $"asset:{of.Asset}",
    };

    private static DesiredRecord Task(string name) => new(
        $"integration.bed_{name}", "turnover-task", RecordStanding.Active,
        Fields(("name", $"Turn over {name}"), ("project", "Bed Turnover"), ("deadline", Due), ("urgent", "false"), ("isolation", "false"), ("description", "Clean and make up")),
        []);

    private static DesiredRecord Entry(string name) => new(
        $"integration.charge_{name}", "charge-entry", RecordStanding.Active,
        Fields(("name", "Operating room time"), ("costCentre", "4100"), ("amount", "-15"), ("currency", "USD"), ("quantity", "1"), ("unit", "Minutes"), ("date", "2026-11-22"), ("transaction", name)),
        []);

    private static DesiredLine[] Lines(string record, params (string, string?)[] others) =>
        [.. s_items.Select(item => new DesiredLine($"{record}_{item}", Fields([("item", item), ("quantity", "2"), ("unit", "Units"), .. others])))];

    private static Dictionary<string, string?> Fields(params (string Name, string? Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);
}
