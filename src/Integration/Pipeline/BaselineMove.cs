using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo.Reading;

namespace Integration.Pipeline;

/// <summary>
/// Moves the baseline to what stands in Odoo, for the fields of one break and no others. For ours that is the permission to overwrite exactly these edits, since an edit is what differs from the baseline (rule 12);
/// for theirs the value is accepted besides, in place of the desired one.
/// </summary>
internal sealed class BaselineMove(PostedRecord posting, ModelPolicy policy, StandingRecord standing)
{
    private readonly Dictionary<string, string?> _values = new(posting.Baseline?.Values ?? new Dictionary<string, string?>(), StringComparer.Ordinal);
    private readonly Dictionary<string, BaselineLine> _lines = new(posting.Baseline?.Lines ?? new Dictionary<string, BaselineLine>(), StringComparer.Ordinal);

    public Baseline Result() => new(policy.StateOf(standing.Values), _values, _lines);

    /// <summary>Whether the field holds what the break says.</summary>
    public static bool IsAsFound(BreakField field, StandingRecord standing, ModelPolicy policy)
    {
        var (name, column) = AcceptedValue.Split(field.Field);
        var line = standing.Lines.FirstOrDefault(one => one.ExternalId == name);
        return (name, column) switch
        {
            (null, not null) => standing.Values.GetValueOrDefault(column) == field.Actual,
            (_, null) => field.Actual is null == (line is null || line.Parent != standing.Id),
            _ when column == policy.Lines?.ParentField => false,
            _ => line is not null && line.Values.GetValueOrDefault(column) == field.Actual,
        };
    }

    /// <returns>For theirs, the value that takes the place of what is desired.</returns>
    public AcceptedValue? Take(BreakField field, SettleAs how)
    {
        var (name, column) = AcceptedValue.Split(field.Field);
        if (name is null)
        {
            return TakeValue(field.Field, column!, how);
        }

        var line = standing.Lines.FirstOrDefault(one => one.ExternalId == name && one.Parent == standing.Id);
        var isWanted = posting.Desired.Lines.Any(one => one.ExternalId == name);
        if (line is null || (!isWanted && how == SettleAs.Theirs))
        {
            // Not there, or theirs to keep: in either case no line of ours any more.
            _lines.Remove(name);
            return how == SettleAs.Theirs && isWanted ? new AcceptedValue(name, AcceptedValue.WishFor(posting.Desired, name), null) : null;
        }

        var values = new Dictionary<string, string?>(_lines.GetValueOrDefault(name)?.Values ?? new Dictionary<string, string?>(), StringComparer.Ordinal);
        foreach (var known in column is null ? values.Keys.ToList() : [column])
        {
            values[known] = line.Values.GetValueOrDefault(known);
        }

        _lines[name] = new BaselineLine(line.Id, values);
        return how == SettleAs.Theirs && column is not null ? new AcceptedValue(field.Field, AcceptedValue.WishFor(posting.Desired, field.Field), line.Values.GetValueOrDefault(column)) : null;
    }

    private AcceptedValue? TakeValue(string field, string column, SettleAs how)
    {
        _values[column] = standing.Values.GetValueOrDefault(column);
        return how == SettleAs.Theirs ? new AcceptedValue(field, AcceptedValue.WishFor(posting.Desired, field), _values[column]) : null;
    }
}
