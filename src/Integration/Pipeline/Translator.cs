using System.Diagnostics;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Hl7v2.Message;
using Integration.Journal;
using Integration.Mapping;

namespace Integration.Pipeline;

/// <summary>Applies the mappings of the configured interfaces: bytes to contracts on the way in, desired records to Odoo's columns on the way out.</summary>
internal sealed class Translator
{
    private readonly Dictionary<string, InterfaceDefinition> _interfaces;
    private readonly MappingSet _mappings;
    private readonly KeyedHash _hash;

    public Translator(IReadOnlyList<InterfaceDefinition> interfaces, MappingSet mappings, KeyedHash hash)
    {
        _interfaces = interfaces.ToDictionary(feed => feed.Name);
        _mappings = mappings;
        _hash = hash;
        Priorities = interfaces.ToDictionary(feed => feed.Name, feed => feed.Priority);
    }

    public IReadOnlyDictionary<string, int> Priorities { get; }

    public IReadOnlyDictionary<string, ModelPolicy> Policies => _mappings.Policies;

    /// <exception cref="KeyNotFoundException">The interface was taken out of the configuration while messages of it are in the journal.</exception>
    public InterfaceDefinition Interface(string name) => _interfaces.GetValueOrDefault(name)
        ?? throw new KeyNotFoundException($"Interface {name} is no longer configured, but the journal holds messages of it; put it back, in mode hold if nothing of it is to be posted.");

    /// <summary>Where postings of these interfaces go; one that is no longer configured makes none.</summary>
    public IReadOnlyCollection<string> DatabasesOf(IEnumerable<string> interfaces) => [.. interfaces.Distinct().Select(name => _interfaces.GetValueOrDefault(name)?.Database).OfType<string>().Distinct()];

    public InterfaceDefinition? Find(string name) => _interfaces.GetValueOrDefault(name);

    public MappingResult Map(ClaimedMessage message, CodeTables tables)
    {
        var feed = Interface(message.Interface);
        return feed.Fhir is null ? MapHl7(message, feed, tables) : MapFhir(message, feed, tables);
    }

    private MappingResult MapFhir(ClaimedMessage message, InterfaceDefinition feed, CodeTables tables)
    {
        var fhir = FhirMessage.Parse(message.Body, new FhirReadOptions());
        return fhir.Focus is null && !fhir.IsDelete
            ? Unreadable(fhir.Problems.Where(problem => problem.Severity == FhirSeverity.Error).Select(problem => problem.ToString()))
            : _mappings.Map(fhir, Context(message, feed, tables));
    }

    private MappingResult MapHl7(ClaimedMessage message, InterfaceDefinition feed, CodeTables tables)
    {
        var parsed = Hl7Parser.Parse(message.Body, new Hl7ParseOptions { DefaultCharset = CharacterSets.Read(feed.Sender.CharacterSet) });
        return parsed.Message is { } hl7 ? _mappings.Map(hl7, Context(message, feed, tables)) : Unreadable(parsed.Problems.Select(problem => problem.ToString()));
    }

    private static MappingResult Unreadable(IEnumerable<string> problems)
    {
        var told = problems.DefaultIfEmpty("It holds no resource that changed.");
        return new MappingResult([], null, [.. told.Select(problem => new Failure(FailureKind.Invalid, problem, "The sender has to mend and send it again."))]);
    }

    /// <summary>The mapping a message is mapped with: the first one it met stays (rule 23), unless it is taken again with another version by order.</summary>
    public string? MappingOf(ClaimedMessage message)
    {
        var mapping = message.MappingVersion ?? Interface(message.Interface).Mappings.GetValueOrDefault(message.Type);
        return message.Replay?.Version is { } version && mapping is not null ? $"{mapping[..mapping.LastIndexOf('/')]}/{version}" : mapping;
    }

    /// <summary>Whether a mapping stands under mappings/.</summary>
    public bool Knows(string mapping) => _mappings.Inbound.ContainsKey(mapping);

    public PostingDraft ToDraft(DesiredRecord record, string company)
    {
        var odoo = _mappings.ToOdoo(record, company);
        var policy = _mappings.Policies.GetValueOrDefault(odoo.Mapping) ?? throw new UnreachableException($"{odoo.Mapping} made a record and has no policy.");
        return new PostingDraft(odoo, policy.Rank, record.SerialKey) { HeldBecause = record.HeldBecause };
    }

    private MappingContext Context(ClaimedMessage message, InterfaceDefinition feed, CodeTables tables) =>
        new(feed, message.ReceivedAt, message.Sequence, tables, _hash, message.Replay?.Version is null ? message.MappingVersion : MappingOf(message));
}
