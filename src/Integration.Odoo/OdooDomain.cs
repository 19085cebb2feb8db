using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Integration.Odoo;

/// <summary>
/// A search domain in Odoo's prefix notation; conditions side by side are all required. It goes as the argument itself: Odoo 19 raises on the
/// <c>[[]]</c> that a needless extra list would make.
/// </summary>
public sealed class OdooDomain
{
    private readonly ImmutableList<JsonNode> _terms;
    private readonly int _conditions;

    private OdooDomain(ImmutableList<JsonNode> terms, int conditions)
    {
        _terms = terms;
        _conditions = conditions;
    }

    /// <summary>Every record that the user may read and that is not archived.</summary>
    public static OdooDomain All { get; } = new([], 0);

    /// <param name="field">Name of a field, or a dotted path such as <c>stage_id.done</c>.</param>
    /// <param name="comparison">One of Odoo's: <c>=</c>, <c>!=</c>, <c>&gt;=</c>, <c>in</c>, <c>like</c>…</param>
    /// <param name="value">A string, number or boolean, or an array of them for <c>in</c>.</param>
    public static OdooDomain Where(string field, string comparison, JsonNode? value) => All.And(field, comparison, value);

    public static OdooDomain WhereIn(string field, IEnumerable<long> values) => All.AndIn(field, values);

    public static OdooDomain WhereIn(string field, IEnumerable<string> values) => All.AndIn(field, values);

    public OdooDomain And(string field, string comparison, JsonNode? value) =>
        new(_terms.Add(new JsonArray(field, comparison, value?.DeepClone())), _conditions + 1);

    public OdooDomain AndIn(string field, IEnumerable<long> values) => And(field, "in", new JsonArray([.. values.Select(value => (JsonNode)value)]));

    public OdooDomain AndIn(string field, IEnumerable<string> values) => And(field, "in", new JsonArray([.. values.Select(value => (JsonNode)value)]));

    public OdooDomain AndNotIn(string field, IEnumerable<long> values) => And(field, "not in", new JsonArray([.. values.Select(value => (JsonNode)value)]));

    /// <summary>One of the two; each side is first made a single term.</summary>
    public static OdooDomain Either(OdooDomain left, OdooDomain right)
    {
        if (left._conditions == 0 || right._conditions == 0) throw new ArgumentException("Both sides of an alternative need a condition.");
        return new([JsonValue.Create("|")!, .. left.AsOneTerm(), .. right.AsOneTerm()], 1);
    }

    internal JsonArray ToJson() => [.. _terms.Select(term => term.DeepClone())];

    private IEnumerable<JsonNode> AsOneTerm() => Enumerable.Repeat((JsonNode)"&", _conditions - 1).Concat(_terms);
}
