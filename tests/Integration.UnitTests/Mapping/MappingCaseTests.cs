using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Mapping;
using Integration.Mapping.Files;
using Integration.Mapping.Inbound;
using Integration.Mapping.Inbound.Sources;

namespace Integration.UnitTests.Mapping;

/// <summary>Every case beside an inbound mapping: <c>mappings/hl7v2/…/vN/cases/…/source.hl7</c> or <c>mappings/fhir/…/source.json</c>, and <c>expected.json</c>, and <c>sender.yaml</c> where the sender's profile matters.</summary>
public sealed class MappingCaseTests
{
    private static readonly JsonSerializerOptions Written = new(ContractJson.Options) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases => [.. Folders().Select(folder => Path.GetRelativePath(Shipped.Root, folder))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_case_gives_the_result_written_beside_it(string folder)
    {
        var path = Path.Combine(Shipped.Root, folder);
        var mapping = Path.GetRelativePath(Path.Combine(Shipped.Root, "mappings"), Path.GetDirectoryName(Path.GetDirectoryName(path)!)!).Replace(Path.DirectorySeparatorChar, '/');
        // Versions that nothing uses any more are still replayed.
        var definition = Shipped.Interfaces.FirstOrDefault(one => one.Mappings.Values.Any(active => Path.GetDirectoryName(active) == Path.GetDirectoryName(mapping))) ?? Shipped.Interface("north-ehr");
        if (Path.Combine(path, "sender.yaml") is var sender && File.Exists(sender))
        {
            var problems = new FileProblems();
            var file = YamlMap.Open(sender, problems)!;
            definition = definition with { Sender = definition.Fhir is null ? definition.Sender with { Positions = SenderPositions.Read(file.Map("positions")!) } : InterfaceSender.Read(file, isFhir: true) };
            Assert.Empty(problems.InOrder());
        }

        var actual = Write(Map(path, Shipped.Context(definition) with { PinnedMapping = mapping }));

        var expected = Path.Combine(path, "expected.json");
        Assert.True(File.Exists(expected), $"{expected} is missing. Review this, and save it if it is right:{Environment.NewLine}{actual}");
        Assert.Equal(JsonNode.Parse(File.ReadAllText(expected))!.ToJsonString(Written), actual);
    }

    [Fact]
    public void Every_inbound_mapping_has_cases()
    {
        var proven = Folders().Select(folder => Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!).ToHashSet();

        Assert.All(Shipped.Mappings.Inbound.Keys, name => Assert.Contains(Path.Combine(Shipped.Root, "mappings", name), proven));
    }

    private static MappingResult Map(string folder, MappingContext context) =>
        Path.Combine(folder, "source.json") is var json && File.Exists(json)
            ? Shipped.Mappings.Map(Shipped.ParseFhir(File.ReadAllBytes(json)), context)
            : Shipped.Mappings.Map(Shipped.Parse(File.ReadAllBytes(Path.Combine(folder, "source.hl7"))), context);

    private static IEnumerable<string> Folders() => PathLanguage.All.Select(language => language.Folder)
        .SelectMany(kind => Directory.GetFiles(Path.Combine(Shipped.Root, "mappings", kind), "source.*", SearchOption.AllDirectories)).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal);

    /// <summary>The whole result; only the version of the time-zone data, which changes with each year's package, is masked.</summary>
    private static string Write(MappingResult result) => JsonSerializer.SerializeToNode(
        new Shown(
            [.. result.Contracts.Select(one => new ShownContract(one.Key.ToString(), one.Semantics, one.AssertedAt, one.Contract, one.Unmapped, one.Aliases.Count == 0 ? null : one.Aliases))],
            result.SuppressedBy,
            [.. result.Faults.Select(fault => $"{fault.Kind}: {fault.Reason}")]),
        Written)!.ToJsonString(Written).Replace($"\"zoneversion\": \"{FacilityTime.Version}\"", "\"zoneversion\": \"*\"", StringComparison.Ordinal);

    private sealed record Shown(IReadOnlyList<ShownContract> Contracts, string? SuppressedBy, IReadOnlyList<string> Faults);

    private sealed record ShownContract(string Key, Semantics Semantics, DateTimeOffset AssertedAt, Contract? Contract, IReadOnlyList<UnmappedCode> Unmapped, IReadOnlyList<FoldKey>? Aliases);
}
