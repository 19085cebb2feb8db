using System.Diagnostics;
using System.Globalization;
using Integration.Contracts;
using Integration.Mapping.Inbound;
using Integration.Mapping.Inbound.Functions;

namespace Integration.Mapping.Master;

/// <summary>What a cell of each kind looks like.</summary>
internal static class CellKinds
{
    public static bool Fits(ColumnKind kind, string cell) => kind switch
    {
        ColumnKind.Code => !cell.Any(char.IsWhiteSpace),
        ColumnKind.Text => true,
        ColumnKind.Number => DecimalOf.TryRead(cell, out var number) && number >= 0,
        ColumnKind.Positive => DecimalOf.TryRead(cell, out var positive) && positive > 0,
        ColumnKind.TimeOfDay => TimeOnly.TryParseExact(cell, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ColumnKind.Date => CodeTable.Date(cell, default) is not null,
        ColumnKind.Zone => FacilityTime.Zone(cell) is not null,
        ColumnKind.Flag => cell is "yes" or "no",
        _ => throw new UnreachableException(),
    };

    public static string Wanted(ColumnKind kind) => kind switch
    {
        ColumnKind.Code => "a code without blanks",
        ColumnKind.Text => "a text",
        ColumnKind.Number => "a number of at least 0, with a decimal point",
        ColumnKind.Positive => "a number above 0, with a decimal point",
        ColumnKind.TimeOfDay => "a time of day such as 07:00",
        ColumnKind.Date => "a date such as 2026-11-22",
        ColumnKind.Zone => "a time zone such as America/Chicago",
        ColumnKind.Flag => "yes or no",
        _ => throw new UnreachableException(),
    };
}
