using Integration.Mapping.Files;

namespace Integration.Mapping.Master;

/// <summary>Reads <c>tables.yaml</c>; what is wrong in it goes to the problems.</summary>
internal static class MasterTables
{
    /// <summary>Where it lies in the folder of the contracts.</summary>
    public static readonly string FileInContracts = Path.Combine("master-record", "v1", "tables.yaml");

    public static IReadOnlyDictionary<string, MasterTable> Read(string path, FileProblems problems)
    {
        var tables = new Dictionary<string, MasterTable>(StringComparer.Ordinal);
        if (YamlMap.Open(path, problems) is not { } file)
        {
            return tables;
        }

        if (file.Map("tables") is { } map)
        {
            foreach (var (name, node) in map.Entries())
            {
                if (map.MapOf(node, name) is { } table)
                {
                    tables[name] = Table(name, table);
                }
            }
        }

        file.Close();
        return tables;
    }

    private static MasterTable Table(string name, YamlMap map)
    {
        var columns = new Dictionary<string, MasterColumn>(StringComparer.Ordinal);
        if (map.Map("columns") is { } list)
        {
            foreach (var (column, node) in list.Entries())
            {
                if (list.MapOf(node, column) is { } entry)
                {
                    columns[column] = Column(entry);
                }
            }
        }

        var expects = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (map.OptionalMap("expects") is { } expected)
        {
            foreach (var (table, _) in expected.Entries())
            {
                expects[table] = expected.Texts(table);
            }
        }

        var read = new MasterTable(name, map.Text("owner"), map.Text("says"), columns, expects, map.Line);
        map.Close();
        return read;
    }

    private static MasterColumn Column(YamlMap map)
    {
        ColumnReference? refersTo = null;
        if (map.OptionalText("refers-to") is { } text)
        {
            if (text.Split('.') is [{ Length: > 0 } table, { Length: > 0 } column])
            {
                refersTo = new ColumnReference(table, column);
            }
            else
            {
                map.Problem(map.Find("refers-to"), "'refers-to' is written table.column.");
            }
        }

        var read = new MasterColumn(map.Word<ColumnKind>("kind"), map.OptionalText("optional") == "true", map.OptionalTexts("one-of"), refersTo, map.OptionalTexts("except"));
        map.Close();
        return read;
    }
}
