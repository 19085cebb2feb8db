using System.Globalization;
using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <param name="People">How many of the role are needed.</param>
internal sealed record RoleNeed(string Role, int People, decimal PatientsPerPerson, int Minimum);

/// <summary>The table of ratios.</summary>
internal static class Staffing
{
    /// <summary>What a census needs in a shift, by role; nothing where the table says nothing of the unit.</summary>
    public static IReadOnlyList<RoleNeed> Of(CodeTables tables, string unit, string shift, int census)
    {
        if (tables.Table("staffing-ratios") is not { } table)
        {
            return [];
        }

        var roles = table.Rows.Where(row => (row.Values[0] == unit || row.Values[0] == "*") && (row.Values[1] == shift || row.Values[1] == "*")).Select(row => row.Values[2]).Distinct().Order(StringComparer.Ordinal);
        return [.. roles.Select(role => Of(table, table.Find(unit, shift, role), role, census)).OfType<RoleNeed>()];
    }

    private static RoleNeed? Of(CodeTable table, IReadOnlyList<CodeRow> rows, string role, int census)
    {
        if (rows is not [var row, ..]
            || !decimal.TryParse(row.Values[table.IndexOf("patients-per-person")], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio)
            || !int.TryParse(row.Values[table.IndexOf("minimum")], NumberStyles.None, CultureInfo.InvariantCulture, out var minimum)
            || ratio <= 0)
        {
            return null;
        }

        return new RoleNeed(role, Math.Max(minimum, (int)Math.Ceiling(census / ratio)), ratio, minimum);
    }
}
