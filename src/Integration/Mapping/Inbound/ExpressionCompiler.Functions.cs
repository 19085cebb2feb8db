using System.Collections.Frozen;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound.Functions;
using Integration.Mapping.Inbound.Sources;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping.Inbound;

/// <content>The closed set of functions: the key that names one, and how its parameters are read.</content>
internal sealed partial class ExpressionCompiler
{
    private const int MostDecimals = 6;

    private static readonly FrozenDictionary<string, Func<ExpressionCompiler, YamlMap, Expression>> Functions = new Dictionary<string, Func<ExpressionCompiler, YamlMap, Expression>>
    {
        ["first"] = (compiler, map) => compiler.FirstOf(map),
        ["optional"] = (compiler, map) => new Optional(compiler.Needed(map, "optional", ValueKind.Text)),
        ["join"] = (compiler, map) => new Join(compiler.List(map, "join"), map.Text("with")),
        ["constant"] = (_, map) => new ConstantExpression(map.Text("constant")),
        ["choose"] = (compiler, map) => compiler.ChooseOf(map),
        ["equals"] = (compiler, map) => new EqualsAny(compiler.Needed(map, "equals", ValueKind.Text), map.Texts("any-of")),
        ["all"] = (compiler, map) => new AllTrue(compiler.Conditions(map, "all")),
        ["either"] = (compiler, map) => new EitherTrue(compiler.Conditions(map, "either")),
        ["not"] = (compiler, map) => new Not(compiler.Needed(map, "not", ValueKind.Truth)),
        ["empty"] = (compiler, map) => new IsEmpty(compiler.Needed(map, "empty", ValueKind.Text)),
        ["only"] = (compiler, map) => new Only(compiler.Needed(map, "only", ValueKind.Text), compiler.Needed(map, "when", ValueKind.Truth)),
        ["absent"] = (_, map) => new Absent(map.Text("absent")),
        ["part"] = (compiler, map) => compiler.PartFrom(map),
        ["same"] = (compiler, map) => compiler.SameFrom(map),
        ["quotient"] = (compiler, map) => compiler.QuotientFrom(map),
        ["numbered"] = (compiler, map) => new Numbered(compiler.Needed(map, "numbered", ValueKind.Text)),
        ["hash"] = (compiler, map) => new Hash(map.Text("hash"), compiler.List(map, "of")),
        ["decimal"] = (compiler, map) => compiler.DecimalFrom(map),
        ["absolute"] = (compiler, map) => new Absolute(compiler.Needed(map, "absolute", ValueKind.Text)),
        ["negative"] = (compiler, map) => new Negative(compiler.Needed(map, "negative", ValueKind.Text)),
        ["product"] = (compiler, map) => new Product(compiler.List(map, "product"), map.Number("decimals", 0, MostDecimals)),
        ["convert"] = (compiler, map) => compiler.ConvertFrom(map),
        ["instant"] = (compiler, map) => compiler.InstantFrom(map),
        ["earlier"] = (compiler, map) => new Earlier(compiler.Needed(map, "earlier", ValueKind.Instant), compiler.List(map, "minutes")),
        ["differs"] = (compiler, map) => new Differs(compiler.Needed(map, "differs", ValueKind.Number), compiler.Needed(map, "from", ValueKind.Number), map.Number("percent", 0, 1000)),
        ["day"] = (compiler, map) => new DayOf(compiler.Needed(map, "day", ValueKind.Text)),
        ["lookup"] = (compiler, map) => compiler.LookupFrom(map),
        ["listed"] = (compiler, map) => new Listed(compiler.Key(map, map.Text("listed"))),
        ["pick"] = (compiler, map) => compiler.PickFrom(map),
        ["approval-of"] = (compiler, map) => new ApprovalOf(compiler.Needed(map, "approval-of", ValueKind.Text), map.Has("silent") && Choice(map, "silent", ("pending", false), ("unstated", true))),
    }.ToFrozenDictionary();

    private Expression Function(YamlMap map)
    {
        var names = map.Keys.Where(Functions.ContainsKey).ToList();
        if (names is not [var name])
        {
            map.Problem(names.Count == 0
                ? $"'{map.Keys.FirstOrDefault()}' is no function; the functions are {string.Join(", ", Functions.Keys.Order(StringComparer.Ordinal))}."
                : $"One function is wanted here, not {string.Join(" and ", names)}.");
            return Nothing;
        }

        if (language.Without.TryGetValue(name, out var instead))
        {
            map.Problem($"'{name}' is for HL7 v2; {instead}");
            return Nothing;
        }

        var expression = Functions[name](this, map);
        map.Close();
        return expression;
    }

    private List<Expression> List(YamlMap map, string key)
    {
        var items = map.Need(key) is { } node ? YamlMap.Items(node).Select(item => Compile(map, item)).ToList() : [];
        if (items.Count == 0)
        {
            map.Problem($"'{key}' needs at least one value.");
            items.Add(Nothing);
        }

        return items;
    }

    private First FirstOf(YamlMap map)
    {
        var choices = List(map, "first");
        if (choices.Select(choice => choice.Kind).Where(kind => kind != ValueKind.Any).Distinct().Count() > 1)
        {
            map.Problem("All choices of 'first' must give the same kind of value.");
        }

        return new First(choices);
    }

    private Choose ChooseOf(YamlMap map)
    {
        var of = Needed(map, "choose", ValueKind.Text);
        var words = map.Map("of")?.TextEntries() ?? new Dictionary<string, string>();
        return new Choose(of, words);
    }

    private DecimalOf DecimalFrom(YamlMap map)
    {
        var of = Needed(map, "decimal", ValueKind.Text);
        return new DecimalOf(of, OptionalNumber(map, "above"), OptionalNumber(map, "at-least"), map.Number("decimals", 0, MostDecimals));
    }

    private ConvertUnit ConvertFrom(YamlMap map)
    {
        var factors = Table(map, ConvertUnit.Table);
        foreach (var column in ConvertUnit.Columns.Where(column => factors?.Columns.Contains(column) == false))
        {
            map.Problem($"Table '{ConvertUnit.Table}' needs a column '{column}'.");
        }

        var isPrice = map.Has("per");
        return new ConvertUnit(
            Needed(map, "convert", ValueKind.Text),
            Needed(map, isPrice ? "per" : "from", ValueKind.Text),
            Needed(map, "to", ValueKind.Text),
            isPrice,
            map.Number("decimals", 0, MostDecimals));
    }

    private InstantOf InstantFrom(YamlMap map)
    {
        var choices = List(map, "instant");
        var dateOnly = Choice(map, "date-only", ("start-of-day", DateOnlyMeans.StartOfDay), ("end-of-day", DateOnlyMeans.EndOfDay));
        var flagUnreadable = map.Has("unreadable") && Choice(map, "unreadable", ("fault", false), ("flag", true));
        return new InstantOf(choices, dateOnly, flagUnreadable);
    }

    private Lookup LookupFrom(YamlMap map)
    {
        var table = map.Text("lookup");
        var key = Key(map, table);
        var take = map.Text("take");
        if (tables.TryGetValue(table, out var seed) && !seed.Columns.Contains(take))
        {
            map.Problem($"Table '{table}' has no column '{take}'; it has {string.Join(", ", seed.Columns)}.");
        }

        return new Lookup(key, take, map.Has("missing") && Choice(map, "missing", ("unmapped", false), ("empty", true)));
    }

    private Expression PickFrom(YamlMap map)
    {
        var path = map.Need("pick") is YamlScalarNode node ? Path(map, node, map.Scalar(node, "pick")) : null;
        var group = Each(map, "each");
        var where = Needed(map, "where", ValueKind.Truth);
        var within = map.Has("within") ? Each(map, "within") : null;
        var isStrict = map.Has("else") && Choice(map, "else", ("first", false), ("empty", true));
        return path is Hl7PathExpression hl7 && group is not null ? new Pick(hl7.Path, group.Name, where, within?.Name, isStrict) : Nothing;
    }

    private PartOf PartFrom(YamlMap map) =>
        new(Needed(map, "part", ValueKind.Text), map.Text("of"), Choice(map, "keep", ("first", Keep.First), ("all-but-last", Keep.AllButLast)));

    private Same SameFrom(YamlMap map)
    {
        var both = List(map, "same");
        if (both.Count != 2)
        {
            map.Problem("'same' compares two values.");
        }

        return new Same(both[0], both[^1]);
    }

    private Quotient QuotientFrom(YamlMap map) =>
        new(Needed(map, "quotient", ValueKind.Text), Needed(map, "by", ValueKind.Text), map.Number("decimals", 0, MostDecimals));

    private static T? Choice<T>(YamlMap map, string key, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var text = map.Text(key);
        foreach (var (word, value) in choices)
        {
            if (word == text)
            {
                return value;
            }
        }

        if (map.Has(key))
        {
            map.Problem(map.Need(key)!, $"'{key}' must be {string.Join(" or ", choices.ToArray().Select(choice => choice.Word))}.");
        }

        return default;
    }
}
