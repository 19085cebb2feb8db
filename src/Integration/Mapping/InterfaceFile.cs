using Integration.Contracts;
using Integration.Mapping.Files;

namespace Integration.Mapping;

/// <summary>Reads <c>ops/interfaces.yaml</c> and joins each interface with the mappings <c>active.yaml</c> gives it.</summary>
public static class InterfaceFile
{
    /// <summary>What a listener and a ledger can be asked to hold apart.</summary>
    public const int MostInterfaces = 200;

    /// <returns>The interfaces, or everything that is wrong with the file.</returns>
    public static InterfaceFileLoad Load(string file, MappingSet mappings)
    {
        ArgumentNullException.ThrowIfNull(mappings);
        var problems = new FileProblems();
        var interfaces = new List<InterfaceDefinition>();
        if (YamlMap.Open(file, problems) is { } root && root.Map("interfaces") is { } map)
        {
            foreach (var (name, node) in map.Entries())
            {
                if (map.MapOf(node, name) is { } definition)
                {
                    interfaces.Add(Read(name, definition, mappings));
                    definition.Close();
                }
            }

            if (interfaces.Count is 0 or > MostInterfaces)
            {
                map.Problem($"There must be 1 to {MostInterfaces} interfaces, not {interfaces.Count}.");
            }

            foreach (var shared in interfaces.Where(one => one.Folder is not null).GroupBy(one => one.Folder).Where(group => group.Count() > 1))
            {
                map.Problem($"{string.Join(" and ", shared.Select(one => one.Name))} take their files from the same folder {shared.Key}.");
            }

            foreach (var shared in interfaces.Where(one => one.Port != 0).GroupBy(one => (one.Address, one.Port)).Where(group => group.Count() > 1))
            {
                map.Problem($"{string.Join(" and ", shared.Select(one => one.Name))} listen on the same port {shared.Key.Port}.");
            }

            root.Close();
        }

        return new InterfaceFileLoad(problems.Count == 0 ? interfaces : null, problems.InOrder());
    }

    private static InterfaceDefinition Read(string name, YamlMap map, MappingSet mappings)
    {
        var triggers = mappings.MappingsOf(name);
        if (triggers is null)
        {
            map.Problem($"{ActiveFile.Name} gives the interface '{name}' no mappings.");
        }

        var isFhir = map.Has("fhir");
        InterfaceFhir.CheckMappings(map, isFhir, triggers);
        var folder = Folder(map);
        var listens = folder is null && (!isFhir || map.Has("address") || map.Has("port"));
        var address = listens ? map.Text("address") : "";
        var tls = listens ? InterfaceTransport.Tls(map, address, isFhir) : null;
        return new InterfaceDefinition(
            name,
            map.Text("owner"),
            address,
            listens ? map.Number("port", 0, 65535) : 0,
            map.Number("priority", 0, 1000),
            map.Word<InterfaceMode>("mode"),
            map.Map("sender") is { } sender ? InterfaceSender.Read(sender, isFhir) : InterfaceSender.None,
            triggers ?? new Dictionary<string, string>(),
            map.Text("company"))
        {
            Tls = tls,
            From = listens ? InterfaceTransport.From(map) : [],
            Database = map.OptionalText("database") ?? InterfaceDefinition.MainDatabase,
            Folder = folder,
            ApplicationAnswers = isFhir ? null : Answers(map, folder),
            Expect = InterfaceExpectation.Read(map),
            Fhir = map.OptionalMap("fhir") is { } fhir ? InterfaceFhir.Read(fhir, new FhirSurroundings(listens, folder is not null, tls?.ClientAuthorities is not null, triggers ?? new Dictionary<string, string>())) : null,
        };
    }

    /// <summary>A drop folder takes the place of a port; null where there is none.</summary>
    private static string? Folder(YamlMap map)
    {
        if (map.Find("folder") is not { } node)
        {
            return null;
        }

        var folder = map.Scalar(node, "folder");
        if (folder.Length > 0 && !System.IO.Path.IsPathFullyQualified(folder))
        {
            map.Problem(node, "'folder' must be a full path.");
        }

        foreach (var listening in new[] { "address", "port", "tls", "from", "plain-text" })
        {
            if (map.Find(listening) is { } both)
            {
                map.Problem(both, $"An interface has either 'folder' or 'port': '{listening}' has no meaning beside 'folder'.");
            }
        }

        return System.IO.Path.TrimEndingDirectorySeparator(folder);
    }

    private static AnswerRoute? Answers(YamlMap map, string? folder)
    {
        const string Key = "application-answers";
        if (map.OptionalText(Key) is not { } text)
        {
            return null;
        }

        if (text == "same-connection" && folder is null)
        {
            return AnswerRoute.SameConnection;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "mllp" or "mllps", Host.Length: > 0, Port: > 0, PathAndQuery: "" or "/" })
        {
            return new AnswerRoute(address.DnsSafeHost, address.Port, address.Scheme == "mllps");
        }

        map.Problem(map.Find(Key), $"'{Key}' is mllp://host:port or mllps://host:port, or same-connection where there is a connection.");
        return null;
    }
}

/// <summary>What became of loading: interfaces and no problems, or problems and no interfaces.</summary>
public sealed record InterfaceFileLoad(IReadOnlyList<InterfaceDefinition>? Interfaces, IReadOnlyList<FileProblem> Problems);
