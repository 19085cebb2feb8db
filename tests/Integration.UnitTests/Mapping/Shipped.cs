using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Hl7v2.Message;
using Integration.Mapping;
using Integration.UnitTests.Architecture;

namespace Integration.UnitTests.Mapping;

/// <summary>What this repository ships: mappings, seeds and interfaces, loaded once.</summary>
internal static partial class Shipped
{
    public static readonly string Root = Repository.Root;

    public static readonly DateTimeOffset ReceivedAt = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly KeyedHash Hash = new("a key for tests only"u8);

    private static readonly Lazy<MappingSet> LoadedMappings = new(() => Loaded(MappingSet.Load(Path.Combine(Root, "mappings")) is var load ? load.Set : null, load.Problems));

    private static readonly Lazy<IReadOnlyList<InterfaceDefinition>> LoadedInterfaces =
        new(() => Loaded(InterfaceFile.Load(Path.Combine(Root, "ops", "interfaces.yaml"), Mappings) is var load ? load.Interfaces : null, load.Problems));

    public static MappingSet Mappings => LoadedMappings.Value;

    public static IReadOnlyList<InterfaceDefinition> Interfaces => LoadedInterfaces.Value;

    public static InterfaceDefinition Interface(string name) => Interfaces.Single(one => one.Name == name);

    public static MappingContext Context(InterfaceDefinition definition) => new(definition, ReceivedAt, 7, Mappings.SeedTables(), Hash, null);

    public static Hl7Message Parse(byte[] bytes) =>
        Hl7Parser.Parse(bytes, new Hl7ParseOptions()) is { Message: { } message } ? message : throw new InvalidOperationException("The test message cannot be parsed.");

    public static FhirMessage ParseFhir(byte[] body) => FhirMessage.Parse(body, new FhirReadOptions());

    public static Hl7Message Parse(string text) => Parse(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The text of the first two feeds alone: tests that spoil it should not mind how many others there are.</summary>
    public static string TwoInterfaces()
    {
        var blocks = FeedBegins().Split(File.ReadAllText(Path.Combine(Root, "ops", "interfaces.yaml")).ReplaceLineEndings("\n"));
        string Of(string name) => blocks.Single(block => block.StartsWith($"  {name}:", StringComparison.Ordinal));
        return blocks[0] + Of("north-supply-requisitions") + Of("north-or-schedule");
    }

    [System.Text.RegularExpressions.GeneratedRegex("(?m)^(?=  [a-z][a-z-]*:$)")]
    private static partial System.Text.RegularExpressions.Regex FeedBegins();

    private static T Loaded<T>(T? loaded, IReadOnlyList<FileProblem> problems)
        where T : class => loaded ?? throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
}
