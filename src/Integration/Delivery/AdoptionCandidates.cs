using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// Open records that people made for the same thing before the integration went live: the same origin, the same references (vendor, places, operation), still ours to change by their state, and without an external id of ours.
/// </summary>
internal sealed class AdoptionCandidates(OdooClient odoo, FieldCatalog catalog, ModelFields fields)
{
    public async Task<IReadOnlyDictionary<DeliveryItem, IReadOnlyList<StandingRecord>>> FindAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        Dictionary<DeliveryItem, IReadOnlyList<StandingRecord>> found = [];
        if (items.Count == 0 || items[0].Policy is { Entry: not null } || items[0].Policy.OriginField is not { } origin) return found;
        var policy = items[0].Policy;
        var domain = OdooDomain.WhereIn(origin, items.Select(item => item.Wanted!.Values.GetValueOrDefault(origin)).OfType<string>().Distinct()).AndIn(policy.StateField, policy.OursWhile);
        List<long> ids = [.. (await odoo.SearchReadAllAsync(policy.Model, domain, ["id"], OdooContext.Standard, cancellation)).Select(row => row.Id)];
        if (ids.Count == 0) return found;

        var module = items[0].Posting.ExternalId.Split('.')[0] + ".";
        var names = await odoo.ExternalIdsAsync(policy.Model, ids, cancellation);
        ids.RemoveAll(id => names.GetValueOrDefault(id)?.StartsWith(module, StringComparison.Ordinal) == true);
        var shape = new RecordShape(
            policy.Model,
            [.. items.SelectMany(item => item.Wanted!.Values.Keys).Concat(policy.StateFields).Distinct()],
            policy.Lines is { } lines ? new LineShape(lines.Field, lines.Model, lines.ParentField, [.. items.SelectMany(item => item.Wanted!.Lines).SelectMany(line => line.Values.Keys).Distinct()]) : null);
        var records = await new RecordReader(odoo, catalog).ReadAsync(shape, ids.ToDictionary(id => id, _ => (IReadOnlyCollection<long>)[]), cancellation);
        foreach (var item in items)
        {
            var key = item.Wanted!.Values.Where(value => value.Key == origin || fields.Record[value.Key].Type == "many2one").ToList();
            found[item] = [.. records.Values.Where(record => key.All(value => record.Values.GetValueOrDefault(value.Key) == value.Value)).OrderBy(record => record.Id)];
        }

        return found;
    }

    /// <summary>
    /// The record as it stands as the baseline of the posting, each wanted line paired with the line of its item. Null where an item stands on either side twice: then nobody can tell which is which.
    /// </summary>
    public static Baseline? Pair(DeliveryItem item, StandingRecord record)
    {
        Dictionary<string, BaselineLine> lines = new(StringComparer.Ordinal);
        if (item.Policy.Lines is not null)
        {
            var product = item.Policy.UnitChecks.Select(check => check.ProductColumn.Split('/')[0]).FirstOrDefault("product_id");
            var standing = record.Lines.Where(line => line.Parent == record.Id).ToLookup(line => line.Values.GetValueOrDefault(product));
            foreach (var same in item.Wanted!.Lines.GroupBy(line => line.Values.GetValueOrDefault(product)))
            {
                var there = standing[same.Key].ToList();
                if (there.Count == 0) continue;
                if (there.Count > 1 || same.Count() > 1) return null;
                var wanted = same.Single();
                lines[wanted.ExternalId] = new BaselineLine(there[0].Id, wanted.Values.Keys.Where(there[0].Values.ContainsKey).ToDictionary(name => name, name => there[0].Values[name]));
            }
        }

        return new Baseline(
            item.Policy.StateOf(record.Values), item.Wanted!.Values.Keys.Where(record.Values.ContainsKey).ToDictionary(name => name, name => record.Values[name]), lines);
    }
}
