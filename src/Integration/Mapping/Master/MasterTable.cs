namespace Integration.Mapping.Master;

/// <summary>What the master data says of one code table: <c>contracts/master-record/v1/tables.yaml</c>.</summary>
/// <param name="Owner">The role that answers for it: supply chain, finance, OR scheduling.</param>
/// <param name="Says">What a row says, in one sentence.</param>
/// <param name="Expects">Tables that must have a row with the same values in these columns; where there is none it is a gap.</param>
/// <param name="Line">Of its entry.</param>
internal sealed record MasterTable(string Name, string Owner, string Says, IReadOnlyDictionary<string, MasterColumn> Columns, IReadOnlyDictionary<string, IReadOnlyList<string>> Expects, int Line);

/// <param name="IsOptional">May be empty.</param>
/// <param name="OneOf">The only values; empty for any.</param>
/// <param name="RefersTo">Where its values must stand; null for nowhere.</param>
/// <param name="Except">Values that need not stand there.</param>
internal sealed record MasterColumn(ColumnKind Kind, bool IsOptional, IReadOnlyList<string> OneOf, ColumnReference? RefersTo, IReadOnlyList<string> Except)
{
    /// <summary>A column <c>from</c> or <c>until</c>, which any table may have.</summary>
    public static MasterColumn Day { get; } = new(ColumnKind.Date, true, [], null, []);
}

internal sealed record ColumnReference(string Table, string Column)
{
    public override string ToString() => $"{Table}.{Column}";
}

internal enum ColumnKind
{
    /// <summary>A word without blanks around or inside it.</summary>
    Code,

    Text,

    /// <summary>At least 0, with a decimal point.</summary>
    Number,

    /// <summary>Above 0.</summary>
    Positive,

    /// <summary><c>07:00</c>, on the clock of the place.</summary>
    TimeOfDay,

    /// <summary><c>2026-11-22</c>.</summary>
    Date,

    /// <summary>An IANA time zone.</summary>
    Zone,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    Flag,
}
