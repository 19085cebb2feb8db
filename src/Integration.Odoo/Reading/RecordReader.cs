using System.Text.Json;

namespace Integration.Odoo.Reading;

/// <summary>
/// Which fields of which records to read; a field the connected Odoo does not have is left out. Beside fields of the record: <c>equipment_properties.hours</c>, a property, and <c>stage_id.place</c>,
/// where in the order of stages it is (see <see cref="StageReading"/>).
/// </summary>
/// <param name="Lines">Null for records without lines.</param>
public sealed record RecordShape(string Model, IReadOnlyCollection<string> Fields, LineShape? Lines);

/// <param name="Field">The one2many on the record.</param>
/// <param name="ParentField">The many2one on the line.</param>
public sealed record LineShape(string Field, string Model, string ParentField, IReadOnlyCollection<string> Fields)
{
    /// <summary>Whether external ids are asked for as well; without it lines are known by their database ids alone.</summary>
    public bool IsNamed { get; init; } = true;
}

/// <summary>A record as it stands in Odoo now, in normal form.</summary>
/// <param name="Lines">Those of the record, and those that were asked for by id wherever they are now.</param>
public sealed record StandingRecord(long Id, IReadOnlyDictionary<string, string?> Values, IReadOnlyList<StandingLine> Lines);

/// <param name="ExternalId">Null for lines that people or the scheduler made, and where it was not asked for.</param>
/// <param name="Parent">Database id of the record it belongs to.</param>
public sealed record StandingLine(long Id, string? ExternalId, long? Parent, IReadOnlyDictionary<string, string?> Values);

/// <summary>Reads records with their lines and the lines' external ids, many at once; three calls for up to 1,000 records and 1,000 lines.</summary>
public sealed class RecordReader(OdooClient odoo, FieldCatalog catalog)
{
    /// <summary>Most records of one call.</summary>
    public const int PageSize = 1000;

    /// <param name="shape">What to read.</param>
    /// <param name="wanted">The records, each with ids of lines that once were its own and may be elsewhere now.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>By id; records that no longer exist are left out.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyDictionary<long, StandingRecord>> ReadAsync(
        RecordShape shape, IReadOnlyDictionary<long, IReadOnlyCollection<long>> wanted, CancellationToken cancellation)
    {
        var lineField = shape.Lines?.Field;
        var (fields, read) = await PagesAsync(shape.Model, [.. wanted.Keys], lineField is null ? shape.Fields : [.. shape.Fields, lineField], cancellation);
        var lineIds = read.ToDictionary(record => record.Id, record => (IReadOnlyCollection<long>)
            [.. lineField is null ? [] : record.Ids(lineField), .. wanted[record.Id]]);
        var lines = shape.Lines is null ? [] : await LinesAsync(shape.Lines, lineIds.Values.SelectMany(ids => ids).ToHashSet(), cancellation);
        var places = await new StageReading(odoo, catalog).PlacesAsync(shape.Model, shape.Fields, read, cancellation);
        return read.ToDictionary(record => record.Id, record => new StandingRecord(
            record.Id,
            Values(record, shape.Fields, fields, places),
            [.. lineIds[record.Id].Distinct().Where(lines.ContainsKey).Select(id => lines[id])]));
    }

    private async Task<Dictionary<long, StandingLine>> LinesAsync(LineShape shape, HashSet<long> ids, CancellationToken cancellation)
    {
        var (fields, read) = await PagesAsync(shape.Model, ids, [.. shape.Fields, shape.ParentField], cancellation);
        Dictionary<long, string?> names = [];
        foreach (var page in shape.IsNamed ? read.Select(line => line.Id).Chunk(PageSize) : [])
            foreach (var (id, name) in await odoo.ExternalIdsAsync(shape.Model, page, cancellation))
                names[id] = name;
        return read.ToDictionary(line => line.Id, line => new StandingLine(
            line.Id, names.GetValueOrDefault(line.Id), line.Reference(shape.ParentField)?.Id, Values(line, shape.Fields, fields, StageReading.Nowhere)));
    }

    private async Task<(IReadOnlyDictionary<string, OdooField> Fields, List<ReadRecord> Records)> PagesAsync(
        string model, IReadOnlyCollection<long> ids, IEnumerable<string> asked, CancellationToken cancellation)
    {
        var fields = await catalog.FieldsAsync(model, cancellation);
        string[] known = [.. asked.SelectMany(name => StageReading.Needs(name, fields) ?? [name.Split('.')[0]]).Where(fields.ContainsKey).Distinct()];
        List<ReadRecord> records = [];
        foreach (var page in ids.Chunk(PageSize)) records.AddRange(await odoo.ReadWithoutNamesAsync(model, page, known, OdooContext.Standard, cancellation));
        return (fields, records);
    }

    private static Dictionary<string, string?> Values(
        ReadRecord record, IEnumerable<string> asked, IReadOnlyDictionary<string, OdooField> fields, IReadOnlyDictionary<(long, string), string> places)
    {
        Dictionary<string, string?> values = new(StringComparer.Ordinal);
        foreach (var name in asked)
        {
            if (places.TryGetValue((record.Id, name), out var place)) values[name] = place;
            else if (fields.TryGetValue(name, out var field)) values[name] = name.Contains('.', StringComparison.Ordinal) ? Property(record, field) : NormalForm.OfRead(field, record.Json.GetProperty(name));
        }

        return values;
    }

    /// <summary>Properties are read as a list of definitions, each with its value where one was ever written.</summary>
    private static string? Property(ReadRecord record, OdooField field)
    {
        var parts = field.Name.Split('.');
        if (record.Json.GetProperty(parts[0]) is not { ValueKind: JsonValueKind.Array } all) return null;
        return all.EnumerateArray().FirstOrDefault(one => one.GetProperty("name").GetString() == parts[1]) is { ValueKind: JsonValueKind.Object } property && property.TryGetProperty("value", out var value)
            ? NormalForm.OfRead(field, value)
            : null;
    }
}
