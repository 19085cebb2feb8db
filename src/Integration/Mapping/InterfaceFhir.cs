using System.Text.Json;
using Integration.Contracts;
using Integration.Mapping.Files;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping;

/// <summary>What the rest of an interface says that its FHIR part has to fit.</summary>
/// <param name="Listens">Others connect to it.</param>
/// <param name="TakesFiles">It has a folder.</param>
/// <param name="AsksForCertificates">Callers show certificates.</param>
/// <param name="Mappings">By resource type.</param>
internal sealed record FhirSurroundings(bool Listens, bool TakesFiles, bool AsksForCertificates, IReadOnlyDictionary<string, string> Mappings);

/// <summary>Reads what makes an interface a FHIR one.</summary>
internal static class InterfaceFhir
{
    /// <summary>Most resources asked for in one page.</summary>
    public const int MostPageSize = 1000;

    private static readonly string[] s_aboutTheServer = ["every", "overlap", "page-size", "polls", "subscription", "authorisation"];

    public static FhirFeed Read(YamlMap map, FhirSurroundings around)
    {
        var server = Address(map, "server", map.Find("server"));
        if (server is null && !map.Has("server"))
        {
            foreach (var key in s_aboutTheServer.Where(map.Has))
            {
                map.Problem(map.Find(key), $"'{key}' has no meaning without 'server'.");
            }

            if (!around.Listens && !around.TakesFiles)
            {
                map.Problem("Nothing can come: there is neither 'server', nor an address and port, nor a folder.");
            }
        }

        var secret = map.Find("secret") is { } node ? Secret(map, node, "secret") : null;
        if (around.Listens && secret is null && !around.AsksForCertificates && !map.Has("secret"))
        {
            map.Problem("'secret' is missing: whoever posts here has to show it as a bearer token, or a certificate where 'tls' has 'client-authorities'.");
        }

        var feed = new FhirFeed(
            server,
            Span(map, "every", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Span(map, "overlap", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromHours(1)),
            map.Has("page-size") ? map.Number("page-size", 1, MostPageSize) : 200,
            map.OptionalMap("polls") is { } polls ? Polls(polls, around.Mappings) : [],
            map.OptionalMap("subscription") is { } subscription ? Subscription(subscription, around.Listens) : null,
            secret,
            map.OptionalMap("authorisation") is { } authorisation ? InterfaceAuthorisation.Read(authorisation) : null);
        if (server is not null && feed.Polls.Count == 0)
        {
            map.Problem("'polls' is missing: it says which resource types the server is asked for.");
        }

        map.Close();
        return feed;
    }

    /// <summary>An interface speaks one of the two languages, and its mappings are of that one.</summary>
    public static void CheckMappings(YamlMap map, bool isFhir, IReadOnlyDictionary<string, string>? mappings)
    {
        var part = isFhir ? "fhir/" : "hl7v2/";
        foreach (var (trigger, mapping) in (mappings ?? new Dictionary<string, string>()).Where(entry => !entry.Value.StartsWith(part, StringComparison.Ordinal)))
        {
            map.Problem($"{ActiveFile.Name} gives it {mapping} for {trigger}: with{(isFhir ? "" : "out")} 'fhir' its mappings are those of {part}.");
        }
    }

    /// <summary>An address of HTTP; without TLS only on this machine.</summary>
    public static Uri? Address(YamlMap map, string key, YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var text = map.Scalar(node, key);
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) || address is not { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" })
        {
            map.Problem(node, $"'{key}' must be an address such as https://ehr.example/fhir.");
            return null;
        }

        if (address.Scheme == "http" && !address.IsLoopback)
        {
            map.Problem(node, $"'{key}' must begin with https: whoever is between here and {address.Host} would read and change what is sent.");
        }

        return address;
    }

    /// <summary>Where a secret stands: <c>{ file: /etc/… }</c> or <c>{ environment: NAME }</c>.</summary>
    public static SecretSource? Secret(YamlMap map, YamlNode node, string key)
    {
        if (node is not YamlMappingNode)
        {
            map.Problem(node, $"'{key}' says where it stands, never what it is: {{ file: /etc/… }} or {{ environment: NAME }}.");
            return null;
        }

        var source = map.MapOf(node, key)!;
        var (file, variable) = (source.OptionalText("file"), source.OptionalText("environment"));
        source.Close();
        if (file is null == variable is null || file is "" || variable is "")
        {
            map.Problem(node, $"'{key}' stands either in a file or in the environment: {{ file: /etc/… }} or {{ environment: NAME }}.");
            return null;
        }

        return new SecretSource(file is null ? null : map.FullPath(file), variable);
    }

    /// <summary>A word of an enumeration as this part writes it: <c>rest-hook</c>.</summary>
    public static T Word<T>(YamlMap map, string key)
        where T : struct, Enum => map.Word<T>(key, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    private static List<FhirPoll> Polls(YamlMap polls, IReadOnlyDictionary<string, string> mappings)
    {
        var read = new List<FhirPoll>();
        foreach (var (type, node) in polls.Entries())
        {
            if (!mappings.ContainsKey(type))
            {
                polls.Problem(node, $"Nothing would come of {type}: {ActiveFile.Name} gives this interface no mapping for it.");
            }

            if (node is YamlScalarNode { Value: "" or null })
            {
                read.Add(new FhirPoll(type, "", [], [], History: false));
            }
            else if (polls.MapOf(node, type) is { } poll)
            {
                read.Add(new FhirPoll(type, Criteria(poll), poll.OptionalTexts("include"), poll.OptionalTexts("reverse-include"), History(poll)));
                poll.Close();
            }
        }

        return read;
    }

    private static string Criteria(YamlMap poll)
    {
        var text = poll.OptionalText("criteria") ?? "";
        var names = text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', ':')[0]);
        if (text.StartsWith('?') || names.Any(name => name is "_lastUpdated" or "_count" or "_sort" or "_include" or "_revinclude" or "_since"))
        {
            poll.Problem(poll.Find("criteria"), "'criteria' holds what the search asks for besides what the poll adds itself (_lastUpdated, _count, _sort, _include, _revinclude, _since): \"status=booked\".");
        }

        return text;
    }

    private static bool History(YamlMap poll)
    {
        if (poll.Find("history") is not { } node)
        {
            return false;
        }

        var isOffered = poll.Scalar(node, "history") == "offered";
        if (!isOffered)
        {
            poll.Problem(node, "'history' can only be offered; leave it out where the server has none.");
        }

        return isOffered;
    }

    private static FhirSubscription? Subscription(YamlMap map, bool listens)
    {
        if (!listens)
        {
            map.Problem("A subscription needs an address and port to be told at.");
        }

        var kind = Word<FhirSubscriptionKind>(map, "kind");
        var topic = kind == FhirSubscriptionKind.Topic ? map.Text("topic") : "";
        var content = kind == FhirSubscriptionKind.Topic ? Word<FhirNotificationContent>(map, "content") : FhirNotificationContent.Empty;
        var endpoint = Address(map, "endpoint", map.Need("endpoint"));
        map.Close();
        return endpoint is null ? null : new FhirSubscription(kind, topic, content, endpoint);
    }

    private static TimeSpan Span(YamlMap map, string key, TimeSpan usual, TimeSpan least, TimeSpan most)
    {
        if (map.Find(key) is not { } node)
        {
            return usual;
        }

        if (map.Span(node, key) is { } span && span >= least && span <= most)
        {
            return span;
        }

        map.Problem(node, $"'{key}' must be a length of time from {least:c} to {most:c}, such as 00:01:00.");
        return usual;
    }
}
