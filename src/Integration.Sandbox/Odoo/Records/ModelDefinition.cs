using System.Collections.Frozen;
using System.Globalization;

namespace Integration.Sandbox.Odoo.Records;

internal enum FieldType
{
    Char,
    Text,
    Html,
    Boolean,
    Integer,
    Float,
    Date,
    Datetime,
    Selection,
    Json,
    Properties,
    Many2one,
    One2many,
    Many2many,
}

/// <summary>A line of models.csv.</summary>
internal sealed record FieldDefinition(string Name, FieldType Type, string Label)
{
    public string? Relation { get; init; }
    public string? Inverse { get; init; }
    public string? Default { get; init; }
    public int? Digits { get; init; }
    public bool IsRequired { get; init; }
    public bool IsComputed { get; init; }

    /// <summary>The other records belong to this one and go with it.</summary>
    public bool OwnsLines { get; init; }

    public IReadOnlyList<(string Key, string Label)> Selection { get; init; } = [];

    public bool IsRelational => Type is FieldType.Many2one or FieldType.One2many or FieldType.Many2many;
}

internal sealed record ModelDefinition(string Name, string Label, IReadOnlyDictionary<string, FieldDefinition> Fields);

/// <summary>The models of the stand-in, read from models.csv beside this file.</summary>
internal static class ModelCatalog
{
    public static FrozenDictionary<string, ModelDefinition> Models { get; } = Read();

    private static FrozenDictionary<string, ModelDefinition> Read() => CsvRows.ReadBeside(typeof(ModelCatalog), "models.csv").GroupBy(row => row["model"]).Select(rows => new ModelDefinition(
        rows.Key,
        rows.First()["label"],
        rows.Skip(1).Select(Field).Concat(LogFields).ToDictionary(field => field.Name))).ToFrozenDictionary(model => model.Name);

    private static FieldDefinition Field(IReadOnlyDictionary<string, string> row)
    {
        var type = row["type"].Split('(', ')');
        return new FieldDefinition(row["field"], Enum.Parse<FieldType>(type[0], ignoreCase: true), row["label"])
        {
            Relation = NullIfEmpty(row["relation"]),
            Inverse = NullIfEmpty(row["inverse"]),
            Default = NullIfEmpty(row["default"]),
            Digits = type.Length > 1 ? int.Parse(type[1], CultureInfo.InvariantCulture) : null,
            IsRequired = row["flags"].Contains('r', StringComparison.Ordinal),
            IsComputed = row["flags"].Contains('c', StringComparison.Ordinal),
            OwnsLines = row["flags"].Contains('l', StringComparison.Ordinal),
            Selection = [.. row["selection"].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split(':')).Select(pair => (pair[0], pair[1]))],
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>What every model has.</summary>
    private static IEnumerable<FieldDefinition> LogFields =>
    [
        new("id", FieldType.Integer, "ID") { IsComputed = true },
        new("display_name", FieldType.Char, "Display Name") { IsComputed = true },
        new("create_uid", FieldType.Many2one, "Created by") { Relation = "res.users" },
        new("create_date", FieldType.Datetime, "Created on"),
        new("write_uid", FieldType.Many2one, "Last Updated by") { Relation = "res.users" },
        new("write_date", FieldType.Datetime, "Last Updated on"),
    ];
}
