using Integration.Contracts;
using Integration.Hl7v2.Message;

namespace Integration.Mapping;

/// <summary>All mappings of the folder <c>mappings/</c>, checked and compiled. Immutable, pure and safe for concurrent use.</summary>
public sealed class MappingSet
{
    private MappingSet()
    {
    }

    /// <summary>How the records of each outbound mapping are delivered, by <see cref="OdooRecord.Mapping"/>: <c>purchase.order/v1</c>.</summary>
    public IReadOnlyDictionary<string, ModelPolicy> Policies { get; } = new Dictionary<string, ModelPolicy>();

    /// <summary>What the code tables start with.</summary>
    public IReadOnlyList<TableSeed> Seeds { get; } = [];

    /// <param name="folder">The folder with <c>active.yaml</c>.</param>
    /// <returns>The set, or everything that is wrong with it. An I/O error of the folder itself is thrown.</returns>
    public static MappingSetLoad Load(string folder) => new(new MappingSet(), [new FileProblem(folder, 0, "Nothing is mapped yet.")]);

    /// <summary>
    /// Maps one message. Outcomes are values; only a mistake of this program throws. Where there are faults, the contracts name only the keys they would have had, so that a parked delta can close them (rule 6).
    /// </summary>
    public MappingResult Map(Hl7Message message, MappingContext context) => Trace(message, context).Result;

    /// <summary>The same as <see cref="Map"/>, saying how it came about.</summary>
    public MappingTrace Trace(Hl7Message message, MappingContext context) =>
        new(new MappingResult([], null, [new Failure(FailureKind.Invalid, $"None of {Policies.Count} mappings takes {message.Header.MessageType} from {context.Interface.Name}.", "List the trigger in active.yaml.")]), null, [], [], []);

    /// <summary>The tables as seeded, at revision 0: for a preview without a journal, and for tests.</summary>
    public CodeTables SeedTables() => new(0, Seeds.Select(seed => new CodeTable(seed.Name, seed.Columns, seed.KeyColumns, seed.Rows)));

    /// <param name="record">What a fold desires.</param>
    /// <param name="company">Name of the Odoo company, from the interface.</param>
    /// <exception cref="ArgumentException">No target of <c>active.yaml</c> takes the record's kind, or a field it needs is missing: a fold and its outbound mapping disagree.</exception>
    public OdooRecord ToOdoo(DesiredRecord record, string company) => throw new ArgumentException($"None of {Policies.Count} targets takes {record.Kind} of {company}.", nameof(record));
}

/// <summary>What became of loading: a set and no problems, or problems and no set.</summary>
public sealed record MappingSetLoad(MappingSet? Set, IReadOnlyList<FileProblem> Problems);
