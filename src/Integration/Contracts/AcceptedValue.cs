using System.Text.Json;

namespace Integration.Contracts;

/// <summary>A value of Odoo's that a person settled on in place of the desired one. It stands in for it for as long as the source asks for the very same; a new wish of the source ends it.</summary>
/// <param name="Field">As in <see cref="BreakField.Field"/>; a line's external id alone means the line as a whole.</param>
/// <param name="Desired">What was asked for when it was settled, as <see cref="WishFor"/> tells it.</param>
/// <param name="Value">In normal form; null for an empty field, and for a line that is not to be there.</param>
public sealed record AcceptedValue(string Field, string Desired, string? Value)
{
    private const string Nothing = "nothing";

    public bool Holds(OdooRecord desired) => WishFor(desired, Field) == Desired;

    /// <summary>Splits a field into line and column: no line for the record's own columns, no column for a line as a whole.</summary>
    public static (string? Line, string? Column) Split(string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            return (field[..colon], field[(colon + 1)..]);
        }

        // External ids have a module before a point; columns have none.
        return field.Contains('.', StringComparison.Ordinal) ? (field, (string?)null) : (null, field);
    }

    /// <summary>What a record asks for in a field, as text that is equal only for equal wishes.</summary>
    public static string WishFor(OdooRecord desired, string field)
    {
        var (line, column) = Split(field);
        var columns = line is null ? desired.Columns : desired.Lines.FirstOrDefault(one => one.ExternalId == line)?.Columns;
        if (columns is null)
        {
            return Nothing;
        }

        if (column is null)
        {
            return JsonSerializer.Serialize(columns.OrderBy(cell => cell.Key, StringComparer.Ordinal).ToDictionary(), ContractJson.Options);
        }

        // Mappings may write a reference's column as load() does: partner_id/id.
        var cell = columns.FirstOrDefault(one => one.Key.Split('/')[0] == column).Value;
        return cell is null ? Nothing : JsonSerializer.Serialize(cell, ContractJson.Options);
    }
}
