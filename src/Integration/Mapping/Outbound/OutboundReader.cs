using Integration.Contracts;
using Integration.Mapping.Files;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping.Outbound;

/// <summary>Reads one outbound mapping file; all that is wrong goes to the problems.</summary>
internal static class OutboundReader
{
    /// <param name="name"><c>odoo/purchase.order/v1</c>; the policy is known without the first part.</param>
    public static OutboundMapping? Read(string name, string path, FileProblems problems)
    {
        var before = problems.Count;
        var mapping = YamlMap.Open(path, problems) is { } file ? Read(name, file) : null;
        return problems.Count == before ? mapping : null;
    }

    private static OutboundMapping Read(string name, YamlMap file)
    {
        var kinds = file.Texts("kinds");
        var columns = Columns(file);
        var lines = file.OptionalMap("lines");
        var lineColumns = lines is null ? new Dictionary<string, ColumnRule>() : Columns(lines);
        var policy = Policy(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..], file, columns, lines, lineColumns);
        lines?.Close();
        file.Close();
        return new OutboundMapping(name, kinds, columns, lineColumns, policy);
    }

    private static Dictionary<string, ColumnRule> Columns(YamlMap owner)
    {
        var columns = new Dictionary<string, ColumnRule>(StringComparer.Ordinal);
        if (owner.Map("columns") is { } map)
        {
            foreach (var (column, node) in map.Entries())
            {
                if (map.MapOf(node, column) is { } rule)
                {
                    columns[column] = Column(rule);
                    rule.Close();
                }
            }
        }

        return columns;
    }

    private static ColumnRule Column(YamlMap rule)
    {
        var required = rule.Has("required") && rule.Text("required") == "true";
        (string, string, string?)? reference = rule.Has("reference") ? (rule.Text("reference"), rule.Text("by"), rule.OptionalText("take")) : null;
        var provisional = rule.OptionalText("provisional");
        var words = rule.Has("of") ? rule.Map("of")?.TextEntries() : null;
        var noted = rule.Has("afterwards");
        if (noted && rule.Text("afterwards") != "note") rule.Problem("'afterwards' may only be 'note'.");
        var edited = rule.Has("edited") ? rule.Word<EditRule>("edited") : EditRule.Ask;
        foreach (var (key, form) in Forms)
        {
            if (rule.Has(key))
            {
                return new ColumnRule(rule.Texts(form == CellForm.Reference ? "from" : key), form, reference, words, required, edited, provisional) { NotedAfterwards = noted };
            }
        }

        rule.Problem($"A column is filled by one of {string.Join(", ", Forms.Select(form => form.Key))}.");
        return new ColumnRule([], CellForm.Text, null, null, required);
    }

    private static readonly (string Key, CellForm Form)[] Forms =
        [("text", CellForm.Text), ("number", CellForm.Number), ("instant", CellForm.Instant), ("choose", CellForm.Choice), ("reference", CellForm.Reference), ("prose", CellForm.Prose), ("empty", CellForm.Empty)];

    private static ModelPolicy Policy(string name, YamlMap file, Dictionary<string, ColumnRule> columns, YamlMap? lines, Dictionary<string, ColumnRule> lineColumns)
    {
        var states = States(file);
        var foundBy = file.OptionalText("found-by");
        Check(file, "found-by", foundBy is null ? [] : [foundBy], columns);
        var origin = file.OptionalText("origin");
        if (origin is not null)
        {
            Check(file, "origin", [origin], columns);
        }

        if (file.OptionalMap("entry") is { } entry)
        {
            var policy = new EntryPolicy(entry.Text("date"), entry.Texts("closed-by"), entry.OptionalText("currency"));
            Check(entry, "date", [policy.DateColumn], columns);
            Check(entry, "currency", [policy.CurrencyColumn ?? ""], columns);
            entry.Close();
            return new ModelPolicy(name, file.Text("model"), file.Number("rank", 0, 1000), "", [], [], [], [], origin, null, null, new VerbPolicy("", []), []) { Entry = policy };
        }

        return new ModelPolicy(
            name,
            file.Text("model"),
            file.Number("rank", 0, 1000),
            states is null ? file.Text("state-field") : "progress",
            file.Texts("ours-while"),
            file.OptionalTexts("ours-unless"),
            foundBy is null ? file.Texts("cancelled") : [],
            file.OptionalTexts("done"),
            origin,
            lines is null ? null : Lines(lines, lineColumns),
            file.OptionalMap("confirm") is { } confirm ? Verb(confirm) : null,
            foundBy is null && file.Map("withdraw") is { } withdraw ? Verb(withdraw) : new VerbPolicy("", []),
            lines?.Find("unit-checks") is { } checks ? [.. YamlMap.Items(checks).Select(check => UnitCheck(lines, check, lineColumns)).OfType<UnitCheck>()] : [])
        {
            // Which agreement an order counts towards is a buyer's to change.
            Edited = file.OptionalText("agreement") is { } agreement ? new Dictionary<string, EditRule>(Edited(columns)) { [agreement] = EditRule.Theirs } : Edited(columns),
            AgreementColumn = file.OptionalText("agreement"),
            SchedulerOrigin = file.OptionalText("scheduler-origin"),
            States = states,
            FoundBy = foundBy,
            Initial = [.. columns.Where(column => column.Value.Form == CellForm.Empty).Select(column => column.Key)],
            NotedAfterwards = [.. columns.Where(column => column.Value.NotedAfterwards).Select(column => column.Key)],
            Context = file.OptionalTexts("context"),
        };
    }

    /// <summary>By state, each of its signs: a field and the values that mean it.</summary>
    private static List<StateRule>? States(YamlMap file)
    {
        if (file.OptionalMap("states") is not { } states) return null;
        List<StateRule> rules = [];
        foreach (var (state, node) in states.Entries())
            if (states.MapOf(node, state) is { } signs)
                rules.AddRange(signs.Entries().Select(sign => new StateRule(state, sign.Key, [.. YamlMap.Items(sign.Node).Select(item => signs.Scalar(item, sign.Key))])));
        return rules;
    }

    private static Dictionary<string, EditRule> Edited(Dictionary<string, ColumnRule> columns) =>
        columns.Where(column => column.Value.Edited != EditRule.Ask).ToDictionary(column => column.Key, column => column.Value.Edited, StringComparer.Ordinal);

    private static LinePolicy Lines(YamlMap lines, Dictionary<string, ColumnRule> columns)
    {
        var policy = new LinePolicy(
            lines.Text("field"), lines.Text("model"), lines.Text("parent"), lines.OptionalTexts("together"), lines.Word<LineRemoval>("removal"), lines.Text("quantity"))
        {
            Edited = Edited(columns),
        };
        Check(lines, "together", policy.Together, columns);
        Check(lines, "quantity", [policy.QuantityField], columns);
        return policy;
    }

    private static VerbPolicy Verb(YamlMap map)
    {
        var values = map.OptionalMap("write")?.TextEntries();
        var verb = new VerbPolicy(values is null ? map.Text("method") : "write", map.Texts("until")) { Values = values };
        map.Close();
        return verb;
    }

    private static UnitCheck? UnitCheck(YamlMap lines, YamlNode node, Dictionary<string, ColumnRule> columns)
    {
        if (lines.MapOf(node, "unit-checks") is not { } map)
        {
            return null;
        }

        var check = new UnitCheck(map.Text("product"), map.Text("unit"));
        Check(map, "product", [check.ProductColumn], columns);
        Check(map, "unit", [check.UnitColumn], columns);
        map.Close();
        return check;
    }

    private static void Check(YamlMap owner, string key, IReadOnlyList<string> named, Dictionary<string, ColumnRule> columns)
    {
        foreach (var column in named.Where(column => column.Length > 0 && !columns.ContainsKey(column)))
        {
            owner.Problem(owner.Find(key)!, $"'{column}' is not among the columns.");
        }
    }
}
