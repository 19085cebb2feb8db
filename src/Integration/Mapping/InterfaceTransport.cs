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
    public static InterfaceTls? Tls(YamlMap map, string address)
    {
        var plain = map.Find("plain-text");
        if (plain is not null && map.Scalar(plain, "plain-text") != Accepted)
        {
            map.Problem(plain, $"'plain-text' can only be {Accepted}; leave it out where there is TLS.");
        }

        var tls = map.OptionalMap("tls") is { } node ? Read(node) : null;
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

    private static InterfaceTls Read(YamlMap map)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(map.File))!;
        string? At(string? path) => path is null ? null : Path.GetFullPath(path, folder);
        var clients = map.OptionalMap("clients");
        var named = clients?.Entries().ToDictionary(
            entry => entry.Key,
            entry => (IReadOnlyList<string>)[.. YamlMap.Items(entry.Node).Select(item => clients.Scalar(item, entry.Key))]) ?? [];
        var tls = new InterfaceTls(At(map.Text("certificate"))!, At(map.OptionalText("key")), At(map.OptionalText("password-file")), At(map.OptionalText("client-authorities")), named);
        if (clients is not null && tls.ClientAuthorities is null)
        {
            clients.Problem("'clients' says who may send as what; without 'client-authorities' no certificate is asked for.");
        }
        else if (clients is not null && named.Count == 0)
        {
            clients.Problem("'clients' names nobody; leave it out to let every certificate of 'client-authorities' send.");
        }

        map.Close();
        return tls;
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
