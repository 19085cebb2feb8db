using System.Collections.Frozen;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Hl7v2.Message;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound;
using Integration.Mapping.Inbound.Sources;
using Integration.Mapping.Outbound;

namespace Integration.Mapping;

/// <summary>All mappings of the folder <c>mappings/</c>, checked and compiled. Immutable, pure and safe for concurrent use.</summary>
public sealed class MappingSet
{
    private readonly FrozenDictionary<string, InboundMapping> _inbound;
    private readonly FrozenDictionary<string, OutboundMapping> _outbound;
    private readonly ActiveFile _active;

    private MappingSet(Dictionary<string, InboundMapping> inbound, Dictionary<string, OutboundMapping> outbound, ActiveFile active, IReadOnlyList<TableSeed> seeds)
    {
        _inbound = inbound.ToFrozenDictionary();
        _outbound = outbound.ToFrozenDictionary();
        _active = active;
        Seeds = seeds;
        Policies = outbound.Values.ToFrozenDictionary(mapping => mapping.Policy.Name, mapping => mapping.Policy);
    }

    /// <summary>How the records of each outbound mapping are delivered, by <see cref="OdooRecord.Mapping"/>: <c>purchase.order/v1</c>. Versions no longer in use are here too, because postings made with them may still be on their way.</summary>
    public IReadOnlyDictionary<string, ModelPolicy> Policies { get; }

    /// <summary>What the code tables start with.</summary>
    public IReadOnlyList<TableSeed> Seeds { get; }

    internal IReadOnlyDictionary<string, InboundMapping> Inbound => _inbound;

    internal IReadOnlyDictionary<string, OutboundMapping> Outbound => _outbound;

    /// <param name="folder">The folder with <c>active.yaml</c>.</param>
    /// <returns>The set, or everything that is wrong with it. An I/O error of the folder itself is thrown.</returns>
    public static MappingSetLoad Load(string folder)
    {
        var problems = new FileProblems();
        var seeds = SeedReader.ReadFolder(Path.Combine(folder, "tables"), problems);
        var tables = seeds.ToDictionary(seed => seed.Name, StringComparer.Ordinal);
        var inbound = PathLanguage.All
            .SelectMany(language => Compile(folder, language.Folder, (name, file) => InboundCompiler.Compile(name, file, language, tables, problems)))
            .ToDictionary(StringComparer.Ordinal);
        var outbound = Compile(folder, "odoo", (name, file) => OutboundReader.Read(name, file, problems));
        var active = ActiveFile.Read(Path.Combine(folder, ActiveFile.Name), inbound, outbound, problems);
        ReleasedFile.Check(folder, active.Mappings, problems);
        return new MappingSetLoad(problems.Count == 0 ? new MappingSet(inbound, outbound, active, seeds) : null, problems.InOrder());
    }

    /// <summary>
    /// Maps one message. Outcomes are values; only a mistake of this program throws. Where there are faults, the contracts name only the keys they would have had, so that a parked delta can close them (rule 6).
    /// </summary>
    public MappingResult Map(Hl7Message message, MappingContext context) => Map(MappingOf(message, context), new Hl7Run(message, context, null));

    /// <summary>The same as <see cref="Map(Hl7Message, MappingContext)"/>, saying how it came about.</summary>
    public MappingTrace Trace(Hl7Message message, MappingContext context)
    {
        var trace = new Hl7TraceRecorder(message);
        return Traced(MappingOf(message, context), new Hl7Run(message, context, trace), trace);
    }

    /// <summary>Which mapping takes a message: the one it was first mapped with, else the one the interface gives its trigger event; null when there is none.</summary>
    public static string? MappingOf(Hl7Message message, MappingContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        return context.PinnedMapping ?? context.Interface.Mappings.GetValueOrDefault($"{message.Header.MessageType}^{message.Header.TriggerEvent}");
    }

    /// <summary>Maps one change of a resource, as <see cref="Map(Hl7Message, MappingContext)"/> does a message.</summary>
    public MappingResult Map(FhirMessage message, MappingContext context) => Map(MappingOf(message, context), new FhirRun(message, context, null));

    /// <summary>The same as <see cref="Map(FhirMessage, MappingContext)"/>, saying how it came about.</summary>
    public MappingTrace Trace(FhirMessage message, MappingContext context)
    {
        var trace = new FhirTraceRecorder(message);
        return Traced(MappingOf(message, context), new FhirRun(message, context, trace), trace);
    }

    /// <summary>Which mapping takes a change: the one it was first mapped with, else the one the interface gives its resource type; null when there is none.</summary>
    public static string? MappingOf(FhirMessage message, MappingContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        return context.PinnedMapping ?? context.Interface.Mappings.GetValueOrDefault(message.Type);
    }

    /// <summary>The tables as seeded, at revision 0: for a preview without a journal, and for tests.</summary>
    public CodeTables SeedTables() => new(0, Seeds.Select(seed => new CodeTable(seed.Name, seed.Columns, seed.KeyColumns, seed.Rows)));

    /// <param name="record">What a fold desires.</param>
    /// <param name="company">Name of the Odoo company, from the interface.</param>
    /// <exception cref="ArgumentException">No target of <c>active.yaml</c> takes the record's kind, or a field it needs is missing: a fold and its outbound mapping disagree.</exception>
    public OdooRecord ToOdoo(DesiredRecord record, string company)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _active.Targets.TryGetValue(record.Kind, out var target)
            ? _outbound[target].Map(record, company)
            : throw new ArgumentException($"{ActiveFile.Name} names no target for {record.Kind}.", nameof(record));
    }

    /// <summary>Which mapping takes which trigger event of an interface, from <c>active.yaml</c>; null for an interface it does not name.</summary>
    internal IReadOnlyDictionary<string, string>? MappingsOf(string interfaceName) => _active.Interfaces.GetValueOrDefault(interfaceName);

    private MappingTrace Traced(string? mapping, MessageRun run, TraceRecorder trace)
    {
        var result = Map(mapping, run);
        return new MappingTrace(result, mapping, trace.Used, trace.Unused(), trace.Lookups);
    }

    private MappingResult Map(string? mapping, MessageRun run)
    {
        if (mapping is null)
        {
            return Fault(FailureKind.Invalid, $"{run.Kind.Where}: no mapping of {run.Context.Interface.Name} takes this {run.Kind.What}", $"List the {run.Kind.What} in mappings/active.yaml, or have the sender stop sending it.");
        }

        return _inbound.TryGetValue(mapping, out var compiled)
            ? new ContractBuilder(compiled, run).Build()
            : Fault(FailureKind.Defect, $"The mapping {mapping} is not installed", "Put the file back under mappings/: a released version is never removed while messages may be replayed with it.");
    }

    private static MappingResult Fault(FailureKind kind, string reason, string remedy) => new([], null, [new Failure(kind, reason, remedy)]);

    private static Dictionary<string, T> Compile<T>(string folder, string part, Func<string, string, T?> compile)
        where T : class
    {
        var mappings = new Dictionary<string, T>(StringComparer.Ordinal);
        var root = Path.Combine(folder, part);
        if (!Directory.Exists(root))
        {
            return mappings;
        }

        foreach (var file in Directory.GetFiles(root, "v*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace(Path.DirectorySeparatorChar, '/');
            if (compile(name, file) is { } mapping)
            {
                mappings[name] = mapping;
            }
        }

        return mappings;
    }
}

/// <summary>What became of loading: a set and no problems, or problems and no set.</summary>
public sealed record MappingSetLoad(MappingSet? Set, IReadOnlyList<FileProblem> Problems);
