using System.Collections.Immutable;

namespace Integration.Contracts;

/// <summary>
/// What should stand in Odoo for one external id, in Odoo's columns: what a posting keeps, compares and delivers. Built by an outbound mapping from a <see cref="DesiredRecord"/>.
/// </summary>
/// <param name="Mapping">The outbound mapping and its version, which is also the policy it is delivered under: <c>purchase.order/v1</c>.</param>
/// <param name="Company">Name of the Odoo company it belongs to.</param>
/// <param name="UsefulUntil">As in <see cref="DesiredRecord.UsefulUntil"/>.</param>
public sealed record OdooRecord(
    string ExternalId,
    string Model,
    string Mapping,
    string Company,
    RecordStanding Standing,
    IReadOnlyDictionary<string, OdooCell> Columns,
    IReadOnlyList<OdooLine> Lines,
    DateTimeOffset? UsefulUntil = null)
{
    /// <summary>As in <see cref="DesiredRecord.Remark"/>.</summary>
    public string? Remark { get; init; }
}

/// <summary>One line of an <see cref="OdooRecord"/>.</summary>
public sealed record OdooLine(string ExternalId, IReadOnlyDictionary<string, OdooCell> Columns);

/// <summary>
/// One value for one column. At most one form: text (also instants, as <c>YYYY-MM-DD HH:MM:SS</c> UTC), a number, or a reference by natural key to a record that is in Odoo already (rule 17).
/// None of them: the field is to be empty.
/// </summary>
public sealed record OdooCell(string? Text = null, decimal? Number = null, OdooReference? Reference = null)
{
    /// <summary>True for a price that gives way to the one an agreement names. Null otherwise.</summary>
    public bool? Provisional { get; init; }
}

/// <summary>A record of <paramref name="Model"/> whose <paramref name="Field"/> has the value <paramref name="Key"/>: <c>res.partner</c>, <c>ref</c>, <c>DET</c>.</summary>
/// <param name="Take">The many2one of that record that is meant in its place, such as <c>buyer_id</c>; where it is empty there, the column is left out. Null for the record itself.</param>
public sealed record OdooReference(string Model, string Field, string Key, string? Take = null);

/// <summary>
/// How records of one outbound mapping are delivered: what is ours and until when, how they are confirmed and called off. Data, from <c>mappings/odoo/</c>.
/// </summary>
/// <param name="Name">As in <see cref="OdooRecord.Mapping"/>.</param>
/// <param name="Rank">Order of dependency: lower ranks are delivered first.</param>
/// <param name="StateField">The field that says how far people are: <c>state</c>.</param>
/// <param name="OursWhile">States in which the record is ours to change (rule 11).</param>
/// <param name="OursUnless">Boolean fields that make it theirs when true, on the record (<c>printed</c>) or on any line (<c>move_ids.picked</c>).</param>
/// <param name="CancelledStates">States that mean called off.</param>
/// <param name="DoneStates">States that mean carried out.</param>
/// <param name="OriginField">The field that shows people where it came from; also how doubles are found.</param>
/// <param name="Lines">Null when the model has no lines.</param>
/// <param name="Confirm">Called after every load, until its states are reached. Null when saving is enough.</param>
/// <param name="Withdraw">Called to call it off.</param>
/// <param name="UnitChecks">Pairs whose units of measure must be convertible before anything is sent (Odoo checks nothing).</param>
public sealed record ModelPolicy(
    string Name,
    string Model,
    int Rank,
    string StateField,
    IReadOnlyList<string> OursWhile,
    IReadOnlyList<string> OursUnless,
    IReadOnlyList<string> CancelledStates,
    IReadOnlyList<string> DoneStates,
    string? OriginField,
    LinePolicy? Lines,
    VerbPolicy? Confirm,
    VerbPolicy Withdraw,
    IReadOnlyList<UnitCheck> UnitChecks)
{
    /// <summary>Fields of the record among <see cref="OursUnless"/>.</summary>
    public IEnumerable<string> RecordGuards => OursUnless.Where(path => !path.Contains('.'));

    /// <summary>Fields of its lines among <see cref="OursUnless"/>, without the one2many before them.</summary>
    public IEnumerable<string> LineGuards => Lines is { } lines
        ? OursUnless.Where(path => path.StartsWith(lines.Field + ".", StringComparison.Ordinal)).Select(path => path[(lines.Field.Length + 1)..])
        : [];

    /// <summary>Set where records are entries (rule 8): made once, then only read back and compared. Null where they are states, which are kept up.</summary>
    public EntryPolicy? Entry { get; init; }

    /// <summary>By column of the record; <see cref="EditRule.Ask"/> where a column is not named.</summary>
    public IReadOnlyDictionary<string, EditRule> Edited { get; init; } = ImmutableDictionary<string, EditRule>.Empty;

    /// <summary>What the state follows from where no field says it by itself: the first rule that holds names it, and where none does it is <see cref="Fresh"/>.</summary>
    public IReadOnlyList<StateRule>? States { get; init; }

    /// <summary>The field by which a record that people keep is found. Such a record is only written to: never made, named or called off by us. Null for records of our own.</summary>
    public string? FoundBy { get; init; }

    /// <summary>Columns that are sent when the record is made and are people's from then on.</summary>
    public IReadOnlyList<string> Initial { get; init; } = [];

    /// <summary>Columns whose change is left as a note, and is not a break, once the record is theirs.</summary>
    public IReadOnlyList<string> NotedAfterwards { get; init; } = [];

    /// <summary>Keys of the context that are true on every writing call, such as <c>mail_activity_automation_skip</c>.</summary>
    public IReadOnlyList<string> Context { get; init; } = [];

    /// <summary>The state of a record of which no rule of <see cref="States"/> holds.</summary>
    public const string Fresh = "new";

    /// <summary>What must be read to know the state.</summary>
    public IEnumerable<string> StateFields => States is { } rules ? rules.Select(rule => rule.Field).Distinct() : [StateField];

    /// <param name="values">Of the record, in normal form, with <see cref="StateFields"/> among them.</param>
    public string? StateOf(IReadOnlyDictionary<string, string?> values) =>
        States is not { } rules ? values.GetValueOrDefault(StateField) : rules.FirstOrDefault(rule => rule.Holds(values.GetValueOrDefault(rule.Field)))?.State ?? Fresh;

    /// <summary>The column that takes the agreement (<c>purchase.requisition</c>) a new record is bought under, chosen on delivery; null where there is none.</summary>
    public string? AgreementColumn { get; init; }

    /// <summary>
    /// How the names begin that Odoo's scheduler joins to the origin, after a comma, when it adds lines of its own: <c>OP/</c>. Anything else that joins it there was merged by people. Null where neither happens.
    /// </summary>
    public string? SchedulerOrigin { get; init; }
}

/// <summary>One sign that a record is in a state: <c>started</c>, <c>stage_id.place</c>, <c>later</c>.</summary>
/// <param name="Field">A field of the record, or <c>stage_id.place</c>: whether its stage is the <c>entry</c>, <c>later</c> or at an <c>end</c>.</param>
/// <param name="Values">Any of them, in normal form; <see cref="Any"/> for whatever is not empty.</param>
public sealed record StateRule(string State, string Field, IReadOnlyList<string> Values)
{
    public const string Any = "any";

    public bool Holds(string? value) => value is not null && (Values.Contains(value) || (Values.Contains(Any) && value is not "false" and not "0"));
}

/// <summary>What must be right before an entry is made, since it is never changed.</summary>
/// <param name="DateColumn">The day the entry is booked on.</param>
/// <param name="ClosedBy">Fields of the company with the last day of a closed period; an entry dated in one is held. Odoo itself takes analytic lines into closed periods.</param>
/// <param name="CurrencyColumn">The currency of its amount, which must be the company's; null where it is not said.</param>
public sealed record EntryPolicy(string DateColumn, IReadOnlyList<string> ClosedBy, string? CurrencyColumn);

/// <summary>What becomes of a column that a person edited in Odoo while the record is ours (rule 12), when the source says something else.</summary>
public enum EditRule
{
    /// <summary>The whole record is left alone, with a break and a note, until a person settles it.</summary>
    Ask,

    /// <summary>The edit stays and the column is left out from then on, with a break; the other columns are delivered.</summary>
    Theirs,

    /// <summary>The source's value takes its place; a note and a break say what it was.</summary>
    Ours,
}

/// <param name="Field">The one2many on the record: <c>order_line</c>.</param>
/// <param name="ParentField">The many2one on the line: <c>order_id</c>.</param>
/// <param name="Together">Columns that must be sent together when one of them changes (a new quantity alone makes Odoo fetch the price again).</param>
/// <param name="Removal">How a line that left is taken out.</param>
/// <param name="QuantityField">Set to 0 when <paramref name="Removal"/> is <see cref="LineRemoval.Zero"/>.</param>
public sealed record LinePolicy(string Field, string Model, string ParentField, IReadOnlyList<string> Together, LineRemoval Removal, string QuantityField)
{
    /// <summary>By column of the line; <see cref="EditRule.Ask"/> where a column is not named.</summary>
    public IReadOnlyDictionary<string, EditRule> Edited { get; init; } = ImmutableDictionary<string, EditRule>.Empty;
}

public enum LineRemoval
{
    Unlink,
    Zero,
}

/// <summary>A method of the model and the states that show that it has done its work (rule 15).</summary>
/// <param name="Until">The verb is carried out when the record is in one of these.</param>
public sealed record VerbPolicy(string Method, IReadOnlyList<string> Until)
{
    /// <summary>Values to write in place of a method of the model; <see cref="Method"/> is <c>write</c> then.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>On each line, the unit in <paramref name="UnitColumn"/> must share its root with the own unit of the product in <paramref name="ProductColumn"/>.</summary>
public sealed record UnitCheck(string ProductColumn, string UnitColumn);
