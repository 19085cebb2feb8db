using System.Collections.Concurrent;
using System.Text.Json;

namespace Integration.Odoo.Reading;

/// <summary>What fields a model has in the connected Odoo, asked rather than assumed. Kept for ten minutes, since a module may be installed at any time; stages for ten seconds, since people move them.</summary>
public sealed class FieldCatalog(OdooClient odoo, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepStages = TimeSpan.FromSeconds(10);
    private const int MostDefiners = 1000;
    private readonly ConcurrentDictionary<string, (long Since, IReadOnlyDictionary<string, OdooField> Fields)> _known = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (long Since, IReadOnlyList<Stage> Stages)> _stages = new(StringComparer.Ordinal);

    /// <summary>Those of a model of stages, by whoever reads them, or as they were read a moment ago.</summary>
    internal async Task<IReadOnlyList<Stage>> StagesAsync(string model, Func<Task<IReadOnlyList<Stage>>> read)
    {
        if (_stages.TryGetValue(model, out var known) && time.GetElapsedTime(known.Since) < KeepStages) return known.Stages;
        var stages = await read();
        _stages[model] = (time.GetTimestamp(), stages);
        return stages;
    }

    /// <exception cref="OdooFault">Odoo cannot be asked, or knows no such model.</exception>
    public async Task<IReadOnlyDictionary<string, OdooField>> FieldsAsync(string model, CancellationToken cancellation)
    {
        if (_known.TryGetValue(model, out var known) && time.GetElapsedTime(known.Since) < Keep) return known.Fields;
        var fields = await WithPropertiesAsync(await odoo.FieldsGetAsync(model, cancellation), cancellation);
        _known[model] = (time.GetTimestamp(), fields);
        return fields;
    }

    /// <summary>
    /// Each property by its own name, <c>equipment_properties.hours</c>, as <c>load()</c> takes it. Where two definers differ, the first says what type it is. Properties whose definitions this user may
    /// not read (those of purchase orders) are as good as not there.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, OdooField>> WithPropertiesAsync(IReadOnlyDictionary<string, OdooField> fields, CancellationToken cancellation)
    {
        Dictionary<string, OdooField> all = new(fields, StringComparer.Ordinal);
        foreach (var field in fields.Values.Where(field => field.Type == "properties"))
        {
            if (field.DefinedBy is not { } definer || fields.GetValueOrDefault(definer.Record)?.Relation is not { } model) continue;
            if (!await odoo.HasAccessAsync(model, "read", cancellation)) continue;
            var found = await odoo.SearchReadAsync(
                model, OdooDomain.Where(definer.Field, "!=", false), [definer.Field], MostDefiners, "id", 0, OdooContext.Standard.With("active_test", false), cancellation);
            foreach (var definition in found.Select(record => record.Json.GetProperty(definer.Field)).Where(one => one.ValueKind == JsonValueKind.Array).SelectMany(list => list.EnumerateArray()))
            {
                var name = $"{field.Name}.{definition.GetProperty("name").GetString()}";
                all.TryAdd(name, new OdooField(name, definition.GetProperty("type").GetString()!, null, false, false, name));
            }
        }

        return all;
    }
}
