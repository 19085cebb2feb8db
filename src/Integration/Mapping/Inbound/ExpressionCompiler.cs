using System.Globalization;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound.Functions;
using Integration.Mapping.Inbound.Sources;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping.Inbound;

/// <summary>Compiles the expressions of one mapping file: paths, <c>$names</c> and the closed set of functions. What is wrong is reported with its line, and stands in as an empty constant that is never run.</summary>
internal sealed partial class ExpressionCompiler(IReadOnlyDictionary<string, TableSeed> tables, PathLanguage language, IReadOnlyList<string> triggers)
{
    private const string ItemCodes = "$item-codes";

    private static readonly Expression Nothing = new ConstantExpression("");

    private readonly List<string> _paths = [];
    private readonly List<Dictionary<string, ValueKind>> _names = [];

    /// <summary>Every path compiled so far.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>What the paths compiled from now on are read within: each instances of the one before.</summary>
    public List<Instances> Within { get; } = [];

    /// <summary>The table whose rows <c>$row</c> stands for, while row rules are compiled.</summary>
    public TableSeed? Row { get; set; }

    /// <summary>Opens a block: names declared from now on are seen until it is closed.</summary>
    public void OpenBlock() => _names.Add([]);

    public void CloseBlock() => _names.RemoveAt(_names.Count - 1);

    /// <summary>The block's <c>let</c>; each name sees those before it.</summary>
    public Dictionary<string, Expression> Lets(YamlMap owner)
    {
        var lets = new Dictionary<string, Expression>(StringComparer.Ordinal);
        if (owner.OptionalMap("let") is not { } map)
        {
            return lets;
        }

        foreach (var (name, node) in map.Entries())
        {
            if (name is "interface" or "services" or "message" or "row" or "item-codes" || language.Names.ContainsKey(name) || _names.Exists(block => block.ContainsKey(name)))
            {
                map.Problem(node, $"'${name}' has a meaning already.");
            }

            var expression = Compile(map, node);
            lets[name] = expression;
            _names[^1][name] = expression.Kind;
        }

        return lets;
    }

    public Expression? Optional(YamlMap owner, string key, ValueKind kind) => owner.Find(key) is { } node ? Compile(owner, node, kind) : null;

    /// <summary>One condition or a list of them, any of which will do; none where the key is missing.</summary>
    public IReadOnlyList<Expression> Conditions(YamlMap owner, string key) =>
        owner.Find(key) is { } node ? [.. YamlMap.Items(node).Select(item => Compile(owner, item, ValueKind.Truth))] : [];

    public Expression Needed(YamlMap owner, string key, ValueKind kind) => owner.Need(key) is { } node ? Compile(owner, node, kind) : Nothing;

    /// <summary>An expression of a kind. A text is wanted of anything; the other kinds only of what gives them.</summary>
    public Expression Compile(YamlMap owner, YamlNode node, ValueKind kind)
    {
        var expression = Compile(owner, node);
        if (kind == ValueKind.Truth && expression.Kind == ValueKind.Any)
        {
            return new TruthOf(expression);
        }

        if (kind != ValueKind.Text && expression.Kind != kind && !ReferenceEquals(expression, Nothing))
        {
            owner.Problem(node, $"A {Words.Of(kind)} is wanted here, and this gives a {Words.Of(expression.Kind)}.");
        }

        return expression;
    }

    public PathExpression? Path(YamlMap owner, YamlNode node, string text)
    {
        if (language.Path(text, out var problem) is not { } path)
        {
            owner.Problem(node, problem);
            return null;
        }

        if (language.Misses(path, triggers, Within) is { } missing)
        {
            owner.Problem(node, missing);
        }

        _paths.Add(path.ToString()!);
        return path;
    }

    /// <summary>What <c>each</c> names; null after a problem.</summary>
    public Instances? Each(YamlMap owner, string key)
    {
        var text = owner.Text(key);
        var each = language.Each(text, triggers, out var problem);
        if (each is null && text.Length > 0)
        {
            owner.Problem(owner.Find(key), problem);
        }

        return each;
    }

    public TableKey Key(YamlMap owner, string table)
    {
        var seed = Table(owner, table);
        if (owner.Need("key") is not { } node)
        {
            return new TableKey(table, []);
        }

        var cells = YamlMap.Items(node).Select(item => Cell(owner, item)).ToList();
        if (seed is not null && cells.Count != seed.KeyColumns)
        {
            owner.Problem(node, $"The key of table '{table}' is {string.Join(", ", seed.Columns.Take(seed.KeyColumns))}.");
        }

        return new TableKey(table, cells);
    }

    public TableSeed? Table(YamlMap owner, string name)
    {
        if (tables.TryGetValue(name, out var seed))
        {
            return seed;
        }

        owner.Problem($"There is no code table '{name}' under tables/; there are {string.Join(", ", tables.Keys.Order(StringComparer.Ordinal))}.");
        return null;
    }

    public Expression Compile(YamlMap owner, YamlNode node)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return text.StartsWith('$') ? Name(owner, node, text[1..]) : Path(owner, node, text) ?? Nothing;
            case YamlMappingNode:
                return Function(owner.MapOf(node, "")!);
            default:
                owner.Problem(node, "A path, a $name or a function is wanted here.");
                return Nothing;
        }
    }

    private Expression Name(YamlMap owner, YamlNode node, string name)
    {
        if (name is "interface" or "services")
        {
            return name == "interface" ? new InterfaceExpression() : new ServicesExpression();
        }

        if (language.Names.TryGetValue(name, out var own))
        {
            return own;
        }

        if (name == "message")
        {
            return new MessageExpression();
        }

        if (name.StartsWith("row.", StringComparison.Ordinal))
        {
            return RowCell(owner, node, name["row.".Length..]);
        }

        for (var at = _names.Count - 1; at >= 0; at--)
        {
            if (_names[at].TryGetValue(name, out var kind))
            {
                return new NameExpression(name, kind);
            }
        }

        owner.Problem(node, $"'${name}' is declared nowhere above; known are {string.Join(", ", _names.SelectMany(block => block.Keys).Prepend("services").Prepend("interface").Select(known => "$" + known))}.");
        return Nothing;
    }

    private CellExpression RowCell(YamlMap owner, YamlNode node, string column)
    {
        if (Row is null)
        {
            owner.Problem(node, "'$row' means a row of the lines' table and is known under 'rows' and in the fields below it only.");
        }
        else if (!Row.Columns.Contains(column))
        {
            owner.Problem(node, $"Table '{Row.Name}' has no column '{column}'; it has {string.Join(", ", Row.Columns)}.");
        }

        return new CellExpression(column);
    }

    private KeyCell Cell(YamlMap owner, YamlNode node)
    {
        if (node is not YamlMappingNode || owner.MapOf(node, "key") is not { } map || !(map.Has("any") || map.Has("every")))
        {
            var expression = Compile(owner, node);
            return new KeyCell([expression], expression is Optional);
        }

        if (map.Find("every") is { } each)
        {
            var every = Path(map, each, map.Scalar(each, "every"));
            map.Close();
            return new KeyCell([], IsOptional: false, every);
        }

        var any = map.Need("any")!;
        map.Close();
        var items = YamlMap.Items(any).ToList();
        var sendersFirst = items is [YamlScalarNode { Value: ItemCodes }, ..];
        return new KeyCell([.. items.Skip(sendersFirst ? 1 : 0).Select(item => Compile(map, item))], IsOptional: false, SendersFirst: sendersFirst);
    }

    private static decimal? OptionalNumber(YamlMap owner, string key)
    {
        if (owner.OptionalText(key) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        owner.Problem(owner.Need(key)!, $"'{key}' must be a number.");
        return null;
    }
}
