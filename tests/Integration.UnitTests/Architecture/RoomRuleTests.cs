using System.Text.RegularExpressions;

namespace Integration.UnitTests.Architecture;

/// <summary>Stages are rooms: what each may name, in <c>using</c> or in full. Only the corridor, Pipeline, may name them all.</summary>
public sealed partial class RoomRuleTests
{
    private const string Clocks = "TimeProvider|Stopwatch|Random|RandomNumberGenerator|CreateVersion7|HttpClient|Socket|TcpClient|Environment";

    private static readonly Dictionary<string, (string[] Rooms, string Forbidden)> Rules = new()
    {
        ["Contracts"] = ([], "Odoo|Hl7v2.Mllp"),
        ["Ingestion"] = (["Contracts", "Journal"], "Odoo"),
        ["Journal"] = (["Contracts"], "Odoo|Hl7v2"),
        ["Mapping"] = (["Contracts"], "Odoo|" + Clocks),
        ["Routing"] = (["Contracts"], "Odoo|Hl7v2|File|Directory|Stream|" + Clocks),
        ["Delivery"] = (["Contracts"], "Hl7v2"),
        ["Reconciliation"] = (["Contracts", "Journal"], "Hl7v2"),
        ["Security"] = (["Contracts"], "Odoo|Hl7v2"),
        ["Pipeline"] = (["Contracts", "Ingestion", "Journal", "Mapping", "Routing", "Delivery", "Reconciliation", "Security"], "Hl7v2.Mllp"),
    };

    [Fact]
    public void No_room_names_what_it_may_not()
    {
        var violations = string.Join('\n', Repository.Sources("src/Integration").SelectMany(source => Violations(source.Path, source.Text)));
        Assert.True(violations.Length == 0, violations);
    }

    [Theory]
    [InlineData("Delivery", "using Integration.Journal;")]
    [InlineData("Delivery", "using static Integration.Routing.FoldRegistry;")]
    [InlineData("Mapping", "var folds = new Routing.FoldRegistry([]);")]
    [InlineData("Contracts", "Integration.Journal.IJournal journal;")]
    [InlineData("Routing", "internal sealed class Late(TimeProvider time);")]
    [InlineData("Routing", "File.ReadAllText(\"x\");")]
    [InlineData("Journal", "using Integration.Odoo;")]
    [InlineData("Journal", "using MassTransit;")]
    [InlineData("Delivery", "using Npgsql;")]
    [InlineData("Pipeline", "using Microsoft.Data.Sqlite;")]
    [InlineData("Unheard", "using System;")]
    public void A_violation_is_seen(string room, string line) =>
        Assert.NotEmpty(Violations($"src/Integration/{room}/Some.cs", $"namespace Integration.{room};\n\n{line}\n"));

    [Theory]
    [InlineData("Ingestion", "using Integration.Journal;")]
    [InlineData("Pipeline", "using MassTransit;")]
    [InlineData("Journal", "using Npgsql;")]
    [InlineData("Routing", "/// <summary>The Journal. Delivery reads TimeProvider.</summary>")]
    public void What_is_allowed_is_not(string room, string line) => Assert.Empty(Violations($"src/Integration/{room}/Some.cs", line));

    [Fact]
    public void Only_what_asks_FHIR_servers_speaks_HTTP_out_of_ingestion()
    {
        var speaking = Repository.Sources("src/Integration/Ingestion").Where(source => Comments().Replace(source.Text, "").Contains("HttpClient", StringComparison.Ordinal)).Select(source => source.Path).ToList();
        Assert.NotEmpty(speaking);
        Assert.All(speaking, path => Assert.StartsWith("src/Integration/Ingestion/Fhir/", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Integration.Hl7v2")]
    [InlineData("Integration.Odoo")]
    [InlineData("Integration.Fhir")]
    public void A_leaf_library_references_no_other_project(string project) =>
        Assert.DoesNotContain("ProjectReference", File.ReadAllText(Repository.At($"src/{project}/{project}.csproj")), StringComparison.Ordinal);

    private static IEnumerable<string> Violations(string path, string text)
    {
        var room = path.Split('/')[2];
        if (!Rules.TryGetValue(room, out var rule))
        {
            return [$"{path}: no rule says what the room {room} may name"];
        }

        var code = Comments().Replace(text, "");
        var rooms = RoomNames().Matches(code).Select(match => match.Groups["room"].Value).Where(named => named != room && !rule.Rooms.Contains(named));
        var foreign = Regex.Matches(code, $@"(?<![\w.""])(Integration\.)?({rule.Forbidden})\b(?=[\w.\s(;])").Select(match => match.Value);
        var bus = room == "Pipeline" ? [] : Regex.Matches(code, @"\b(MassTransit|RabbitMQ|Quartz)\b").Select(match => match.Value);
        var database = room == "Journal" ? [] : Regex.Matches(code, @"\b(Npgsql|Microsoft\.Data\.Sqlite|Dapper)\b").Select(match => match.Value);
        return rooms.Concat(foreign).Concat(bus).Concat(database).Distinct().Select(named => $"{path}: {room} may not name {named}");
    }

    /// <summary>A room named in a <c>using</c>, in full, or from the parent namespace.</summary>
    [GeneratedRegex(@"(\bIntegration\.|(?<![\w.]))(?<room>Contracts|Ingestion|Journal|Mapping|Routing|Delivery|Reconciliation|Security|Pipeline)(?=\s*;|\.[A-Z])")]
    private static partial Regex RoomNames();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
