using System.Globalization;

namespace Integration.Sandbox.Hospital;

/// <summary>Compares what Odoo holds with what the day should have led to; one sentence for each difference.</summary>
internal static class DayCheck
{
    public static IReadOnlyList<string> Compare(ExpectedDay expected, OdooHoldings found)
    {
        var differences = new List<string>();
        Compare(differences, "order", expected.Orders.Select(Describe), found.Orders.Select(Describe));
        Compare(differences, "transfer", expected.Transfers.Select(transfer => Describe(transfer)), found.Transfers.Select(transfer => Describe(Blur(transfer, expected.Transfers))));
        return differences;
    }

    public static string Describe(ExpectedOrder order) =>
        $"{order.Origin} from {order.Vendor}, {order.State}: {string.Join(", ", order.Lines.OrderBy(line => line.Item, StringComparer.Ordinal).ThenBy(line => line.Quantity).Select(Describe))}";

    public static string Describe(ExpectedTransfer transfer) =>
        $"{transfer.Operation} {transfer.Origin ?? "case"} to {transfer.Destination}{(transfer.Scheduled is null ? "" : $" at {transfer.Scheduled}")}, {(transfer.Cancelled ? "cancelled" : "stands")}: " +
        string.Join(", ", transfer.Lines.OrderBy(line => line.Item, StringComparer.Ordinal).Select(Describe));

    private static string Describe(ExpectedLine line) =>
        $"{line.Quantity.ToString("0.####", CultureInfo.InvariantCulture)} {line.Unit} of {line.Item}" + (line.Price is { } price ? $" at {price.ToString("0.00##", CultureInfo.InvariantCulture)}" : "");

    /// <summary>Leaves out of a found transfer what the expectation leaves open: the origin of a case, the date of a requisition.</summary>
    private static ExpectedTransfer Blur(ExpectedTransfer found, IReadOnlyList<ExpectedTransfer> expected)
    {
        var named = expected.FirstOrDefault(one => one.Origin is not null && one.Origin == found.Origin);
        return named is null ? found with { Origin = null } : found with { Scheduled = named.Scheduled is null ? null : found.Scheduled };
    }

    private static void Compare(List<string> differences, string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var missing = expected.ToList();
        foreach (var one in found)
        {
            if (!missing.Remove(one))
            {
                differences.Add($"{what} in Odoo that the day does not explain: {one}");
            }
        }

        differences.AddRange(missing.Select(one => $"{what} missing in Odoo: {one}"));
    }
}
