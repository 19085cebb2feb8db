using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Journal;
using Integration.SystemTests.Journal;

namespace Integration.SystemTests.Files;

public sealed class SqliteFilingTests() : FilingSpecification(new SqliteStore());

public sealed class PostgresFilingTests() : FilingSpecification(new PostgresStore());

/// <summary>What the journal remembers of a file, so that nothing of it is lost or taken twice.</summary>
public abstract class FilingSpecification(TestStore store) : FolderScenario(store)
{
    [JournalFact]
    public async Task A_file_that_was_read_by_half_goes_on_where_it_was_left_even_if_no_control_id_tells_its_messages_apart()
    {
        var text = string.Concat(Enumerable.Repeat(Order(1), 600));
        Drop("a.hl7", text);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => LookAsync(BreakingJournal.Over(Journal, after: 1), ControlIdUse.Absent));

        Assert.Equal(AppendWindow.MostMessages, await Store.NumberAsync("select count(*) from message"));
        await Store.ExecuteAsync("update file_received set lease_until = 0");
        await LookAsync(use: ControlIdUse.Absent);

        Assert.Equal(600, await Store.NumberAsync("select count(*) from message"));
        Assert.Equal(600, await Store.NumberAsync("select count(distinct sequence) from file_message"));
        Assert.Equal(600, (await OutcomeAsync("done", "a.hl7")).File.Messages);
    }

    [JournalFact]
    public async Task A_place_of_a_file_is_stored_once_whoever_asks_and_however_often()
    {
        var claim = (await Journal.TakeFileAsync("a", new FileArrival(Interface, "x", "00", 1), Hour, default))!;
        var messages = Enumerable.Range(1, 5).Select(at => Message($"m{at}", judgeResend: true) with { Place = new FilePlace(claim.Id, at, at, "AA") }).ToList();
        var other = AnotherProcess();

        var first = await Journal.AppendInOrderAsync(messages[..3], default);
        var both = await Task.WhenAll(Journal.AppendInOrderAsync(messages, default), other.AppendInOrderAsync(messages, default));

        Assert.Equal(both[0].Select(result => result.Sequence), both[1].Select(result => result.Sequence));
        Assert.Equal(first.Select(result => result.Sequence), both[0].Take(3).Select(result => result.Sequence));
        Assert.Equal(5, await Store.NumberAsync("select count(*) from message"));
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 5 }, await OutcomesAsync());
    }

    [JournalFact]
    public async Task A_file_in_other_hands_waits_and_so_do_those_after_it_until_the_lease_is_over()
    {
        var bytes = Encoding.UTF8.GetBytes(Order(1));
        Drop("a.hl7", Order(1));
        Drop("b.hl7", Order(2));
        var checksum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.NotNull(await Journal.TakeFileAsync("other", new FileArrival(Interface, "a.hl7", checksum, bytes.Length), Hour, default));
        await LookAsync();
        Assert.Equal(0, await Store.NumberAsync("select count(*) from message"));

        await Store.ExecuteAsync("update file_received set lease_until = 0");
        await LookAsync();

        Assert.Equal(2, await Store.NumberAsync("select count(*) from file_received where state = 'Done'"));
    }

    [JournalFact]
    public async Task A_file_whose_move_broke_off_is_finished_and_a_file_that_vanished_is_ended()
    {
        Drop("a.hl7", Order(1));
        Drop("b.hl7", Order(2));
        await LookAsync();
        File.Delete(At("done", "a.hl7.outcome.json"));
        File.Move(At("done", "b.hl7"), In("b.hl7"));
        await Store.ExecuteAsync("update file_received set state = 'Placing', lease_by = 'dead', lease_until = 0, finished_at = null");
        Assert.NotNull(await Journal.TakeFileAsync("dead", new FileArrival(Interface, "c.hl7", "00", 1), TimeSpan.Zero, default));
        await LookAsync();

        Assert.Equal(["1 AA C1"], Entries((await OutcomeAsync("done", "a.hl7")).Outcome));
        Assert.Equal(["1 AA C2"], Entries((await OutcomeAsync("done", "b.hl7")).Outcome));
        Assert.Equal(FileState.Gone, (await Journal.FilesAsync(Interface, 1, default))[0].State);
        Assert.Empty(await Journal.OpenFilesAsync(Interface, default));
        Assert.Equal(2, await Store.NumberAsync("select count(*) from message"));
    }
}
