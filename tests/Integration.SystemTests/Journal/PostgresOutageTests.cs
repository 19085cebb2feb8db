using Integration.Journal;
using Npgsql;

namespace Integration.SystemTests.Journal;

/// <summary>Connections that die in the moment of the commit: a caller hears of a failure, and sending again leaves one.</summary>
public sealed class PostgresOutageTests() : JournalSpecification(new PostgresStore())
{
    /// <summary>Of this test's journal alone: other tests use the same server.</summary>
    private string Application => new NpgsqlConnectionStringBuilder(Options.ConnectionString).ApplicationName!;

    [JournalFact]
    public async Task An_append_whose_connection_dies_in_its_commit_is_no_success_for_anyone_in_the_group()
    {
        await DieInCommitAsync("message", "new.control_id = 'KILL'");

        var appends = await Task.WhenAll(Enumerable.Range(0, 30).Select(at => Task.Run(() => TryAsync($"message {at}", at == 17 ? "KILL" : "C"))));
        Assert.False(appends[17]);
        await Store.ExecuteAsync("drop trigger die on message");
        var again = await Task.WhenAll(Enumerable.Range(0, 30).Select(at => Journal.AppendAsync(Message($"message {at}"), default).AsTask()));

        Assert.Equal(appends, again.Select(result => result.Resend));
        Assert.Equal(30, (await OutcomesAsync())[MessageOutcome.InFlight]);

        async Task<bool> TryAsync(string content, string controlId)
        {
            try
            {
                await Journal.AppendAsync(Message(content, controlId: controlId), default);
                return true;
            }
            catch (JournalUnavailableException)
            {
                return false;
            }
        }
    }

    [JournalFact]
    public async Task A_fold_commit_whose_connection_dies_leaves_nothing_and_can_be_done_again()
    {
        await DieInCommitAsync("posting", "new.external_id = 'integration.kill'");
        var message = await AppendAsync("1");
        await ClaimAsync("w");

        await Assert.ThrowsAsync<JournalUnavailableException>(CommitAsync);
        Assert.Equal((0, 0), (await Store.NumberAsync("select count(*) from fold"), await Store.NumberAsync("select count(*) from posting_revision")));
        await Store.ExecuteAsync("drop trigger die on posting");
        await CommitAsync();

        Assert.Equal(MessageOutcome.Processed, (await FindAsync(message)).Outcome);
        Assert.Single(await TakeAsync("d"));

        async Task CommitAsync()
        {
            await using var folds = await Journal.OpenFoldsAsync("w", [Key("a")], default);
            await folds.CommitAsync(new FoldCommit([], [Update("a", Draft("integration.kill"))], [Verdict(message)], []), default);
        }
    }

    [JournalFact]
    public async Task A_connection_killed_while_idle_is_replaced()
    {
        await AppendAsync("1");
        await Store.ExecuteAsync($"select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '{Application}'");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                Assert.False((await Journal.AppendAsync(Message("2"), deadline.Token)).Resend);
                return;
            }
            catch (JournalUnavailableException) when (!deadline.IsCancellationRequested)
            {
                // The pool finds out about a dead connection by using it once.
                await Task.Yield();
            }
        }
    }

    /// <summary>A deferred trigger runs inside COMMIT, before anything is durable.</summary>
    private Task<int> DieInCommitAsync(string table, string when) =>
        Store.ExecuteAsync(
            $"""
            create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
            create constraint trigger die after insert on {table} deferrable initially deferred for each row when ({when}) execute function die();
            """);
}
