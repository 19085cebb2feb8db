using Integration.Contracts;
using Integration.Odoo;
using Integration.Worker.Master;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Doctor;

/// <summary>Looks in Odoo for everything the code tables and the network files point to, so that a missing product is found here and not at night.</summary>
internal sealed class MasterDataExamination(OdooClient odoo)
{
    /// <summary>Most missing codes that are named.</summary>
    private const int MostNamed = 10;

    /// <summary>Beyond it Odoo would order today what is needed next year; its own default is 365.</summary>
    private const int LongestHorizonDays = 60;

    /// <param name="network">The files Odoo is provisioned with; null where there are none.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(CodeTables tables, NetworkFiles? network, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var (model, field, wanted) in MasterLinks.Wanted(tables, network))
        {
            findings.Add(await LookAsync(model, field, wanted, cancellationToken));
        }

        findings.AddRange(await CompaniesAsync(cancellationToken));
        return findings;
    }

    private async Task<Finding> LookAsync(string model, string field, IReadOnlySet<string> wanted, CancellationToken cancellationToken)
    {
        var subject = $"master data {model}";
        try
        {
            var found = await odoo.SearchReadAsync(model, OdooDomain.WhereIn(field, wanted), [field], MasterOdoo.MostRecords, "id", 0, OdooContext.Standard, cancellationToken);
            var missing = wanted.Except(found.Select(record => record.Text(field)!)).Order(StringComparer.Ordinal).ToList();
            return missing.Count == 0
                ? Finding.Good(subject, $"all {wanted.Count} codes are there by {field}")
                : Finding.Bad(
                    subject,
                    $"{missing.Count} of {wanted.Count} codes are not there by {field}: {string.Join(", ", missing.Take(MostNamed))}",
                    "Add them in Odoo (or unarchive them), or all at once with: integration provision --plan. A wrong code is corrected with: integration map-code.");
        }
        catch (OdooFault fault) when (fault.Kind == OdooFaultKind.AccessDenied && !fault.IsLoginDenied)
        {
            return Finding.Bad(subject, "this user may not read it: its group is missing, or its switch in Odoo's settings is off", "integration provision gives both; --plan says what is missing.");
        }
    }

    private async Task<IReadOnlyList<Finding>> CompaniesAsync(CancellationToken cancellationToken)
    {
        var companies = await odoo.SearchReadAsync("res.company", OdooDomain.All, ["name", "horizon_days"], MasterOdoo.MostRecords, "id", 0, OdooContext.Standard, cancellationToken);
        var warehouses = await odoo.SearchReadAsync("stock.warehouse", OdooDomain.All, ["company_id"], MasterOdoo.MostRecords, "id", 0, OdooContext.Standard, cancellationToken);
        var equipped = warehouses.Select(warehouse => warehouse.Reference("company_id")?.Id).ToHashSet();
        return
        [
            .. companies.Where(company => !equipped.Contains(company.Id))
                .Select(company => Finding.Bad("odoo warehouse", $"{company.Text("name")} has none, so that every order of it fails", "Add one in Odoo, or to companies.csv for: integration provision.")),
            .. companies.Where(company => company.Number("horizon_days") > LongestHorizonDays)
                .Select(company => Finding.Bad("odoo horizon", $"{company.Text("name")} buys {company.Number("horizon_days"):0} days ahead, so that a case next year is bought for today", "Set the replenishment horizon to the planning window (7 to 14 days): integration provision does.")),
        ];
    }
}
