using Integration.Contracts;
using Integration.Mapping.Inbound.Functions;

namespace Integration.Mapping.Outbound;

/// <summary>One version of one outbound mapping, checked and compiled: desired records of some kinds into columns of one model, and how they are delivered.</summary>
/// <param name="Name"><c>odoo/purchase.order/v1</c>.</param>
/// <param name="Kinds">Kinds of <see cref="DesiredRecord"/> it can take.</param>
internal sealed record OutboundMapping(
    string Name,
    IReadOnlyList<string> Kinds,
    IReadOnlyDictionary<string, ColumnRule> Columns,
    IReadOnlyDictionary<string, ColumnRule> LineColumns,
    ModelPolicy Policy)
{
    public OdooRecord Map(DesiredRecord record, string company) => new(
        record.ExternalId,
        Policy.Model,
        Policy.Name,
        company,
        record.Standing,
        Cells(Columns, record.Fields, record.ExternalId),
        [.. record.Lines.Select(line => new OdooLine(line.ExternalId, Cells(LineColumns, line.Fields, line.ExternalId)))],
        record.UsefulUntil)
    {
        Remark = record.Remark,
    };

    /// <summary>A column without a value is left out: an empty cell would clear it (rule 10).</summary>
    private static Dictionary<string, OdooCell> Cells(IReadOnlyDictionary<string, ColumnRule> rules, IReadOnlyDictionary<string, string?> fields, string externalId)
    {
        var cells = new Dictionary<string, OdooCell>(StringComparer.Ordinal);
        foreach (var (column, rule) in rules)
        {
            if (rule.Cell(fields) is { } cell)
            {
                cells[column] = cell;
            }
            else if (rule.Required)
            {
                throw new ArgumentException($"{externalId} needs {string.Join(" or ", rule.From)} for the column {column}, and its fold gave none.", nameof(fields));
            }
        }

        return cells;
    }
}

/// <summary>How one column is filled.</summary>
/// <param name="From">Fields of the desired record; the first valued one is taken.</param>
/// <param name="Form">What the value becomes.</param>
/// <param name="Reference">Model and field that resolve a <see cref="CellForm.Reference"/>; null otherwise.</param>
/// <param name="Words">Translation of a <see cref="CellForm.Choice"/>; null otherwise.</param>
/// <param name="Required">The column may not be left out.</param>
/// <param name="Provisional">The field whose value gives way to an agreement's.</param>
/// <param name="Edited">What becomes of it when a person edited it.</param>
internal sealed record ColumnRule(
    IReadOnlyList<string> From, CellForm Form, (string Model, string Field, string? Take)? Reference, IReadOnlyDictionary<string, string>? Words, bool Required, EditRule Edited = EditRule.Ask, string? Provisional = null)
{
    /// <summary>Once the record is people's, a change of this column is left as a note.</summary>
    public bool NotedAfterwards { get; init; }

    public OdooCell? Cell(IReadOnlyDictionary<string, string?> fields)
    {
        if (Form == CellForm.Empty) return new OdooCell();
        if (Form == CellForm.Prose) return Prose(From.Select(fields.GetValueOrDefault).Where(value => !string.IsNullOrWhiteSpace(value)));
        var from = From.FirstOrDefault(name => !string.IsNullOrEmpty(fields.GetValueOrDefault(name)));
        var text = from is null ? null : fields[from];
        return text is null ? null : Form switch
        {
            CellForm.Text => new OdooCell(Text: text),
            CellForm.Number => new OdooCell(Number: DecimalOf.TryRead(text, out var number) ? number : throw Unfit("number")) { Provisional = from == Provisional ? true : null },
            CellForm.Instant => new OdooCell(Text: InstantOf.Parse(text).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)),
            CellForm.Choice => new OdooCell(Text: Chosen(text)),
            CellForm.Reference when (Words is null ? text : Chosen(text)) is { Length: > 0 } key => new OdooCell(Reference: new OdooReference(Reference!.Value.Model, Reference.Value.Field, key, Reference.Value.Take)),
            CellForm.Reference => new OdooCell(),
            CellForm.Prose or CellForm.Empty or _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private string Chosen(string text) => Words!.TryGetValue(text, out var word) ? word : throw Unfit(string.Join(" or ", Words.Keys));

    /// <summary>Plain text as HTML that says the same: a paragraph for each field, a break for each line.</summary>
    private static OdooCell? Prose(IEnumerable<string?> texts)
    {
        var html = string.Concat(texts.Select(text => $"<p>{Escape(text!.Trim()).ReplaceLineEndings("<br>")}</p>"));
        return html.Length == 0 ? null : new OdooCell(Text: html);
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private ArgumentException Unfit(string wanted) => new($"A {wanted} is wanted from {string.Join(" or ", From)}.");
}

internal enum CellForm
{
    Text,
    Number,

    /// <summary>Odoo's own form, in UTC, to the second.</summary>
    Instant,
    Choice,
    Reference,

    /// <summary>Plain text for an HTML field, which would read markup out of it.</summary>
    Prose,

    /// <summary>Explicitly nothing, when the record is made: what Odoo would fill in by itself.</summary>
    Empty,
}
