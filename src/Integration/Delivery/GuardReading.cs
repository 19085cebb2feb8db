using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Reads what stands there, immediately before a batch and again after it (rule 13).</summary>
internal sealed class GuardReading(OdooClient odoo, RecordReader reader)
{
    private static readonly Dictionary<DeliveryItem, List<long>> NoStrays = [];

    /// <summary>Fills <see cref="DeliveryItem.Before"/> of all that are located; settles those that people deleted.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task BeforeAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        var located = Open(items);
        await ReadAsync(located, NoStrays, (item, record) => item.Stand(record), cancellation);
        DeliveryItem[] unanswered = [.. located.Where(item => item.Before is null)];
        await Locating.LocateAgainAsync(odoo, unanswered, cancellation);
        await ReadAsync(Open(unanswered), NoStrays, (item, record) => item.Stand(record), cancellation);
        foreach (var item in Open(unanswered).Where(item => item.Before is null)) Locating.Deleted(item);
        var strays = await Locating.StrayLinesAsync(odoo, Open(items), cancellation);
        if (strays.Count > 0) await ReadAsync([.. strays.Keys], strays, (item, record) => item.Stand(record), cancellation);
    }

    /// <summary>Fills <see cref="DeliveryItem.After"/>; it stays null where the record is gone.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public Task AfterAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        foreach (var item in items) item.After = null;
        return ReadAsync(items, NoStrays, (item, record) => item.After = record, cancellation);
    }

    private static DeliveryItem[] Open(IEnumerable<DeliveryItem> items) => [.. items.Where(item => item is { Result: null, OdooId: not null })];

    private async Task ReadAsync(
        IReadOnlyList<DeliveryItem> items, IReadOnlyDictionary<DeliveryItem, List<long>> strays, Action<DeliveryItem, StandingRecord?> keep, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        var wanted = items.ToDictionary(item => item.OdooId!.Value, item => (IReadOnlyCollection<long>)
            [.. item.Posting.Baseline?.Lines.Values.Select(line => line.OdooId) ?? [], .. strays.GetValueOrDefault(item) ?? []]);
        var standing = await reader.ReadAsync(Shape(items), wanted, cancellation);
        foreach (var item in items) keep(item, standing.GetValueOrDefault(item.OdooId!.Value) is { } record ? Named(item, record) : null);
    }

    /// <summary>Lines that were adopted without an external id are known by their database id.</summary>
    private static StandingRecord Named(DeliveryItem item, StandingRecord record)
    {
        if (item.Posting.Baseline is not { } baseline || record.Lines.All(line => line.ExternalId is not null)) return record;
        var names = baseline.Lines.ToDictionary(line => line.Value.OdooId, line => line.Key);
        return record with { Lines = [.. record.Lines.Select(line => line.ExternalId is null ? line with { ExternalId = names.GetValueOrDefault(line.Id) } : line)] };
    }

    private static RecordShape Shape(IReadOnlyList<DeliveryItem> items)
    {
        var policy = items[0].Policy;
        var columns = items.SelectMany(item => (item.Wanted?.Values.Keys ?? []).Concat(item.Posting.Baseline?.Values.Keys ?? []));
        var header = columns.Concat(policy.RecordGuards).Concat(policy.StateFields).Append(Ownership.WriterField).Append(Ownership.WrittenField);
        if (policy.Lines is not { } lines) return new RecordShape(policy.Model, [.. header.Distinct()], null);
        var lineColumns = items
            .SelectMany(item => (item.Wanted?.Lines.SelectMany(line => line.Values.Keys) ?? [])
                .Concat(item.Posting.Baseline?.Lines.Values.SelectMany(line => line.Values.Keys) ?? []))
            .Concat(policy.LineGuards)
            .Append(lines.QuantityField)
            .Append(Ownership.WriterField)
            .Append(Ownership.WrittenField);
        return new RecordShape(policy.Model, [.. header.Distinct()], new LineShape(lines.Field, lines.Model, lines.ParentField, [.. lineColumns.Distinct()]));
    }
}
