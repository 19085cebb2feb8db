using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>Where changes are looked for: a model, and how its rows lead to records.</summary>
/// <param name="ParentField">The many2one from a line to its record; null where the row is the record itself.</param>
public sealed record ChangeSource(string Model, string? ParentField);

/// <summary>A row that changed.</summary>
/// <param name="At">Its <c>write_date</c>: the start of the transaction that wrote it, to the second.</param>
/// <param name="Records">The records it may belong to: itself or its parent, and what it is a backorder of.</param>
public sealed record Change(long Id, DateTimeOffset At, IReadOnlyList<long> Records);

/// <summary>Finds what changed in Odoo by <c>write_date</c>, oldest first, whoever's it is. All times are Odoo's.</summary>
public sealed class ChangedRecords(OdooClient odoo, TimeProvider time)
{
    private const string WriteDate = "write_date";
    private const string Backorder = "backorder_id";
    private const int LongestChain = 10;

    // Whoever is archived may have been changed too.
    private static readonly OdooContext s_context = OdooContext.Standard.With("active_test", false);

    private readonly FieldCatalog _catalog = new(odoo, time);

    /// <summary>The newest change there is; null in an empty model.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<DateTimeOffset?> NewestAsync(string model, CancellationToken cancellation) =>
        (await odoo.SearchReadAsync(model, OdooDomain.All, [WriteDate], 1, $"{WriteDate} desc, id desc", 0, s_context, cancellation)).Select(row => row.Instant(WriteDate)).SingleOrDefault();

    /// <param name="source">Where to look.</param>
    /// <param name="from">Not older than this.</param>
    /// <param name="skip">How many of that second were read already.</param>
    /// <param name="most">Size of the page.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyList<Change>> SinceAsync(ChangeSource source, DateTimeOffset from, int skip, int most, CancellationToken cancellation)
    {
        var known = await _catalog.FieldsAsync(source.Model, cancellation);
        var backorder = source.ParentField is null && known.ContainsKey(Backorder) ? Backorder : null;
        string[] fields = [WriteDate, .. new[] { source.ParentField, backorder }.OfType<string>()];
        var rows = await odoo.SearchReadAsync(
            source.Model, OdooDomain.Where(WriteDate, ">=", OdooFormats.Instant(from)), fields, most, $"{WriteDate}, id", skip, s_context, cancellation);
        var origins = backorder is null ? [] : await OriginsAsync(source.Model, [.. rows.Select(row => row.Reference(Backorder)?.Id).OfType<long>()], cancellation);
        return
        [
            .. rows.Select(row => new Change(
                row.Id,
                row.Instant(WriteDate) ?? from,
                source.ParentField is { } parent
                    ? row.Reference(parent) is { } record ? [record.Id] : []
                    : [row.Id, .. backorder is not null && row.Reference(Backorder) is { } first ? Chain(first.Id, origins) : []])),
        ];
    }

    /// <summary>What these transfers are backorders of in turn.</summary>
    private async Task<Dictionary<long, long>> OriginsAsync(string model, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        Dictionary<long, long> origins = [];
        for (var depth = 0; ids.Count > 0 && depth < LongestChain; depth++)
        {
            var read = await odoo.ReadAsync(model, [.. ids.Distinct()], [Backorder], OdooContext.Standard, cancellation);
            foreach (var row in read.Where(row => row.Reference(Backorder) is not null)) origins[row.Id] = row.Reference(Backorder)!.Value.Id;
            ids = [.. read.Select(row => row.Reference(Backorder)?.Id).OfType<long>()];
        }

        return origins;
    }

    private static IEnumerable<long> Chain(long first, Dictionary<long, long> origins)
    {
        yield return first;
        for (var (at, left) = (first, LongestChain); left > 0 && origins.TryGetValue(at, out var next); at = next, left--) yield return next;
    }
}
