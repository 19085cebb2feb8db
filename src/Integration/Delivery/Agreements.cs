using System.Globalization;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// Chooses the blanket order a record is bought under: confirmed, of the same vendor and company, not ended, with the item of every line in the line's unit. Odoo itself takes any, of whatever vendor or unit.
/// A price the source did not state gives way to the agreement's.
/// </summary>
internal sealed class Agreements(OdooClient odoo, TimeProvider time)
{
    private const string Model = "purchase.requisition";
    private const string Lines = "purchase.requisition.line";
    private const string Vendor = "partner_id";
    private const string Product = "product_id";
    private const string Unit = "product_uom_id";
    private const string Price = "price_unit";

    /// <summary>Adds the agreement to what is wanted of each item that has one.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task ChooseAsync(IReadOnlyList<DeliveryItem> items, ModelFields fields, CancellationToken cancellation)
    {
        DeliveryItem[] open = [.. items.Where(item => item is { Wanted.Lines.Count: > 0 } && item.Policy.AgreementColumn is { } column && fields.Record.ContainsKey(column))];
        foreach (var group in open.GroupBy(item => item.Company))
        {
            var agreements = await ReadAsync(group.Key, [.. group.Select(item => Id(item.Wanted!.Values.GetValueOrDefault(Vendor))).OfType<long>().Distinct()], cancellation);
            foreach (var item in group) item.Wanted = Under(item, agreements);
        }
    }

    private static WantedRecord Under(DeliveryItem item, IReadOnlyList<Agreement> agreements)
    {
        var (wanted, column) = (item.Wanted!, item.Policy.AgreementColumn!);
        var before = Id(item.Posting.Baseline?.Values.GetValueOrDefault(column));
        var chosen = agreements
            .Where(one => one.Vendor == Id(wanted.Values.GetValueOrDefault(Vendor)) && wanted.Lines.All(line => one.Prices.ContainsKey(Key(line))))
            .OrderByDescending(one => one.Id == before).ThenBy(one => one.Ends ?? DateOnly.MaxValue).ThenBy(one => one.Id).FirstOrDefault();
        if (chosen is null) return wanted;
        var provisional = item.Desired.Lines.Where(line => line.Columns.Any(cell => cell.Key == Price && cell.Value.Provisional == true)).Select(line => line.ExternalId).ToHashSet();
        return new WantedRecord(
            new Dictionary<string, string?>(wanted.Values, StringComparer.Ordinal) { [column] = NormalForm.Id(chosen.Id) },
            [.. wanted.Lines.Select(line => provisional.Contains(line.ExternalId) ? line with { Values = new Dictionary<string, string?>(line.Values, StringComparer.Ordinal) { [Price] = NormalForm.OfNumber(chosen.Prices[Key(line)]) } } : line)]);
    }

    private async Task<IReadOnlyList<Agreement>> ReadAsync(long company, IReadOnlyList<long> vendors, CancellationToken cancellation)
    {
        if (vendors.Count == 0) return [];
        var context = OdooContext.ForCompanies(company);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var found = await odoo.SearchReadAllAsync(
            Model, OdooDomain.WhereIn("vendor_id", vendors).And("state", "=", "confirmed").And("requisition_type", "=", "blanket_order").And("company_id", "=", company), ["vendor_id", "date_end"], context, cancellation);
        var running = found.Where(one => one.Text("date_end") is not { } end || OdooFormats.ParseDate(end[..10]) >= today).ToList();
        if (running.Count == 0) return [];
        var lines = (await odoo.SearchReadAllAsync(
            Lines, OdooDomain.WhereIn("requisition_id", running.Select(one => one.Id)), ["requisition_id", Product, Unit, Price], context, cancellation)).ToLookup(line => line.Reference("requisition_id")?.Id);
        return
        [
            .. running.Select(one => new Agreement(
                one.Id,
                one.Reference("vendor_id")?.Id,
                one.Text("date_end") is { } end ? OdooFormats.ParseDate(end[..10]) : null,
                lines[one.Id].Where(line => line.Number(Price) > 0).GroupBy(line => (line.Reference(Product)?.Id, line.Reference(Unit)?.Id)).ToDictionary(line => line.Key, line => line.First().Number(Price)))),
        ];
    }

    private static (long? Product, long? Unit) Key(WantedLine line) => (Id(line.Values.GetValueOrDefault(Product)), Id(line.Values.GetValueOrDefault(Unit)));

    private static long? Id(string? value) => value is null ? null : long.Parse(value, CultureInfo.InvariantCulture);

    private sealed record Agreement(long Id, long? Vendor, DateOnly? Ends, IReadOnlyDictionary<(long? Product, long? Unit), decimal> Prices);
}
