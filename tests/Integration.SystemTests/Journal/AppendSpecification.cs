using System.Text;
using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Journal;

public sealed class SqliteAppendTests() : AppendSpecification(new SqliteStore());

public sealed class PostgresAppendTests() : AppendSpecification(new PostgresStore());

public abstract class AppendSpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly Failure s_wrong = new(FailureKind.Invalid, "MSH-9 is missing.", "The sender has to state the trigger event.");

    [JournalFact]
    public async Task Hands_out_every_byte_that_was_appended()
    {
        byte[] body = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var appended = await Journal.AppendAsync(Message("first") with { Body = body }, default);

        var claimed = Assert.Single(await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default));

        Assert.Equal(body, claimed.Body.ToArray());
        Assert.Equal((appended.Sequence, appended.Sequence, false, false), (claimed.Sequence, appended.AnswerSequence, appended.Resend, appended.Refused));
        Assert.Equal((Interface, "SIU^S12", null, false, 1, null), (claimed.Interface, claimed.Type, claimed.ResendOf, claimed.ControlIdConflict, claimed.Starts, claimed.MappingVersion));
        Assert.Equal(appended.AnswerAt, claimed.ReceivedAt);
    }

    [JournalFact]
    public async Task An_equal_message_is_a_duplicate_with_a_row_of_its_own_and_the_first_answer()
    {
        var first = await Journal.AppendAsync(Message("same"), default);

        var second = await Journal.AppendAsync(Message("same"), default);

        Assert.NotEqual(first.Sequence, second.Sequence);
        Assert.Equal((first.Sequence, first.AnswerAt, true), (second.AnswerSequence, second.AnswerAt, second.Resend));
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 1, [MessageOutcome.Duplicate] = 1 }, await OutcomesAsync());
        Assert.Equal(1, await Store.NumberAsync("select count(*) from message_body"));
        Assert.Equal("same", Encoding.UTF8.GetString((await FindAsync(second.Sequence)).Body!));
    }

    [JournalFact]
    public async Task The_same_message_on_another_interface_is_another_message()
    {
        await AppendAsync("same");
        Assert.False((await Journal.AppendAsync(Message("same", "telemetry"), default)).Resend);
    }

    [JournalFact]
    public async Task Eight_senders_of_one_message_at_once_leave_one_first_and_seven_duplicates()
    {
        for (var round = 0; round < 10; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Journal.AppendAsync(Message($"round {round}"), default).AsTask())));

            var first = Assert.Single(results, result => !result.Resend);
            Assert.All(results, result => Assert.Equal((first.Sequence, first.AnswerAt), (result.AnswerSequence, result.AnswerAt)));
        }

        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 10, [MessageOutcome.Duplicate] = 70 }, await OutcomesAsync());
    }

    [JournalFact]
    public async Task Two_processes_that_append_the_same_messages_in_opposite_order_agree_on_the_first()
    {
        var other = AnotherProcess();
        var contents = Enumerable.Range(0, 60).Select(at => $"message {at}").ToList();

        var here = Task.WhenAll(contents.Select(content => Task.Run(() => Journal.AppendAsync(Message(content), default).AsTask())));
        var there = Task.WhenAll(contents.AsEnumerable().Reverse().Select(content => Task.Run(() => other.AppendAsync(Message(content), default).AsTask())));
        var (mine, theirs) = (await here, (await there).Reverse().ToList());

        Assert.All(mine.Zip(theirs), pair =>
        {
            Assert.True(pair.First.Resend ^ pair.Second.Resend, "Exactly one of two equal messages is the first.");
            Assert.Equal(pair.First.AnswerSequence, pair.Second.AnswerSequence);
        });
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 60, [MessageOutcome.Duplicate] = 60 }, await OutcomesAsync());
    }

    [JournalFact]
    public async Task A_rejected_message_is_kept_with_its_reason_and_counted()
    {
        var rejected = await Journal.AppendAsync(Message("bad", rejection: s_wrong), default);

        var found = await FindAsync(rejected.Sequence);
        Assert.Equal((MessageOutcome.Rejected, s_wrong.Reason), (found.Outcome, found.Reason));
        Assert.Equal("bad", Encoding.UTF8.GetString(found.Body!));
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.Rejected] = 1 }, await OutcomesAsync());
        Assert.Empty(await ClaimAsync("w"));
    }

    [JournalFact]
    public async Task A_message_like_a_rejected_one_is_judged_anew()
    {
        await Journal.AppendAsync(Message("same", rejection: s_wrong), default);

        var again = await Journal.AppendAsync(Message("same"), default);

        Assert.Equal((false, again.Sequence), (again.Resend, again.AnswerSequence));
        Assert.Equal([again.Sequence], await ClaimAsync("w"));
    }

    [JournalFact]
    public async Task A_message_like_an_accepted_one_gets_its_answer_even_when_it_would_be_rejected_today()
    {
        var first = await AppendAsync("same");
        var again = await Journal.AppendAsync(Message("same", rejection: s_wrong), default);
        Assert.Equal((true, first), (again.Resend, again.AnswerSequence));
    }

    [JournalFact]
    public async Task A_resend_that_mapping_has_to_judge_is_in_flight_and_names_the_newest_equal_one()
    {
        var first = await Journal.AppendAsync(Message("same", judgeResend: true), default);
        var second = await Journal.AppendAsync(Message("same", judgeResend: true), default);
        var third = await Journal.AppendAsync(Message("same", judgeResend: true), default);

        var claimed = await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default);

        Assert.Equal([(first.Sequence, null), (second.Sequence, first.Sequence), (third.Sequence, (long?)second.Sequence)], claimed.Select(message => (message.Sequence, message.ResendOf)));
        Assert.All(claimed, message => Assert.Equal("same", Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(first.Sequence, third.AnswerSequence);
    }

    [JournalFact]
    public async Task Another_message_under_a_used_control_id_is_flagged()
    {
        var first = await Journal.AppendAsync(Message("one", senderKey: "EHR C1"), default);
        var second = await Journal.AppendAsync(Message("two", senderKey: "EHR C1"), default);
        await Journal.AppendAsync(Message("three", senderKey: "EHR C2"), default);

        var claimed = await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default);

        Assert.Equal([false, true, false], claimed.Select(message => message.ControlIdConflict));
        Assert.Equal([first.Sequence, second.Sequence], claimed.Take(2).Select(message => message.Sequence));
    }

    [JournalFact]
    public async Task Text_no_database_takes_is_kept_as_opaque_bytes()
    {
        foreach (var controlId in new[] { "nul \0 inside", "half \ud800 pair" })
        {
            var refused = await Journal.AppendAsync(Message(controlId, controlId: controlId), default);

            var found = await FindAsync(refused.Sequence);
            Assert.True(refused.Refused);
            Assert.Equal((MessageOutcome.Rejected, ""), (found.Outcome, found.ControlId));
            Assert.Equal(Encoding.UTF8.GetBytes(controlId), found.Body);
        }
    }

    [JournalFact]
    public async Task What_the_database_refuses_is_found_in_its_group_and_spoils_no_other()
    {
        await Store.RefuseAsync("C13");

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(at => Task.Run(() => Journal.AppendAsync(Message($"message {at}", controlId: $"C{at}"), default).AsTask())));

        Assert.Equal([13], results.Index().Where(result => result.Item.Refused).Select(result => result.Index));
        Assert.Equal("message 13", Encoding.UTF8.GetString((await FindAsync(results[13].Sequence)).Body!));
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 39, [MessageOutcome.Rejected] = 1 }, await OutcomesAsync());
    }

    [JournalFact]
    public async Task Every_caller_is_told_when_the_database_is_away_and_none_gets_a_success()
    {
        await using var away = JournalRegistration.Open(Store.Unreachable, NullLoggerFactory.Instance);

        var appends = Enumerable.Range(0, 20).Select(at => Task.Run(() => away.AppendAsync(Message($"Xanthippe {at}", controlId: $"Xanthippe {at}"), default).AsTask())).ToList();

        foreach (var append in appends)
        {
            var told = await Assert.ThrowsAsync<JournalUnavailableException>(() => append);
            Assert.DoesNotContain("Xanthippe", told.ToString(), StringComparison.Ordinal);
        }
    }

    [JournalFact]
    public async Task Goes_on_after_an_outage()
    {
        await Store.ExecuteAsync("alter table message_received rename to away");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync("while away"));
        await Store.ExecuteAsync("alter table away rename to message_received");

        var again = await Journal.AppendAsync(Message("while away"), default);

        Assert.False(again.Resend);
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.InFlight] = 1 }, await OutcomesAsync());
    }

    [JournalFact]
    public async Task Purging_drops_old_bodies_but_neither_identity_nor_what_still_needs_its_body()
    {
        var done = await AppendAsync("done");
        await DecideAsync("w", Verdict(Assert.Single(await ClaimAsync("w"))));
        var waiting = await AppendAsync("waiting");

        Assert.Equal(0, await Journal.PurgeBodiesAsync(TimeSpan.FromDays(14), default));
        Assert.Equal(1, await Journal.PurgeBodiesAsync(TimeSpan.FromDays(-2), default));

        Assert.Null((await FindAsync(done)).Body);
        Assert.Equal(MessageOutcome.Processed, (await FindAsync(done)).Outcome);
        Assert.Equal("waiting", Encoding.UTF8.GetString((await FindAsync(waiting)).Body!));
        Assert.True((await Journal.AppendAsync(Message("done"), default)).Resend);
        Assert.Equal("waiting", Encoding.UTF8.GetString(Assert.Single(await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default)).Body.Span));

        await DecideAsync("w", Verdict(waiting));
        Assert.Equal(1, await Journal.PurgeBodiesAsync(TimeSpan.FromDays(14), default));
        Assert.Null((await FindAsync(waiting)).Body);
    }

    [JournalFact]
    public async Task What_a_journal_of_before_1_012_knew_is_known_after_it_was_brought_up_to_date()
    {
        var longId = new string('9', 39) + "\U0001F3E5" + new string('8', 60);
        var first = Message("named", controlId: longId, senderKey: "EHR 9");
        var nameless = Message("nameless", controlId: "same for all");
        await Journal.AppendAsync(first, default);
        await Journal.AppendAsync(nameless, default);
        await Store.ExecuteAsync("insert into message_identity select interface, identity, sequence, latest, received_at, sender_key from message_known");
        await Store.ExecuteAsync("drop table message_known");
        await Store.ExecuteAsync("delete from schema_version where minor = 12");

        await Journal.MigrateAsync(default);
        Assert.True((await Journal.AppendAsync(first, default)).Resend);
        Assert.True((await Journal.AppendAsync(nameless, default)).Resend);

        // Another message under the same control id: the earlier one is found by it.
        var other = (await Journal.AppendAsync(Message("other", controlId: longId, senderKey: "EHR 9"), default)).Sequence;
        Assert.True((await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default)).Single(message => message.Sequence == other).ControlIdConflict);
    }

    [JournalFact]
    public async Task Identity_is_forgotten_after_its_days_only()
    {
        await AppendAsync("old");
        await Store.ExecuteAsync($"update message_known set received_at = received_at - {90L * 86_400_000_000 - 60_000_000}");
        await Journal.PurgeBodiesAsync(TimeSpan.FromDays(14), default);
        Assert.True((await Journal.AppendAsync(Message("old"), default)).Resend);

        await Store.ExecuteAsync("update message_known set received_at = received_at - 120000000");
        await Journal.PurgeBodiesAsync(TimeSpan.FromDays(14), default);
        Assert.False((await Journal.AppendAsync(Message("old"), default)).Resend);
    }
}
