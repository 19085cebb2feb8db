using System.Globalization;
using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>The desired values of a record in normal form: references are database ids.</summary>
internal sealed record WantedRecord(IReadOnlyDictionary<string, string?> Values, IReadOnlyList<WantedLine> Lines)
{
    private const string Company = "company_id";

    /// <returns>The record, or why it cannot be written.</returns>
    public static (WantedRecord? Wanted, Failure? Obstacle) Of(
        OdooRecord desired, ModelPolicy policy, ModelFields fields, long company, ResolvedReferences references)
    {
        List<Failure> failures = [];
        var values = Normal(desired.Columns, policy.Model, fields.Record, references.In(company), failures);
        // Where the company follows from something else (a transfer's from its operation type) the field is read-only.
        if (fields.Record.TryGetValue(Company, out var field) && !field.ReadOnly && policy.FoundBy is null) values[Company] = NormalForm.Id(company);
        if (desired.Lines.Count > 0 && policy.Lines is null) failures.Add(Defect($"{policy.Model} has no lines in its policy, but the record has some."));
        WantedLine[] lines = [.. desired.Lines.Select(line =>
            new WantedLine(line.ExternalId, Normal(line.Columns, policy.Lines?.Model ?? policy.Model, fields.Line, references.In(company), failures)))];
        return failures.Count > 0 ? (null, failures[0]) : (new WantedRecord(values, lines), null);
    }

    /// <summary>Without some columns, of the record or of a line.</summary>
    public WantedRecord Without(IEnumerable<(string? Line, string Column)> some)
    {
        var left = some.ToHashSet();
        Dictionary<string, string?> Rest(string? line, IReadOnlyDictionary<string, string?> values) =>
            values.Where(value => !left.Contains((line, value.Key))).ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);
        return left.Count == 0 ? this : new WantedRecord(Rest(null, Values), [.. Lines.Select(line => line with { Values = Rest(line.ExternalId, line.Values) })]);
    }

    private static Dictionary<string, string?> Normal(
        IReadOnlyDictionary<string, OdooCell> columns, string model, IReadOnlyDictionary<string, OdooField> fields,
        Func<OdooReference, (long Id, Failure? Failure)> resolve, List<Failure> failures)
    {
        Dictionary<string, string?> values = new(StringComparer.Ordinal);
        foreach (var (column, cell) in columns)
        {
            // Mappings may write a reference's column as load() does: partner_id/id.
            var name = column.StartsWith('[') ? Labelled(column, cell, fields) : column.Split('/')[0];
            if (name is null) failures.Add(Missing(column, model));
            else if (!fields.TryGetValue(name, out var field)) failures.Add(Defect($"The connected Odoo has no field {name} in {model}."));
            else if (cell.Reference is { } reference)
            {
                var (id, failure) = resolve(reference);
                if (failure is not null) failures.Add(failure);
                else if (id != 0) values[name] = OfReference(field, id);
            }
            else
            {
                try
                {
                    values[name] = NormalForm.OfText(field, cell.Text ?? (cell.Number is { } number ? number.ToString(CultureInfo.InvariantCulture) : null));
                }
                catch (FormatException)
                {
                    failures.Add(Defect($"The value for {name} in {model} is no {field.Type}."));
                }
            }
        }

        return values;
    }

    /// <summary>A column in brackets goes by its label, since its name differs per database: that of an analytic plan is x_plan with the plan's number.</summary>
    private static string? Labelled(string column, OdooCell cell, IReadOnlyDictionary<string, OdooField> fields)
    {
        OdooField[] found = [.. fields.Values.Where(field => field.Label == column.Trim('[', ']') && field.Relation == cell.Reference?.Model)];
        return found.Length == 1 ? found[0].Name : null;
    }

    private static Failure Missing(string column, string model) => new(
        FailureKind.MissingReference, $"The connected Odoo has no field called {column} in {model}, or several.", "Make it in Odoo (an analytic plan of this name), or correct the outbound mapping; then release.",
        MissingThing: $"{model} {column}");

    /// <summary>A reference in a JSON field is an analytic distribution that puts everything on one account.</summary>
    private static string? OfReference(OdooField field, long id) =>
        NormalForm.OfText(field, field.Type == "json" ? $"{{\"{NormalForm.Id(id)}\": 100}}" : NormalForm.Id(id));

    private static Failure Defect(string reason) => new(FailureKind.Defect, reason, "Correct the outbound mapping, or install the Odoo module it counts on; then release.");
}

internal sealed record WantedLine(string ExternalId, IReadOnlyDictionary<string, string?> Values);

/// <param name="Line">Empty for models without lines.</param>
internal sealed record ModelFields(IReadOnlyDictionary<string, OdooField> Record, IReadOnlyDictionary<string, OdooField> Line)
{
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task<ModelFields> OfAsync(ModelPolicy policy, FieldCatalog catalog, CancellationToken cancellation) => new(
        await catalog.FieldsAsync(policy.Model, cancellation),
        policy.Lines is { } lines ? await catalog.FieldsAsync(lines.Model, cancellation) : new Dictionary<string, OdooField>());
}
