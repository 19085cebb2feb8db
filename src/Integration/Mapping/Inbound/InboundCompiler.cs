using Integration.Contracts;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound.Functions;
using Integration.Mapping.Inbound.Sources;

namespace Integration.Mapping.Inbound;

/// <summary>Reads one inbound mapping file and compiles it; all that is wrong goes to the problems.</summary>
internal sealed class InboundCompiler
{
    private readonly YamlMap _file;
    private readonly ContractShape? _shape;
    private readonly IReadOnlyList<string> _triggers;
    private readonly ExpressionCompiler _expressions;

    private InboundCompiler(YamlMap file, PathLanguage language, IReadOnlyDictionary<string, TableSeed> tables)
    {
        _file = file;
        var contract = file.Text("contract");
        _shape = ContractShape.All.GetValueOrDefault(contract);
        if (_shape is null && contract.Length > 0)
        {
            file.Problem(file.Need("contract")!, $"There is no contract '{contract}'; there are {string.Join(", ", ContractShape.All.Keys)}.");
        }

        _triggers = file.Texts("triggers");
        foreach (var problem in language.Wrong(_triggers))
        {
            file.Problem(file.Find("triggers"), problem);
        }

        _expressions = new ExpressionCompiler(tables, language, _triggers);
    }

    /// <summary>The mapping; worthless where it has added to the problems.</summary>
    public static InboundMapping? Compile(string name, string path, PathLanguage language, IReadOnlyDictionary<string, TableSeed> tables, FileProblems problems)
    {
        var before = problems.Count;
        var mapping = YamlMap.Open(path, problems) is { } file ? new InboundCompiler(file, language, tables).Compile(name) : null;
        return problems.Count == before ? mapping : null;
    }

    private InboundMapping? Compile(string name)
    {
        _expressions.OpenBlock();
        var suppressions = Named(_file, "suppress");
        var each = _file.Has("each") ? _expressions.Each(_file, "each") : null;
        _expressions.Within.AddRange(each is null ? [] : [each]);
        var omissions = Named(_file, "leave-out");
        if (omissions.Count > 0 && each is null)
        {
            _file.Problem(_file.Need("leave-out")!, "'leave-out' leaves out instances of a group: 'each' must name it.");
        }

        var lets = _expressions.Lets(_file);
        var eachWhen = _expressions.Conditions(_file, "each-when");
        var otherwise = eachWhen.Count > 0 ? _file.Text("otherwise") : null;
        var key = _expressions.Needed(_file, "key", ValueKind.Text);
        var aliases = _file.Find("also-known-as") is { } names ? YamlMap.Items(names).Select(item => _expressions.Compile(_file, item)).ToList() : [];
        var asserted = _file.Need("asserted") is { } node ? YamlMap.Items(node).Select(item => _expressions.Compile(_file, item)).ToList() : [];
        var effective = _expressions.Optional(_file, "effective", ValueKind.Instant);
        var notBeside = _file.OptionalTexts("not-beside");
        var deltaWhen = _expressions.Optional(_file, "delta-when", ValueKind.Truth);
        var flags = Named(_file, "flags");
        var semantics = _file.Word<Semantics>("semantics");
        var partial = _file.Word<PartialMapping>("partial");
        var header = Block(_file, lets, _shape?.Header);
        var mayHaveLines = _shape is not { HasLines: false } && (_shape is not { MayLeaveOutLines: true } || _file.Has("lines"));
        var lines = mayHaveLines && _file.Need("lines") is { } all ? YamlMap.Items(all).Select(item => _file.MapOf(item, "lines")).OfType<YamlMap>().Select(map => Lines(map)).ToList() : [];
        _expressions.CloseBlock();
        _file.Close();
        return _shape is null
            ? null
            : new InboundMapping(name, _triggers, notBeside, _shape, semantics, deltaWhen, partial, each, eachWhen, otherwise, key, aliases, new InstantOf(asserted, DateOnlyMeans.StartOfDay, flagUnreadable: true), effective, suppressions, omissions, flags, header, lines, _expressions.Paths);
    }

    private List<NamedCondition> Named(YamlMap owner, string key)
    {
        var rules = new List<NamedCondition>();
        if (owner.OptionalMap(key) is { } map)
        {
            foreach (var (name, node) in map.Entries())
            {
                rules.Add(new NamedCondition(name, _expressions.Compile(map, node, ValueKind.Truth)));
            }
        }

        return rules;
    }

    private LineRules Lines(YamlMap map)
    {
        _expressions.OpenBlock();
        var isMessage = map.OptionalText("each") == LineRules.Message;
        var when = _expressions.Optional(map, "when", ValueKind.Truth);
        var each = map.Has("each") && !isMessage ? _expressions.Each(map, "each") : null;
        if (!_file.Has("each") && !map.Has("each"))
        {
            map.Problem($"'each' must name the group of which each instance gives lines, or say {LineRules.Message}: the message itself is one.");
        }

        _expressions.Within.AddRange(each is null ? [] : [each]);
        var lets = _expressions.Lets(map);
        var skipWhen = _expressions.Conditions(map, "skip-when");
        var flags = Named(map, "flags");
        var rows = map.Find("rows") is { } node ? YamlMap.Items(node).Select(item => map.MapOf(item, "rows")).OfType<YamlMap>().Select(of => Rows(map, of)).ToList() : [];
        var block = rows.Count > 0 ? Inbound.Block.None with { Lets = lets } : Block(map, lets, _shape?.Line);

        _expressions.Within.RemoveRange(_expressions.Within.Count - (each is null ? 0 : 1), each is null ? 0 : 1);
        _expressions.CloseBlock();
        map.Close();
        return new LineRules(each, when, skipWhen, rows, flags, block);
    }

    private RowRules Rows(YamlMap lines, YamlMap map)
    {
        var table = map.Text("of");
        var key = _expressions.Key(map, table);
        _expressions.Row = _expressions.Table(map, table);
        _expressions.OpenBlock();
        var lets = _expressions.Lets(map);
        var skipWhen = _expressions.Conditions(map, "skip-when");
        var missingIsNone = map.OptionalText("missing") == "none";
        if (!missingIsNone && map.Find("missing") is { } other)
        {
            map.Problem(other, "'missing' of rows can only be none; leave it out where a code without a row has to wait.");
        }

        var block = Block(lines, lets, _shape?.Line);
        _expressions.CloseBlock();
        _expressions.Row = null;
        map.Close();
        return new RowRules(key, missingIsNone, skipWhen, block);
    }

    private Block Block(YamlMap map, Dictionary<string, Expression> lets, IReadOnlyList<ShapeField>? shape)
    {
        var fields = Fields(map, shape);
        foreach (var field in (shape ?? []).Where(field => field.Required && !fields.ContainsKey(field.Name)))
        {
            map.Problem(map.Find("fields"), $"The contract needs '{field.Name}' among the fields.");
        }

        var required = Required(map, fields).Concat((shape ?? []).Where(field => field.Required).Select(field => field.Name));
        return new Block(lets, fields, required.ToHashSet(StringComparer.Ordinal), Also(map, shape));
    }

    private List<ConditionalFields> Also(YamlMap map, IReadOnlyList<ShapeField>? shape)
    {
        var all = new List<ConditionalFields>();
        if (map.Find("also") is not { } node)
        {
            return all;
        }

        foreach (var item in YamlMap.Items(node))
        {
            if (map.MapOf(item, "also") is { } also)
            {
                var when = _expressions.Needed(also, "when", ValueKind.Truth);
                var fields = Fields(also, shape);
                all.Add(new ConditionalFields(when, fields, Required(also, fields).ToHashSet(StringComparer.Ordinal)));
                also.Close();
            }
        }

        return all;
    }

    private Dictionary<string, Expression> Fields(YamlMap map, IReadOnlyList<ShapeField>? shape)
    {
        var fields = new Dictionary<string, Expression>(StringComparer.Ordinal);
        if (map.Map("fields") is not { } entries)
        {
            return fields;
        }

        foreach (var (name, node) in entries.Entries())
        {
            var field = shape?.FirstOrDefault(known => known.Name == name);
            if (field is null && shape is not null)
            {
                entries.Problem(node, $"The contract has no field '{name}' here; it has {string.Join(", ", shape.Select(known => known.Name))}.");
            }

            var expression = _expressions.Compile(entries, node, field?.Kind ?? ValueKind.Text);
            fields[name] = field?.Words is { } words ? new WordOf(expression, Words.All(words)) : expression;
        }

        return fields;
    }

    private static List<string> Required(YamlMap map, Dictionary<string, Expression> fields)
    {
        var required = map.OptionalTexts("required").ToList();
        foreach (var name in required.Where(name => !fields.ContainsKey(name)))
        {
            map.Problem(map.Need("required")!, $"'{name}' is required but not among the fields.");
        }

        return required;
    }
}
