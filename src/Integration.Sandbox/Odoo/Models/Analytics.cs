using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>A line belongs to the company of its account. As in Odoo nothing checks the account's plan, the sign, or the company's lock dates.</summary>
internal sealed class AnalyticLines : ModelBehaviour
{
    /// <summary>The column of the plan Cost Centres, the second there is; in another Odoo it has another number.</summary>
    public const string CostCentre = "x_plan2_id";

    public override void SetDefaults(OdooEnvironment env, FieldValues values) => Fill(values, "date", () => env.Now[..10]);

    public override object? Compute(OdooEnvironment env, Record record, string field)
    {
        var company = (env.Follow(record, CostCentre) ?? env.Follow(record, "account_id"))?.Link("company_id") ?? env.User.Link("company_id");
        return field switch
        {
            "company_id" => company,
            "currency_id" => company is { } id ? env.Browse("res.company", id).Link("currency_id") : null,
            _ => null,
        };
    }
}

/// <summary>The balance counts what stands in the column of the account's own plan only: an account of another plan in <c>account_id</c> is accepted and lost.</summary>
internal sealed class AnalyticAccounts : ModelBehaviour
{
    public override object? Compute(OdooEnvironment env, Record record, string field) => field == "balance"
        ? env.Store.Pointing("account.analytic.line", AnalyticLines.CostCentre, record.Id).Sum(line => line.Number("amount"))
        : null;
}
