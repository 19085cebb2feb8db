using System.Globalization;
using CsvHelper;
using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Mapping;
using Integration.UnitTests.Hl7v2;

namespace Integration.UnitTests.Mapping;

/// <summary>
/// What becomes of every requisition and schedule message of the corpus, by <c>CorpusOutcomes.csv</c>: each line was decided by reading the message. The shipped mappings run under interfaces that let those senders in, know where they are and have a few cards for
/// them. <c>processed</c>: a contract; <c>held</c>: unmapped codes; <c>faulted</c>: parked as invalid, by the field named; <c>unreadable</c>: negatively acknowledged; <c>not-taken</c>: the trigger event is nobody's.
/// </summary>
public sealed class CorpusOutcomeTests
{
    private static readonly string[] Interesting = ["OMS", "OMN", "SIU"];

    private static readonly InterfaceDefinition Requisitions = Shipped.Interface("north-supply-requisitions") with
    {
        Sender = Shipped.Interface("north-supply-requisitions").Sender with { Zones = new Dictionary<string, string> { ["*"] = "America/New_York" } },
    };

    private static readonly InterfaceDefinition Schedules = Shipped.Interface("north-or-schedule") with
    {
        Sender = Shipped.Interface("north-or-schedule").Sender with
        {
            Zones = new Dictionary<string, string>
            {
                ["*"] = "America/New_York",
                ["CTX"] = "America/Chicago",
                ["EWHIN"] = "America/Los_Angeles",
                ["SENDING_FACILITY"] = "America/Indiana/Indianapolis",
                ["XYZ_RADIOLOGY"] = "America/Sao_Paulo",
            },
        },
    };

    private static readonly CodeTables Tables = With(
        Shipped.Mappings,
        ("sites", ["HOSP", "HOSP", "CS-STOCK", "OR-USE", "60", "15", "15", "30"]),
        ("sites", ["EWHIN", "EWHIN", "CS-STOCK", "OR-USE", "60", "15", "15", "30"]),
        ("sites", ["GHHSFacility", "GHHS", "CS-STOCK", "OR-USE", "60", "15", "15", "30"]),
        ("sites", ["CTX", "CTX", "CS-STOCK", "OR-USE", "60", "15", "15", "30"]),
        ("sites", ["SENDING_FACILITY", "OFFICE", "CS-STOCK", "OR-USE", "60", "15", "15", "30"]),
        ("preference-cards", ["GHHS", "76164006", "*", "1005", "1", "Units", "needed", ""]),
        ("preference-cards", ["GHHS", "76164006", "*", "1006", "2", "Units", "needed", ""]));

    public static TheoryData<string> Rows => [.. Table().Select(Name)];

    [CorpusTheory]
    [MemberData(nameof(Rows))]
    public void Every_message_gets_its_reviewed_outcome(string name)
    {
        var row = Table().Single(one => Name(one) == name);
        var facts = row.Keys.Where(fact => fact is not ("file" or "message" or "because")).ToList();

        var actual = Outcome(Messages(row["file"]).ElementAt(int.Parse(row["message"], CultureInfo.InvariantCulture) - 1));

        Assert.Equal(facts.Select(fact => $"{fact} {row[fact]}".TrimEnd()), facts.Select(fact => $"{fact} {actual.GetValueOrDefault(fact)}".TrimEnd()));
    }

    [CorpusFact]
    public void The_table_lists_every_such_message_of_the_corpus_and_no_other()
    {
        var found = Corpus.Files().SelectMany(file => Messages(file).Select((bytes, at) => (File: file, Number: at + 1, Bytes: bytes)))
            .Where(one => IsInteresting(Hl7Parser.Parse(one.Bytes, new Hl7ParseOptions())))
            .Select(one => $"{one.File} {one.Number}");

        Assert.Equal(found.Order(StringComparer.Ordinal), Table().Select(Name).Order(StringComparer.Ordinal));
    }

    [CorpusFact]
    public void Transports_of_one_message_give_one_fact() =>
        Assert.Single(Corpus.Files("derived-transport-variants/siu-s12")
            .Select(file => Hl7Parser.Parse(Messages(file).Single(), new Hl7ParseOptions()).Message)
            .OfType<Hl7Message>()
            .Select(message => Shipped.Mappings.Map(message, Context(Schedules)).Contracts.Single().Contract!.Envelope.Id)
            .Distinct());

    private static string Name(Dictionary<string, string> row) => $"{row["file"]} {row["message"]}";

    private static bool IsInteresting(Hl7ParseResult parsed) =>
        Interesting.Contains(parsed.Header?.MessageType) || parsed.Message?.Segments.Any(segment => segment.Name is "RQD" or "SCH") == true;

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(string file) => Hl7File.Read(Corpus.Read(file)).Messages.Select(piece => piece.Bytes);

    private static Dictionary<string, string> Outcome(ReadOnlyMemory<byte> bytes)
    {
        var parsed = Hl7Parser.Parse(bytes, new Hl7ParseOptions());
        if (parsed.Message is not { } message)
        {
            return new() { ["outcome"] = "unreadable", ["detail"] = parsed.Problems[0].Location.ToString() };
        }

        var result = Shipped.Mappings.Map(message, Context(message.Header.MessageType == "SIU" ? Schedules : Requisitions));
        var outcome = new Dictionary<string, string>();
        if (result.Contracts is [var contract])
        {
            outcome["assertedAt"] = Neutral.Instant(contract.AssertedAt);
            outcome["outcome"] = contract.Unmapped.Count > 0 ? "held" : "processed";
            outcome["detail"] = string.Join("; ", contract.Unmapped.Select(code => $"{code.Table}|{code.Code}"));
            Describe(contract.Contract, outcome);
        }

        if (result.Faults is [var fault, ..])
        {
            outcome["outcome"] = fault.Reason.Contains("takes this trigger event", StringComparison.Ordinal) ? "not-taken" : "faulted";
            outcome["detail"] = fault.Reason[..fault.Reason.IndexOf(':', StringComparison.Ordinal)];
        }

        return outcome;
    }

    private static void Describe(Contract? contract, Dictionary<string, string> outcome)
    {
        switch (contract?.Content)
        {
            case DemandSignal signal:
                outcome["standing"] = signal.Standing.ToString().ToLowerInvariant();
                outcome["neededAt"] = signal.NeededAt is { } neededAt ? Neutral.Instant(neededAt) : "";
                outcome["lines"] = signal.Lines.Count.ToString(CultureInfo.InvariantCulture);
                break;
            case Requisition requisition:
                outcome["detail"] = contract.Envelope.Subject;
                outcome["neededAt"] = requisition.Lines.Min(line => line.NeededBy) is { } neededBy ? Neutral.Instant(neededBy) : "";
                outcome["lines"] = requisition.Lines.Count.ToString(CultureInfo.InvariantCulture);
                break;
            default:
                break;
        }
    }

    private static MappingContext Context(InterfaceDefinition definition) => Shipped.Context(definition) with { Tables = Tables };

    private static CodeTables With(MappingSet mappings, params (string Table, string[] Row)[] more) => new(
        0,
        mappings.Seeds.Select(seed => new CodeTable(
            seed.Name, seed.Columns, seed.KeyColumns, seed.Rows.Concat(more.Where(row => row.Table == seed.Name).Select(row => new CodeRow(row.Row))))));

    private static List<Dictionary<string, string>> Table()
    {
        var path = Path.Combine(Shipped.Root, "tests", "Integration.UnitTests", "Mapping", "CorpusOutcomes.csv");
        using var csv = CsvReader.Create(File.OpenRead(path), new CsvReaderOptions(), leaveOpen: false);
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            rows.Add(csv.Headers.Select((name, at) => (name, csv.GetString(at))).ToDictionary(cell => cell.name, cell => cell.Item2));
        }

        return rows;
    }
}
