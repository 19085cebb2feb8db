using Integration.Contracts;
using Integration.Fhir.Paths;
using Integration.Hl7v2.Message;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping;

/// <summary>Reads what is known of a sender. What only HL7 v2 has is unknown at a FHIR interface, and the other way round.</summary>
internal static class InterfaceSender
{
    /// <summary>Of an interface whose sender is missing, which is a problem already.</summary>
    public static readonly SenderProfile None = new([], [], [], ControlIdUse.Unique, "", new Dictionary<string, string>(), null);

    private static readonly TimeSpan MostLookAlikes = TimeSpan.FromDays(14);

    public static SenderProfile Read(YamlMap map, bool isFhir)
    {
        var facilities = map.Texts("facilities");
        var profile = new SenderProfile(
            isFhir ? [] : map.Texts("applications"),
            facilities,
            isFhir ? [] : map.Texts("processing-ids"),
            map.Word<ControlIdUse>("control-id"),
            isFhir ? "UTF-8" : CharacterSet(map),
            Zones(map, facilities),
            Approval(map, isFhir));
        profile = isFhir ? WithFhir(profile, map) : WithHl7(profile, map);
        if (map.Find("item-codes") is { } codes)
        {
            profile = profile with { ItemCodes = [.. YamlMap.Items(codes).Select(item => Path(map, item, isFhir))] };
        }

        if (map.Find("look-alikes") is { } within)
        {
            profile = profile with { LookAlikes = LookAlikes(map, within) };
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

    /// <summary>Resources have their own places, so that a mapping says where the item's code stands unless the sender says otherwise.</summary>
    private static SenderProfile WithFhir(SenderProfile profile, YamlMap map)
    {
        var facility = map.Find("facility") is { } path ? Path(map, path, isFhir: true) : null;
        if (facility is null && profile.Facilities.Count != 1)
        {
            map.Problem($"'facility' is missing: with {profile.Facilities.Count} facilities a FHIRPath has to say which one a resource is of.");
        }

        return profile with { ItemCodes = [], Facility = facility };
    }

    private static SenderProfile WithHl7(SenderProfile profile, YamlMap map)
    {
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

        return profile;
    }

    private static TimeSpan? LookAlikes(YamlMap map, YamlNode node)
    {
        if (map.Span(node, "look-alikes") is { } span && span > TimeSpan.Zero && span <= MostLookAlikes)
        {
            return span;
        }

        map.Problem(node, $"'look-alikes' must be a length of time of at most {MostLookAlikes.TotalDays} days, such as 04:00:00.");
        return null;
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
    private static ApprovalRule? Approval(YamlMap map, bool isFhir)
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
        var path = rule.Need("path") is { } at ? Path(rule, at, isFhir) : "";
        var approval = new ApprovalRule(path, rule.Texts("approved"), rule.OptionalTexts("refused"));
        rule.Close();
        return approval;
    }

    private static string Path(YamlMap map, YamlNode node, bool isFhir)
    {
        var text = map.Scalar(node, "path");
        if (isFhir)
        {
            if (FhirPath.Compile(text).Problem is { } wrong)
            {
                map.Problem(node, $"'{text}' is no FHIRPath that can be used: {wrong}.");
            }
        }
        else if (!Hl7Path.Parse(text).TryGet(out _, out var problem))
        {
            map.Problem(node, $"'{text}' is no HL7 path: expected {problem.Expected} at character {problem.Position + 1}.");
        }

        return text;
    }
}
