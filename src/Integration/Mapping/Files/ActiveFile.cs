using Integration.Mapping.Inbound;
using Integration.Mapping.Outbound;

namespace Integration.Mapping.Files;

/// <summary><c>active.yaml</c>: which version each interface and each target uses.</summary>
/// <param name="Interfaces">By interface: trigger event → name of the inbound mapping.</param>
/// <param name="Targets">Kind of desired record → name of the outbound mapping.</param>
internal sealed record ActiveFile(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Interfaces, IReadOnlyDictionary<string, string> Targets)
{
    public const string Name = "active.yaml";

    public IEnumerable<string> Mappings => Interfaces.Values.SelectMany(triggers => triggers.Values).Concat(Targets.Values).Distinct(StringComparer.Ordinal);

    public static ActiveFile Read(
        string path, IReadOnlyDictionary<string, InboundMapping> inbound, IReadOnlyDictionary<string, OutboundMapping> outbound, FileProblems problems)
    {
        if (YamlMap.Open(path, problems) is not { } file)
        {
            return new ActiveFile(new Dictionary<string, IReadOnlyDictionary<string, string>>(), new Dictionary<string, string>());
        }

        var interfaces = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (file.Map("interfaces") is { } map)
        {
            foreach (var (name, node) in map.Entries())
            {
                interfaces[name] = map.MapOf(node, name) is { } triggers ? Interface(triggers, inbound) : new Dictionary<string, string>();
            }
        }

        var targets = file.Map("targets") is { } kinds ? Checked(kinds, outbound, mapping => mapping.Kinds) : new Dictionary<string, string>();
        file.Close();
        return new ActiveFile(interfaces, targets);
    }

    /// <summary>Two that tell the same would count everything twice.</summary>
    private static Dictionary<string, string> Interface(YamlMap triggers, IReadOnlyDictionary<string, InboundMapping> inbound)
    {
        var chosen = Checked(triggers, inbound, mapping => mapping.Triggers);
        foreach (var (what, name) in chosen)
        {
            if (inbound.GetValueOrDefault(name)?.NotBeside.FirstOrDefault(chosen.ContainsKey) is { } other)
            {
                triggers.Problem(triggers.Find(what), $"{what} is not taken beside {other}: both tell the same, which would then count twice.");
            }
        }

        return chosen;
    }

    private static Dictionary<string, string> Checked<T>(YamlMap map, IReadOnlyDictionary<string, T> mappings, Func<T, IReadOnlyList<string>> takes)
    {
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (what, node) in map.Entries())
        {
            var name = map.Scalar(node, what);
            chosen[what] = name;
            if (!mappings.TryGetValue(name, out var mapping))
            {
                map.Problem(node, $"There is no usable mapping '{name}'; there are {string.Join(", ", mappings.Keys.Order(StringComparer.Ordinal))}.");
            }
            else if (!takes(mapping).Contains(what))
            {
                map.Problem(node, $"'{name}' does not take {what}; it takes {string.Join(", ", takes(mapping))}.");
            }
        }

        return chosen;
    }
}
