using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping.Files;

/// <summary>
/// One mapping node of a YAML file. Whatever is asked of it and is missing or of the wrong kind becomes a problem with its line, and so does, on <see cref="Close"/>, every key nobody asked for.
/// </summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly FileProblems _problems;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public YamlMap(string file, YamlMappingNode node, FileProblems problems)
    {
        File = file;
        _node = node;
        _problems = problems;
    }

    public string File { get; }

    public int Line => (int)_node.Start.Line;

    public IEnumerable<string> Keys => _node.Children.Keys.Select(TextOf);

    /// <summary>The root of a file; null when it cannot be read as one YAML mapping, which is then a problem.</summary>
    public static YamlMap? Open(string path, FileProblems problems)
    {
        try
        {
            using var reader = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return new YamlMap(path, root, problems);
            }

            problems.Add(path, 1, "The file must be one YAML document of keys and values.");
        }
        catch (YamlException fault)
        {
            problems.Add(path, (int)fault.Start.Line, $"This is no YAML: {fault.Message}");
        }
        catch (FileNotFoundException)
        {
            problems.Add(path, 0, "The file is missing.");
        }

        return null;
    }

    public bool Has(string key) => Find(key) is not null;

    public void Problem(string message) => _problems.Add(File, Line, message);

    /// <param name="node">Where it is wrong; null for this whole node.</param>
    public void Problem(YamlNode? node, string message) => _problems.Add(File, (int)(node ?? _node).Start.Line, message);

    /// <summary>The node of a key, or null.</summary>
    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }

    public YamlNode? Need(string key)
    {
        var node = Find(key);
        if (node is null)
        {
            Problem($"'{key}' is missing.");
        }

        return node;
    }

    /// <summary>A text that must be there; empty after a problem.</summary>
    public string Text(string key) => Need(key) is { } node ? Scalar(node, key) : "";

    public string? OptionalText(string key) => Find(key) is { } node ? Scalar(node, key) : null;

    public int Number(string key, int lowest, int highest)
    {
        if (Need(key) is not { } node)
        {
            return lowest;
        }

        if (int.TryParse(Scalar(node, key), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
        {
            return number;
        }

        Problem(node, $"'{key}' must be a whole number from {lowest} to {highest}.");
        return lowest;
    }

    /// <summary>A length of time as these files write it, <c>00:15:00</c> or <c>1.00:00:00</c>; null for what is none.</summary>
    public TimeSpan? Span(YamlNode node, string key) =>
        TimeSpan.TryParseExact(Scalar(node, key), ["hh\\:mm\\:ss", "d\\.hh\\:mm\\:ss"], System.Globalization.CultureInfo.InvariantCulture, out var span) ? span : null;

    /// <summary>Paths start at the file they are written in.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);

    /// <summary>A word of an enumeration, written with a small first letter as in the contracts' JSON.</summary>
    public T Word<T>(string key)
        where T : struct, Enum => Word<T>(key, value => Words.Of(value));

    /// <param name="key">Whose value it is.</param>
    /// <param name="written">How this file writes the words.</param>
    public T Word<T>(string key, Func<T, string> written)
        where T : struct, Enum
    {
        if (Need(key) is not { } node)
        {
            return default;
        }

        var text = Scalar(node, key);
        foreach (var value in Enum.GetValues<T>())
        {
            if (written(value) == text)
            {
                return value;
            }
        }

        Problem(node, $"'{key}' must be one of {string.Join(", ", Enum.GetValues<T>().Select(written))}, not '{text}'.");
        return default;
    }

    /// <summary>A list of texts that must be there; one text counts as a list of one.</summary>
    public IReadOnlyList<string> Texts(string key) => Need(key) is { } node ? [.. Items(node).Select(item => Scalar(item, key))] : [];

    public IReadOnlyList<string> OptionalTexts(string key) => Has(key) ? Texts(key) : [];

    public YamlMap? Map(string key) => Need(key) is { } node ? MapOf(node, key) : null;

    public YamlMap? OptionalMap(string key) => Find(key) is { } node ? MapOf(node, key) : null;

    public YamlMap? MapOf(YamlNode node, string key)
    {
        if (node is YamlMappingNode map)
        {
            return new YamlMap(File, map, _problems);
        }

        Problem(node, $"'{key}' must hold keys and values.");
        return null;
    }

    /// <summary>All entries, in the order written; the keys are names the file chooses.</summary>
    public IEnumerable<(string Key, YamlNode Node)> Entries()
    {
        foreach (var (key, node) in _node.Children)
        {
            _asked.Add(TextOf(key));
            yield return (TextOf(key), node);
        }
    }

    /// <summary>All entries that are texts themselves.</summary>
    public IReadOnlyDictionary<string, string> TextEntries() => Entries().ToDictionary(entry => entry.Key, entry => Scalar(entry.Node, entry.Key));

    public string Scalar(YamlNode node, string key)
    {
        if (node is YamlScalarNode { Value: { } value })
        {
            return value;
        }

        Problem(node, $"'{key}' must be a text.");
        return "";
    }

    public static IEnumerable<YamlNode> Items(YamlNode node) => node is YamlSequenceNode list ? list.Children : [node];

    /// <summary>Reports every key that nothing has asked for.</summary>
    public void Close()
    {
        foreach (var key in _node.Children.Keys.Where(key => !_asked.Contains(TextOf(key))))
        {
            Problem(key, $"'{TextOf(key)}' is unknown here; known are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
        }
    }

    private static string TextOf(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";
}
