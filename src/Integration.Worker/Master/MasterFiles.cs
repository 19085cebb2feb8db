using Integration.Contracts;
using Integration.Mapping.Files;
using Integration.Mapping.Master;
using Integration.Worker.Hosting;

namespace Integration.Worker.Master;

/// <summary>The files of the master data: the code tables' seeds, and the schema that says what they may hold.</summary>
internal sealed record MasterFiles(string Mappings, string SchemaFile, IReadOnlyDictionary<string, MasterTable> Schema)
{
    /// <exception cref="SettingsException">There are no such files, or the schema cannot be read.</exception>
    public static MasterFiles Read(IConfiguration configuration)
    {
        var mappings = MappingFiles.Folder(configuration);
        var schemaFile = Shown(MappingFiles.Locate(Path.Combine(configuration[$"{MappingFiles.Section}:Contracts"] ?? "contracts", MasterTables.FileInContracts)));
        if (!Directory.Exists(mappings))
        {
            throw new SettingsException([$"{MappingFiles.Section}: there must be a mappings folder ({mappings})."]);
        }

        var problems = new FileProblems();
        var schema = MasterTables.Read(schemaFile, problems);
        return problems.Count == 0 ? new MasterFiles(mappings, schemaFile, schema) : throw new SettingsException([.. problems.InOrder().Select(problem => problem.ToString())]);
    }

    /// <summary>Checks the seeds.</summary>
    public IReadOnlyList<MasterFinding> Check()
    {
        var problems = new FileProblems();
        var seeds = SeedReader.ReadFolder(Shown(Path.Combine(Mappings, "tables")), problems);
        return
        [
            .. problems.InOrder().Select(problem => new MasterFinding(
                problem.Message == SeedReader.AnotherRow ? MasterFault.Conflict : MasterFault.Malformed,
                Path.GetFileNameWithoutExtension(problem.File),
                $"{problem.File}:{problem.Line}",
                problem.Message,
                "Correct the line, or remove it.")),
            .. MasterCheck.Run(Schema, SchemaFile, seeds.Select(TableRows.Of)),
        ];
    }

    /// <summary>The seeds as tables, at revision 0.</summary>
    public CodeTables Tables() =>
        new(0, SeedReader.ReadFolder(Path.Combine(Mappings, "tables"), new FileProblems()).Select(seed => new CodeTable(seed.Name, seed.Columns, seed.KeyColumns, seed.Rows)));

    /// <summary>Checks tables of the journal.</summary>
    public IReadOnlyList<MasterFinding> Check(CodeTables tables) =>
        MasterCheck.Run(Schema, SchemaFile, tables.Names.Select(name => TableRows.Of(tables.Table(name)!, tables.Revision)));

    /// <summary>What a row would make wrong that is not wrong already.</summary>
    public IReadOnlyList<MasterFinding> NewlyWrong(CodeTables tables, string table, IReadOnlyList<string> row)
    {
        var into = tables.Table(table)!;
        var from = into.IndexOf(CodeTable.From);
        var kept = into.Rows.Where(other => !other.Values.Take(into.KeyColumns).SequenceEqual(row.Take(into.KeyColumns)) || (from >= 0 && other.Values[from] != row[from]));
        var changed = new CodeTable(table, into.Columns, into.KeyColumns, kept.Append(new CodeRow(row)));
        var after = new CodeTables(tables.Revision, tables.Names.Select(name => name == table ? changed : tables.Table(name)!));
        return [.. Check(after).Except(Check(tables))];
    }

    /// <summary>A path as people in the working folder write it.</summary>
    private static string Shown(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
