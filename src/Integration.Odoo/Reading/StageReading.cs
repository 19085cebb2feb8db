using System.Collections.Immutable;

namespace Integration.Odoo.Reading;

/// <summary>
/// Where a record is in the order of its stages, as <c>stage_id.place</c>: at the <c>entry</c>, <c>later</c>, or at an <c>end</c>. Stages are ordered by their sequence; those that are an end say so in
/// <c>done</c> or, where there is no such field, by being folded. Stages that belong to projects are those of the record's own.
/// </summary>
internal sealed class StageReading(OdooClient odoo, FieldCatalog catalog)
{
    public const string Entry = "entry";
    public const string Later = "later";
    public const string End = "end";

    private const string Place = ".place";
    private const string Project = "project_id";
    private const string Projects = "project_ids";
    private const int MostStages = 1000;

    public static IReadOnlyDictionary<(long, string), string> Nowhere { get; } = ImmutableDictionary<(long, string), string>.Empty;

    /// <returns>The fields of the record that a place follows from; null for a name that asks for none.</returns>
    public static string[]? Needs(string name, IReadOnlyDictionary<string, OdooField> fields) =>
        FieldOf(name, fields) is { } field ? [field.Name, Project] : null;

    /// <param name="model">Model of the records.</param>
    /// <param name="asked">Names that were asked for, with or without a place among them.</param>
    /// <param name="records">With the fields of <see cref="Needs"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>By record and name.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyDictionary<(long, string), string>> PlacesAsync(
        string model, IEnumerable<string> asked, IReadOnlyList<ReadRecord> records, CancellationToken cancellation)
    {
        var fields = await catalog.FieldsAsync(model, cancellation);
        Dictionary<(long, string), string> places = [];
        foreach (var name in asked.Distinct())
        {
            if (records.Count == 0 || FieldOf(name, fields) is not { } field) continue;
            var stages = await catalog.StagesAsync(field.Relation!, () => StagesAsync(field.Relation!, cancellation));
            foreach (var record in records) places[(record.Id, name)] = PlaceOf(record, field.Name, stages, fields.ContainsKey(Project));
        }

        return places;
    }

    private static OdooField? FieldOf(string name, IReadOnlyDictionary<string, OdooField> fields) =>
        name.EndsWith(Place, StringComparison.Ordinal) && fields.TryGetValue(name[..^Place.Length], out var field) && field.Type == "many2one" ? field : null;

    private static string PlaceOf(ReadRecord record, string field, IReadOnlyList<Stage> stages, bool hasProject)
    {
        if (record.Reference(field)?.Id is not { } at) return Entry;
        if (stages.FirstOrDefault(stage => stage.Id == at) is not { } there) return Later;
        if (there.IsEnd) return End;
        var own = hasProject && record.Reference(Project)?.Id is { } project ? stages.Where(stage => stage.Projects.Count == 0 || stage.Projects.Contains(project)) : stages;
        return own.Where(stage => !stage.IsEnd).OrderBy(stage => stage.Sequence).ThenBy(stage => stage.Id).First().Id == at ? Entry : Later;
    }

    private async Task<IReadOnlyList<Stage>> StagesAsync(string model, CancellationToken cancellation)
    {
        var fields = await catalog.FieldsAsync(model, cancellation);
        var end = fields.ContainsKey("done") ? "done" : "fold";
        var shared = fields.ContainsKey(Projects);
        // Every user has personal stages of the same names in the same model; they are no stages of a project.
        var domain = shared ? OdooDomain.Where(Projects, "!=", false) : OdooDomain.All;
        string[] names = [end, "sequence", .. shared ? (string[])[Projects] : []];
        var rows = await odoo.SearchReadAsync(model, domain, names, MostStages, "id", 0, OdooContext.Standard, cancellation);
        return [.. rows.Select(row => new Stage(row.Id, row.Flag(end), row.Number("sequence"), shared ? row.Ids(Projects) : []))];
    }
}

/// <param name="Projects">Those it belongs to; none where it is every project's.</param>
internal sealed record Stage(long Id, bool IsEnd, decimal Sequence, IReadOnlyList<long> Projects);
