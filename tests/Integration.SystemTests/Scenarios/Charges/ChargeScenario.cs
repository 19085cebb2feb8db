using System.Globalization;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Charges;

/// <summary>Each test has transactions of its own.</summary>
[Collection(RequisitionScenarios.Name)]
public abstract class ChargeScenario : Scenario
{
    protected ChargeScenario(SharedInstallation shared)
        : base(shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        Transaction = string.Create(CultureInfo.InvariantCulture, $"T-{shared.NextNumber()}");
    }

    /// <summary>FT1-2 of the charge.</summary>
    protected string Transaction { get; }

    protected static string Yesterday { get; } = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A DFT^P03 of the billing system of the operating rooms, said now.</summary>
    private protected Task ChargeAsync(params IEnumerable<Ft1> services) => ChargeAsync(Shared.NextSent(), services);

    private protected async Task ChargeAsync(DateTimeOffset sent, params IEnumerable<Ft1> services)
    {
        string[] segments =
        [
            $@"MSH|^~\&|ORBILL|NORTH|INTEGRATION|NORTHFIELD|{Stamp(sent)}||DFT^P03^DFT_P03|{ControlId()}|P|2.5.1", $"EVN|P03|{Stamp(sent)}",
            "PID|1||900417^^^NORTH^MR||ZZYZX^QUILLWEN", "PV1|1|I|OR1", .. services.Select((service, at) => service.Write(at + 1, Transaction, Yesterday)),
        ];
        await SendAsync(Installation.ChargePort, string.Join('\r', segments) + '\r');
        await SettleAsync();
    }

    /// <summary>The entries of a transaction, oldest first: <c>95 Minutes on 4100 for -1425</c>.</summary>
    private protected async Task<IReadOnlyList<string>> EntriesAsync(string? transaction = null)
    {
        var odoo = await AsAsync(OdooRole.Administrator);
        var accounts = (await odoo.SearchReadAsync("account.analytic.account", OdooDomain.All, ["code"], 100, "id", 0, OdooContext.Standard, None)).ToDictionary(account => account.Id, account => account.Text("code"));
        var column = (await odoo.FieldsGetAsync("account.analytic.line", None)).Values.Single(field => field.Label == "Cost Centres").Name;
        var lines = await odoo.SearchReadAsync(
            "account.analytic.line", OdooDomain.Where("ref", "=", transaction ?? Transaction), ["amount", "unit_amount", "product_uom_id", "product_id", column], 100, "id", 0, OdooContext.Standard, None);
        return
        [
            .. lines.Select(line => string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Number("unit_amount"):0.##} {line.Reference("product_uom_id")!.Value.Name}{(line.Reference("product_id") is { } item ? $" of {item.Name.Split(']')[0].Trim('[')}" : "")} on {accounts[line.Reference(column)!.Value.Id]} for {line.Number("amount"):0.##}")),
        ];
    }

    private protected async Task<decimal> BalanceAsync(string account) =>
        (await (await AsAsync(OdooRole.Administrator)).SearchReadAsync("account.analytic.account", OdooDomain.Where("code", "=", account), ["balance"], 1, "id", 0, OdooContext.Standard, None)).Single().Number("balance");
}

/// <summary>One FT1.</summary>
internal sealed record Ft1(string Type, decimal Quantity, decimal Amount)
{
    /// <summary>FT1-2; null for the transaction's own, empty for none.</summary>
    public string? Number { get; init; }

    /// <summary>FT1-31.</summary>
    public string Reference { get; init; } = "";

    /// <summary>FT1-7.</summary>
    public string Code { get; init; } = "OR-MINUTE";

    /// <summary>FT1-4 with hyphens; null for yesterday.</summary>
    public string? Day { get; init; }

    /// <summary>FT1-34.</summary>
    public string Item { get; init; } = "";

    public static Ft1 Charge(decimal minutes) => new("CG", minutes, minutes * 15);

    public static Ft1 Credit(decimal minutes) => new("CD", minutes, minutes * 15);

    public string Write(int at, string transaction, string day)
    {
        var fields = Enumerable.Repeat("", 35).ToArray();
        (fields[0], fields[1], fields[2], fields[6], fields[7], fields[31], fields[34]) = ("FT1", Text(at), Number ?? transaction, Type, Code, Reference, Item);
        (fields[4], fields[10], fields[11]) = ((Day ?? day).Replace("-", "", StringComparison.Ordinal), Text(Quantity), $"{Text(Amount)}&USD");
        return string.Join('|', fields);
    }

    private static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
