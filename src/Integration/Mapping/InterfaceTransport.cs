using System.Net;
using Integration.Contracts;
using Integration.Mapping.Files;
using YamlDotNet.RepresentationModel;

namespace Integration.Mapping;

/// <summary>Who may reach an interface, and how: its address, TLS and allow-list.</summary>
internal static class InterfaceTransport
{
    private const string Accepted = "accepted";

    /// <summary>Null for plain text, which has to be said where other machines can reach it.</summary>
    public static InterfaceTls? Tls(YamlMap map, string address, bool isFhir)
    {
        var plain = map.Find("plain-text");
        if (plain is not null && map.Scalar(plain, "plain-text") != Accepted)
        {
            map.Problem(plain, $"'plain-text' can only be {Accepted}; leave it out where there is TLS.");
        }

        var tls = map.OptionalMap("tls") is { } node ? Read(node, isFhir) : null;
        if (tls is not null && plain is not null)
        {
            map.Problem(plain, "'plain-text' and 'tls' exclude each other.");
        }

        if (!IPAddress.TryParse(address, out var ip))
        {
            if (address.Length > 0)
            {
                map.Problem(map.Find("address")!, "'address' must be an IP address.");
            }
        }
        else if (!IPAddress.IsLoopback(ip) && tls is null && plain is null)
        {
            map.Problem(
                map.Find("address")!,
                $"Other machines can reach {address}, and without TLS whoever is in between reads and changes what is sent. Add 'tls: {{ certificate: …, key: … }}', or 'plain-text: {Accepted}' where something else protects the way.");
        }

        return tls;
    }

    public static IReadOnlyList<IPNetwork> From(YamlMap map) =>
        map.Find("from") is { } node ? [.. YamlMap.Items(node).Select(item => Network(map, item)).OfType<IPNetwork>()] : [];

    private static InterfaceTls Read(YamlMap map, bool isFhir)
    {
        string? At(string? path) => path is null ? null : map.FullPath(path);
        var named = Clients(map, isFhir);
        var tls = new InterfaceTls(At(map.Text("certificate"))!, At(map.OptionalText("key")), At(map.OptionalText("password-file")), At(map.OptionalText("client-authorities")), named ?? []);
        if (named is not null && tls.ClientAuthorities is null)
        {
            map.Problem(map.Find("clients"), "'clients' says who may send as what; without 'client-authorities' no certificate is asked for.");
        }
        else if (named is { Count: 0 })
        {
            map.Problem(map.Find("clients"), "'clients' names nobody; leave it out to let every certificate of 'client-authorities' send.");
        }

        map.Close();
        return tls;
    }

    /// <summary>Null where nobody is named. At a FHIR interface, where no message says which application sends it, it is a list of names.</summary>
    private static Dictionary<string, IReadOnlyList<string>>? Clients(YamlMap map, bool isFhir)
    {
        if (isFhir)
        {
            return map.Has("clients") ? map.Texts("clients").Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, _ => (IReadOnlyList<string>)[]) : null;
        }

        return map.OptionalMap("clients") is { } clients
            ? clients.Entries().ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)[.. YamlMap.Items(entry.Node).Select(item => clients.Scalar(item, entry.Key))])
            : null;
    }

    private static IPNetwork? Network(YamlMap map, YamlNode node)
    {
        var text = map.Scalar(node, "from");
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        if (IPAddress.TryParse(text, out var one))
        {
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        }

        map.Problem(node, $"'{text}' is no address or network such as 192.168.3.7 or 10.1.0.0/16.");
        return null;
    }
}
