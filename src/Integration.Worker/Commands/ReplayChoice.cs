using System.CommandLine;
using System.Text.RegularExpressions;
using Integration.Contracts;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>The options that say which messages are taken again, and with which mapping.</summary>
internal sealed partial class ReplayChoice
{
    private readonly Option<long[]> _ids = new("--id") { Description = "Messages by their sequence; several after one another.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _key = new("--key") { Description = "All that told of one thing: <domain>:<key>, such as requisition:NORTH/RQ-2001." };
    private readonly Option<string?> _interface = new("--interface") { Description = "Of one interface." };
    private readonly Option<string?> _from = new("--from") { Description = $"Received at or after: {Moments.Forms}." };
    private readonly Option<string?> _to = new("--to") { Description = "Received before; as --from." };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "What waits for one cause: kind and subject as 'integration exceptions' shows them.",
        AllowMultipleArgumentsPerToken = true,
        Arity = new ArgumentArity(2, 2),
    };

    private readonly Option<string?> _contract = new("--contract") { Description = "The message that made one contract, by the contract's id." };
    private readonly Option<bool> _asWas = new("--as-was") { Description = "With the mapping and tables each message was mapped with; this is what happens unless --as is given." };
    private readonly Option<string?> _as = new("--as") { Description = "With this version of the mapping, such as v2, and the newest tables." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _ids, _key, _interface, _from, _to, _group, _contract, _asWas, _as })
        {
            command.Add(option);
        }
    }

    /// <exception cref="SettingsException">Nothing is chosen, or a value cannot be read.</exception>
    public ReplaySelection Read(ParseResult parsed)
    {
        FoldKey? key = null;
        if (parsed.GetValue(_key) is { } text)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            key = colon > 0 && colon < text.Length - 1
                ? new FoldKey(text[..colon], text[(colon + 1)..])
                : throw new SettingsException([$"--key: <domain>:<key>, such as requisition:NORTH/RQ-2001, not '{text}'."]);
        }

        var cause = parsed.GetValue(_group) is [var kind, var subject] ? new ReplayCause(kind, subject) : null;
        var selection = new ReplaySelection(
            parsed.GetValue(_ids) ?? [], key, parsed.GetValue(_interface), Moments.Read("--from", parsed.GetValue(_from)), Moments.Read("--to", parsed.GetValue(_to)), cause, parsed.GetValue(_contract));
        return selection is { Ids.Count: 0, Key: null, Interface: null, From: null, To: null, Cause: null, Contract: null }
            ? throw new SettingsException(["Say which messages: --id, --key, --interface, --from, --to, --group or --contract."])
            : selection;
    }

    public string? Version(ParseResult parsed)
    {
        var version = parsed.GetValue(_as);
        if (version is not null && (parsed.GetValue(_asWas) || !Form().IsMatch(version)))
        {
            throw new SettingsException([parsed.GetValue(_asWas) ? "--as-was and --as exclude each other." : $"--as: a version such as v2, not '{version}'."]);
        }

        return version;
    }

    /// <summary>The choice as the replay keeps it.</summary>
    public string Words(ParseResult parsed) => string.Join(' ', [
        .. Word(_ids.Name, parsed.GetValue(_ids) is { Length: > 0 } ids ? string.Join(' ', ids) : null),
        .. Word(_key.Name, parsed.GetValue(_key)),
        .. Word(_interface.Name, parsed.GetValue(_interface)),
        .. Word(_from.Name, parsed.GetValue(_from)),
        .. Word(_to.Name, parsed.GetValue(_to)),
        .. Word(_group.Name, parsed.GetValue(_group) is { Length: > 0 } group ? string.Join(' ', group) : null),
        .. Word(_contract.Name, parsed.GetValue(_contract)),
    ]);

    private static string[] Word(string name, string? value) => value is null ? [] : [name, value];

    [GeneratedRegex("^v[1-9][0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
