using Integration.Contracts;
using Integration.Journal;
using Integration.SystemTests.Journal;

namespace Integration.SystemTests.Files;

/// <summary>What becomes of dropped files of a FHIR interface.</summary>
public sealed class FhirFolderTests : FolderScenario
{
    private static readonly FhirFeed s_feed = new(null, TimeSpan.FromMinutes(1), TimeSpan.Zero, 100, [], null, null, null);

    public FhirFolderTests()
        : base(new SqliteStore())
    {
        Fhir = s_feed;
        Limits.MaxPayloadBytes = 300_000;
        Limits.MaxEntries = 700;
    }

    [Fact]
    public async Task Lines_are_taken_in_their_order_and_each_has_an_outcome()
    {
        Drop("day.ndjson", $"{Case(1)}\n\n{{\"resourceType\":\"Patient\",\"id\":\"7\"}}\nZorngiebel\n{Case(2)}\r\n{Case(1)}");
        await LookAsync();

        var (file, outcome) = await OutcomeAsync("failed", "day.ndjson");
        Assert.Equal((4L, 2L, 1L, 1L), (file.Messages, file.Accepted, file.Duplicates, file.Refused));
        Assert.Equal(["1 AA c1/1", "2 AE ", "3 AA c2/1", "4 duplicate c1/1"], Entries(outcome));
        Assert.Equal([0, Case(1).Length + 2 + 36], outcome.GetProperty("outcomes").EnumerateArray().Take(2).Select(one => one.GetProperty("offset").GetInt32()));
        Assert.DoesNotContain("Zorngiebel", outcome.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, Woken.Count);
    }

    [Fact]
    public async Task A_bundle_is_taken_and_a_transaction_with_a_bad_entry_is_not()
    {
        Drop("a.json", $$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{{Case(1)}}},{"resource":{{Case(2)}}}]}""");
        Drop("b.json", $$$"""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{{{Case(3)}}},"request":{"method":"PUT","url":"Appointment/c3"}},{"request":{"method":"GET","url":"x"}}]}""");
        Drop("c.json", "no JSON");
        Drop("d.json", """{"resourceType":"Patient","id":"7"}""");
        await LookAsync();

        Assert.Equal(["1 AA c1/1", "2 AA c2/1"], Entries((await OutcomeAsync("done", "a.json")).Outcome));
        var refused = (await OutcomeAsync("failed", "b.json")).Outcome;
        Assert.Equal(["1 AE "], Entries(refused));
        Assert.Equal(["Bundle.entry[1].request.method: POST, PUT or DELETE: nothing is read or patched here"], refused.GetProperty("outcomes")[0].GetProperty("reasons").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["1 AE "], Entries((await OutcomeAsync("failed", "c.json")).Outcome));
        Assert.Equal(["There is no message in it."], (await OutcomeAsync("failed", "d.json")).File.Problems);
    }

    [Fact]
    public async Task A_file_that_was_read_by_half_goes_on_where_it_was_left()
    {
        Drop("a.ndjson", string.Concat(Enumerable.Range(1, 600).Select(at => $"{Case(at)}\n{{\"resourceType\":\"Patient\"}}\n").Take(350)));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => LookAsync(BreakingJournal.Over(Journal, after: 1), ControlIdUse.Absent));

        Assert.Equal(256, await Store.NumberAsync("select count(*) from message"));
        await Store.ExecuteAsync("update file_received set lease_until = 0");
        await LookAsync(use: ControlIdUse.Absent);

        Assert.Equal(350, await Store.NumberAsync("select count(distinct sequence) from file_message"));
        Assert.Equal(350, (await OutcomeAsync("done", "a.ndjson")).File.Accepted);
    }

    [Fact]
    public async Task A_file_over_a_bound_is_refused_and_told()
    {
        Drop("a.ndjson", string.Concat(Enumerable.Range(1, 701).Select(at => $"{Case(at)}\n")));
        Drop("b.ndjson", new string(' ', 300_001));
        await LookAsync();

        Assert.Equal(["1 AE "], Entries((await OutcomeAsync("failed", "a.ndjson")).Outcome));
        Assert.Equal(["It is longer than 300000 bytes, the most a file may have; it was not read."], (await OutcomeAsync("failed", "b.ndjson")).File.Problems);
    }

    private static string Case(int number) =>
        $$"""{"resourceType":"Appointment","id":"c{{number}}","meta":{"versionId":"1"},"status":"booked","participant":[{"status":"accepted"}]}""";
}
