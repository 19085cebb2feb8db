using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Odoo 19 takes analytic lines into periods that are closed, and amounts in whatever currency as the company's. An entry is never changed, so both are looked at before it is made.</summary>
internal static class EntryChecking
{
    private const string Companies = "res.company";
    private const string Currency = "currency_id";

    /// <summary>Gives every entry that may not be made now its obstacle.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task CheckAsync(OdooClient odoo, FieldCatalog catalog, IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        DeliveryItem[] entries = [.. items.Where(item => item is { Policy.Entry: not null, Wanted: not null, Obstacle: null })];
        if (entries.Length == 0) return;
        var shape = new RecordShape(Companies, [.. entries.SelectMany(item => item.Policy.Entry!.ClosedBy).Append(Currency).Distinct()], null);
        var companies = entries.Select(item => item.Company).Distinct().ToDictionary(id => id, _ => (IReadOnlyCollection<long>)[]);
        var read = await new RecordReader(odoo, catalog).ReadAsync(shape, companies, cancellation);
        foreach (var item in entries) item.Obstacle = read.TryGetValue(item.Company, out var company) ? Obstacle(item, item.Policy.Entry!, company.Values) : null;
    }

    private static Failure? Obstacle(DeliveryItem item, EntryPolicy policy, IReadOnlyDictionary<string, string?> company)
    {
        var wanted = item.Wanted!.Values;
        var date = wanted.GetValueOrDefault(policy.DateColumn);
        // Days as Odoo writes them are in order as text. The last day named is closed too.
        var closed = policy.ClosedBy.FirstOrDefault(field => company.GetValueOrDefault(field) is { } last && string.CompareOrdinal(date, last) <= 0);
        if (closed is not null)
            return new Failure(
                FailureKind.MissingReference,
                $"The entry is dated {date}, and {item.Desired.Company} has closed its books until {company[closed]} ({closed}).",
                "It goes on by itself when the period is opened again in Odoo. Else book it there by hand in an open period, and leave this one held.",
                MissingThing: $"{Companies} {item.Desired.Company} open on {date}");
        return policy.CurrencyColumn is { } column && wanted.GetValueOrDefault(column) is { } currency && currency != company.GetValueOrDefault(Currency)
            ? new Failure(
                FailureKind.Rejected,
                $"The amount is in {item.Desired.Columns[column].Reference?.Key}, which is not the currency {item.Desired.Company} keeps its books in; Odoo would take the number as it is.",
                "Have the sender name amounts in the company's currency, or book it by hand.")
            : null;
    }
}
