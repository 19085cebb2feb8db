using Integration.Contracts;
using Integration.Mapping.Files;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping;

/// <summary>Reads what is usual for an interface: <c>expect: { silence: 00:15:00, hours: "06:00-20:00", zone: Europe/Berlin, lateness: 01:00:00 }</c>.</summary>
internal static class InterfaceExpectation
{
    public static FeedExpectation? Read(YamlMap definition)
    {
        if (definition.OptionalMap("expect") is not { } map)
        {
            return null;
        }

        var zone = Zone(map, definition);
        var expectation = new FeedExpectation(Span(map, "silence"), Hours(map, zone), Span(map, "lateness"));
        if (expectation.Silence is null && expectation.Lateness is null)
        {
            map.Problem("'expect' names neither 'silence' nor 'lateness'.");
        }

        map.Close();
        return expectation;
    }

    private static FeedHours? Hours(YamlMap map, TimeZoneInfo? zone)
    {
        if (map.Find("hours") is not { } node)
        {
            return null;
        }

        var hours = FeedHours.Read(map.Scalar(node, "hours"), zone ?? TimeZoneInfo.Utc);
        if (hours is null)
        {
            map.Problem(node, "'hours' must be two different times of day, such as \"06:00-20:00\".");
        }
        else if (zone is null && !map.Has("zone"))
        {
            map.Problem(node, "'hours' need a 'zone': the facilities of this interface have several.");
        }

        return hours;
    }

    /// <summary>Where it is not said, it is the one zone all facilities of the interface are in.</summary>
    private static TimeZoneInfo? Zone(YamlMap map, YamlMap definition)
    {
        if (map.Find("zone") is { } node)
        {
            var name = map.Scalar(node, "zone");
            if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var said))
            {
                return said;
            }

            map.Problem(node, $"'{name}' is no IANA time zone such as Europe/Berlin.");
            return null;
        }

        var names = definition.Find("sender") is YamlMappingNode sender && sender.Children.TryGetValue(new YamlScalarNode("zones"), out var zones) && zones is YamlMappingNode entries
            ? entries.Children.Values.OfType<YamlScalarNode>().Select(zone => zone.Value ?? "").Distinct().ToList()
            : [];
        return names is [var only] && TimeZoneInfo.TryFindSystemTimeZoneById(only, out var found) ? found : null;
    }

    private static TimeSpan? Span(YamlMap map, string key)
    {
        if (map.Find(key) is not { } node)
        {
            return null;
        }

        if (map.Span(node, key) is { } span && span > TimeSpan.Zero)
        {
            return span;
        }

        map.Problem(node, $"'{key}' must be a length of time, such as 00:15:00 or 1.00:00:00.");
        return null;
    }
}
