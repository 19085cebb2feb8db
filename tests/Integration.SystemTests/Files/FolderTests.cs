using System.Text;
using Integration.Journal;
using Integration.SystemTests.Journal;

namespace Integration.SystemTests.Files;

/// <summary>What becomes of dropped files, whatever they hold.</summary>
public sealed class FolderTests() : FolderScenario(new SqliteStore())
{
    [Fact]
    public async Task A_batch_with_a_wrong_count_is_taken_in_its_order_and_the_count_told()
    {
        Drop("batch.hl7", $"FHS|^~\\&|\rBHS|^~\\&|\r{Order(1)}{Order(2)}{Order(3)}BTS|4\rFTS|1\r");
        await LookAsync();

        var (file, outcome) = await OutcomeAsync("done", "batch.hl7");
        Assert.Equal((FileState.Done, 3L, 3L, 0L, 0L), (file.State, file.Messages, file.Accepted, file.Duplicates, file.Refused));
        Assert.Equal(["BTS-1: expected 3 messages, as there are, not 4 (byte 389)"], outcome.GetProperty("problems").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["1 AA C1", "2 AA C2", "3 AA C3"], Entries(outcome));
        var sequences = outcome.GetProperty("outcomes").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(sequences.Order(), sequences);
        Assert.Equal(Woken, sequences);
        Assert.Equal(["BatchWrong"], Noted);
        foreach (var entry in outcome.GetProperty("outcomes").EnumerateArray())
        {
            var stored = await FindAsync(entry.GetProperty("sequence").GetInt64());
            Assert.Equal(stored.Body, File.ReadAllBytes(At("done", "batch.hl7")).Skip(entry.GetProperty("offset").GetInt32()).Take(stored.Body!.Length));
        }
    }

    [Fact]
    public async Task A_bad_message_in_the_middle_is_refused_and_the_others_taken()
    {
        Drop("three.hl7", $"{Order(1)}{Order(2).Replace("|P|2.5.1", "|D|2.5.1", StringComparison.Ordinal)}Zorngiebel\r{Order(3)}");
        await LookAsync();

        var (file, outcome) = (await OutcomeAsync("failed", "three.hl7"));
        Assert.Equal((FileState.Failed, 3L, 2L, 1L), (file.State, file.Messages, file.Accepted, file.Refused));
        Assert.Equal(["1 AA C1", "2 AR C2", "3 AA C3"], Entries(outcome));
        Assert.Contains("MSH-11: only processing id P is taken here", outcome.GetProperty("outcomes")[1].GetProperty("reasons").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["MessageRefused", "FileFailed"], Noted);
        Assert.DoesNotContain("Zorn", outcome.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 2, [MessageOutcome.Rejected] = 1 }, await OutcomesAsync());
    }

    [Fact]
    public async Task Frames_on_disk_UTF_16_and_bare_concatenation_are_taken()
    {
        Drop("1.hl7", $"\u000b{Order(1)}\u001c\r\u000b{Order(2)}\u001c\r");
        File.WriteAllBytes(In("2.hl7"), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Order(3) + Order(4))]);
        Drop("3.hl7", $"{Order(5)}\r\r{Order(6)}");
        await LookAsync();

        Assert.Equal(
            ["1 AA C1|2 AA C2", "1 AA C3|2 AA C4", "1 AA C5|2 AA C6"],
            [string.Join('|', Entries((await OutcomeAsync("done", "1.hl7")).Outcome)), string.Join('|', Entries((await OutcomeAsync("done", "2.hl7")).Outcome)), string.Join('|', Entries((await OutcomeAsync("done", "3.hl7")).Outcome))]);
    }

    [Fact]
    public async Task A_message_twice_in_a_file_is_a_duplicate_of_itself_and_the_file_again_is_told()
    {
        Drop("a.hl7", Order(1) + Order(2) + Order(1));
        await LookAsync();
        Drop("a.hl7", Order(1) + Order(2) + Order(1));
        await LookAsync();

        var (first, outcome) = (await OutcomeAsync("done", "a.hl7"));
        Assert.Equal(["1 AA C1", "2 AA C2", "3 duplicate C1"], Entries(outcome));
        var again = (await OutcomeAsync("done", $"a.{(await Journal.FilesAsync(Interface, 1, default))[0].Id}.hl7"));
        Assert.Equal(["1 duplicate C1", "2 duplicate C2", "3 duplicate C1"], Entries(again.Outcome));
        Assert.Equal(["FileRepeated"], Noted);
        Assert.Equal((first.Id, first.Checksum), (again.File.SameAs, again.File.Checksum));
        Assert.Contains(again.File.Problems, problem => problem.Contains($"as file {first.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_too_long_empty_or_has_too_many_messages_fails_with_the_reason()
    {
        Drop("1-long.hl7", new string('x', Limits.MaxFileBytes + 1));
        Drop("2-empty.hl7", "");
        Drop("3-many.hl7", string.Concat(Enumerable.Repeat("MSH|\r", Limits.MaxFileMessages + 1)));
        Drop("4-good.hl7", Order(1));
        await LookAsync();

        Assert.Contains("longer than 200000 bytes", (await OutcomeAsync("failed", "1-long.hl7")).File.Problems.Single(), StringComparison.Ordinal);
        Assert.Contains("no message", (await OutcomeAsync("failed", "2-empty.hl7")).File.Problems.Single(), StringComparison.Ordinal);
        Assert.Contains("701 messages, more than the 700", (await OutcomeAsync("failed", "3-many.hl7")).File.Problems.Single(), StringComparison.Ordinal);
        Assert.Equal(1, (await OutcomeAsync("done", "4-good.hl7")).File.Accepted);
        Assert.Equal(1, await Store.NumberAsync("select count(*) from message"));
    }

    [Fact]
    public async Task A_refused_message_of_a_file_is_kept_as_opaque_bytes_and_the_order_stays()
    {
        await Store.RefuseAsync("C2");
        Drop("a.hl7", Order(1) + Order(2) + Order(3));
        await LookAsync();

        var outcome = (await OutcomeAsync("failed", "a.hl7")).Outcome;
        Assert.Equal(["1 AA C1", "2 AE ", "3 AA C3"], Entries(outcome));
    }
}
