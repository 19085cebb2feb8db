using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping;

/// <summary>Reads <c>ops/interfaces.yaml</c> and joins each interface with the mappings <c>active.yaml</c> gives it.</summary>
public static class InterfaceFile
{
    /// <summary>What a listener and a ledger can be asked to hold apart.</summary>
    public const int MostInterfaces = 200;

    private static readonly TimeSpan MostLookAlikes = TimeSpan.FromDays(14);

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

        var folder = Folder(map);
        var address = folder is null ? map.Text("address") : "";
        var tls = folder is null ? InterfaceTransport.Tls(map, address) : null;
        return new InterfaceDefinition(
            name,
            map.Text("owner"),
            address,
            folder is null ? map.Number("port", 0, 65535) : 0,
            map.Number("priority", 0, 1000),
            map.Word<InterfaceMode>("mode"),
            map.Map("sender") is { } sender ? Sender(sender) : new SenderProfile([], [], [], ControlIdUse.Unique, "", new Dictionary<string, string>(), null),
            triggers ?? new Dictionary<string, string>(),
            map.Text("company"))
        {
            Tls = tls,
            From = folder is null ? InterfaceTransport.From(map) : [],
            Database = map.OptionalText("database") ?? InterfaceDefinition.MainDatabase,
            Folder = folder,
            ApplicationAnswers = Answers(map, folder),
            Expect = InterfaceExpectation.Read(map),
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

    private static SenderProfile Sender(YamlMap map)
    {
        var facilities = map.Texts("facilities");
        var profile = new SenderProfile(
            map.Texts("applications"),
            facilities,
            map.Texts("processing-ids"),
            map.Word<ControlIdUse>("control-id"),
            CharacterSet(map),
            Zones(map, facilities),
            Approval(map));
        if (map.Find("item-codes") is { } codes)
        {
            profile = profile with { ItemCodes = [.. YamlMap.Items(codes).Select(item => Path(map, item))] };
        }

        if (map.OptionalMap("positions") is { } positions)
        {
            profile = profile with { Positions = SenderPositions.Read(positions) };
        }

        if (map.Find("sequence") is { } sequence)
        {
            profile = profile with { HonoursSequence = map.Scalar(sequence, "sequence") == "honoured" };
            if (!profile.HonoursSequence)
            {
                map.Problem(sequence, "'sequence' can only be honoured; leave it out where MSH-13 means nothing.");
            }
        }

        if (map.Find("look-alikes") is { } within)
        {
            var isSpan = TimeSpan.TryParseExact(map.Scalar(within, "look-alikes"), ["hh\\:mm\\:ss", "d\\.hh\\:mm\\:ss"], System.Globalization.CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero && span <= MostLookAlikes;
            profile = profile with { LookAlikes = isSpan ? span : null };
            if (!isSpan)
            {
                map.Problem(within, $"'look-alikes' must be a length of time of at most {MostLookAlikes.TotalDays} days, such as 04:00:00.");
            }
        }

        if (map.Find("services") is { } services)
        {
            profile = profile with { StatesAllServices = map.Scalar(services, "services") != "changed" };
            if (profile.StatesAllServices)
            {
                map.Problem(services, "'services' can only be changed; leave it out where each message states all services of a case.");
            }
        }

        map.Close();
        return profile;
    }

    private static string CharacterSet(YamlMap map)
    {
        var text = map.Text("character-set");
        if (text.Length > 0 && !CharacterSets.Names.Contains(text))
        {
            map.Problem(map.Find("character-set")!, $"'character-set' must be one of {string.Join(", ", CharacterSets.Names)}.");
        }

        return text;
    }

    private static Dictionary<string, string> Zones(YamlMap map, IReadOnlyList<string> facilities)
    {
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Map("zones") is not { } entries)
        {
            return zones;
        }

        foreach (var (facility, node) in entries.Entries())
        {
            zones[facility] = entries.Scalar(node, facility);
            if (FacilityTime.Zone(zones[facility]) is null)
            {
                entries.Problem(node, $"'{zones[facility]}' is no IANA time zone such as Europe/Berlin.");
            }
        }

        foreach (var facility in facilities.Where(facility => !zones.ContainsKey(facility) && !zones.ContainsKey("*")))
        {
            entries.Problem($"The facility {facility} has no time zone.");
        }

        return zones;
    }

    /// <summary>That every order sent is approved has to be said: leaving it out must not approve anything.</summary>
    private static ApprovalRule? Approval(YamlMap map)
    {
        var node = map.Need("approval");
        if (node is null or YamlScalarNode { Value: "every-order-sent" })
        {
            return null;
        }

        if (node is not YamlMappingNode)
        {
            map.Problem(node, "'approval' is every-order-sent, or a path with its approved and refused values.");
            return null;
        }

        var rule = map.MapOf(node, "approval")!;
        var path = rule.Need("path") is { } at ? Path(rule, at) : "";
        var approval = new ApprovalRule(path, rule.Texts("approved"), rule.OptionalTexts("refused"));
        rule.Close();
        return approval;
    }

    private static string Path(YamlMap map, YamlNode node)
    {
        var text = map.Scalar(node, "path");
        if (!Hl7Path.Parse(text).TryGet(out _, out var problem))
        {
            map.Problem(node, $"'{text}' is no HL7 path: expected {problem.Expected} at character {problem.Position + 1}.");
        }

        return text;
    }
}

/// <summary>What became of loading: interfaces and no problems, or problems and no interfaces.</summary>
public sealed record InterfaceFileLoad(IReadOnlyList<InterfaceDefinition>? Interfaces, IReadOnlyList<FileProblem> Problems);
