using System.Collections.Concurrent;

namespace Integration.Odoo.Reading;

/// <summary>What fields a model has in the connected Odoo, asked rather than assumed. Kept for ten minutes, since a module may be installed at any time.</summary>
public sealed class FieldCatalog(OdooClient odoo, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, (long Since, IReadOnlyDictionary<string, OdooField> Fields)> _known = new(StringComparer.Ordinal);

    /// <exception cref="OdooFault">Odoo cannot be asked, or knows no such model.</exception>
    public async Task<IReadOnlyDictionary<string, OdooField>> FieldsAsync(string model, CancellationToken cancellation)
    {
        if (_known.TryGetValue(model, out var known) && time.GetElapsedTime(known.Since) < Keep) return known.Fields;
        var fields = await odoo.FieldsGetAsync(model, cancellation);
        _known[model] = (time.GetTimestamp(), fields);
        return fields;
    }
}
