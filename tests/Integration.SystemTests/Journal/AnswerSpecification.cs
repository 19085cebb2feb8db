using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteAnswerTests() : AnswerSpecification(new SqliteStore());

public sealed class PostgresAnswerTests() : AnswerSpecification(new PostgresStore());

/// <summary>Answers that tell senders what became of their messages.</summary>
public abstract class AnswerSpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [JournalFact]
    public async Task An_answer_is_due_with_the_outcome_and_not_before()
    {
        var message = await AskedAsync("1");
        Assert.Empty(await DueAsync("w"));

        await DecideAsync(Verdict(message));
        var due = Assert.Single(await DueAsync("w"));
        Assert.Equal((message, true, MessageOutcome.Processed, 1), (due.Sequence, due.Positive, due.Outcome, due.Starts));
        Assert.Equal("1"u8.ToArray(), due.Body);
    }

    [JournalFact]
    public async Task Only_what_the_sender_wants_to_be_told_becomes_due()
    {
        var messages = new List<long>();
        foreach (var wish in Enum.GetValues<AnswerWish>())
        {
            messages.Add(await AskedAsync($"good {wish}", wish));
            messages.Add(await AskedAsync($"bad {wish}", wish));
        }

        await DecideAsync([.. messages.Select((message, at) => at % 2 == 0 ? Verdict(message) : Invalid(message))]);
        Assert.Equal([(messages[2], true), (messages[3], false), (messages[5], false), (messages[6], true)], (await DueAsync("w")).Select(due => (due.Sequence, due.Positive)));
    }

    [JournalFact]
    public async Task What_is_held_or_parked_for_a_defect_waits_until_it_is_final()
    {
        var held = await AskedAsync("held");
        var defect = await AskedAsync("defect");
        await DecideAsync(Verdict(held, MessageOutcome.Held, "waits"), Verdict(defect, MessageOutcome.Parked, "a defect"));
        Assert.Empty(await DueAsync("w"));

        await Journal.SettleMessageAsync(held, Ann with { Reason = "not ours" }, default);
        await Journal.ReleaseAsync("ParkedMessage", "a defect", Ann, default);
        await DecideAsync(Verdict(defect));
        Assert.Equal([(held, false, MessageSettlement.Rule), (defect, true, null)], (await DueAsync("w")).Select(due => (due.Sequence, due.Positive, due.Reason)));
    }

    [JournalFact]
    public async Task A_message_that_was_refused_and_not_answered_is_answered_as_refused()
    {
        var refused = Message("1", rejection: new Failure(FailureKind.Invalid, "MSH-4: not allowed", "")) with { Answer = AnswerWish.Always };
        await Journal.AppendAsync(refused, default);
        var due = Assert.Single(await DueAsync("w"));
        Assert.Equal((false, MessageOutcome.Rejected, "MSH-4: not allowed"), (due.Positive, due.Outcome, due.Reason));
    }

    [JournalFact]
    public async Task A_claimed_answer_comes_again_when_its_worker_died_and_only_then()
    {
        await DecideAsync(Verdict(await AskedAsync("1")));
        Assert.Single(await DueAsync("dying", NoTime));
        var again = Assert.Single(await UntilAnyAsync("the lease to end", () => DueAsync("w")));
        Assert.Equal(2, again.Starts);
        Assert.Empty(await DueAsync("other"));
    }

    [JournalFact]
    public async Task A_worker_that_lost_its_lease_records_nothing()
    {
        await DecideAsync(Verdict(await AskedAsync("1")));
        var late = Assert.Single(await DueAsync("late", NoTime));
        var mine = Assert.Single(await UntilAnyAsync("the lease to end", () => DueAsync("w")));
        await Journal.RecordAnswersAsync("late", [new AnswerAttempt(late, null, null)], default);
        await Journal.RecordAnswersAsync("w", [new AnswerAttempt(mine, "away", NoTime)], default);
        Assert.Single(await UntilAnyAsync("the retry", () => DueAsync("w")));
    }

    [JournalFact]
    public async Task A_sent_answer_is_due_again_when_the_message_is_sent_again_and_not_when_it_is_replayed()
    {
        var message = await AskedAsync("1");
        await DecideAsync(Verdict(message));
        await SentAsync();

        await Journal.AppendAsync(Asked("1"), default);
        await SentAsync();
        Assert.Empty(await DueAsync("w"));

        var replay = await Journal.OrderReplayAsync("all", null, 1, [message], Ann with { Reason = "drill" }, default);
        await Journal.AdvanceReplayAsync(replay, 1, default);
        await DecideAsync(Verdict(message));
        Assert.Empty(await DueAsync("w"));
    }

    [JournalFact]
    public async Task Who_was_told_no_is_told_when_it_becomes_yes()
    {
        var message = await AskedAsync("1");
        await DecideAsync(Invalid(message));
        await SentAsync();
        await Journal.ReleaseAsync("ParkedMessage", "no number", Ann, default);
        await DecideAsync(Verdict(message));
        Assert.True(Assert.Single(await DueAsync("w")).Positive);
    }

    [JournalFact]
    public async Task Who_wants_to_hear_of_errors_only_does_not_hear_of_one_that_was_mended_before_it_was_told()
    {
        var message = await AskedAsync("1", AnswerWish.OnError);
        await DecideAsync(Invalid(message));
        await Journal.ReleaseAsync("ParkedMessage", "no number", Ann, default);
        Assert.Empty(await DueAsync("w"));
        await DecideAsync(Verdict(message));
        Assert.Empty(await DueAsync("w"));
        Assert.DoesNotContain(await Journal.QueueDetailsAsync(default), queue => queue.Stage == "answer");
    }

    [JournalFact]
    public async Task What_could_not_be_told_in_time_is_given_up_by_name_shown_and_released()
    {
        var message = await AskedAsync("1");
        await DecideAsync(Verdict(message));
        await Journal.RecordAnswersAsync("w", [new AnswerAttempt(Assert.Single(await DueAsync("w")), "10.0.0.1 does not answer", NoTime)], default);
        Assert.Equal(("answer", "retry", 1), Assert.Single(await Journal.QueueDetailsAsync(default), queue => queue.Stage == "answer") is var waiting ? (waiting.Stage, waiting.State, waiting.Level) : default);

        Assert.Empty(await Journal.ClaimAnswersAsync("w", "another", 10, Hour, NoTime, default));
        var given = Assert.Single(await Journal.ExceptionsAsync(default));
        Assert.Equal(("answers", Interface, 1L), (given.Kind, given.Subject, given.Waiting));
        Assert.Contains("10.0.0.1 does not answer", given.Reason, StringComparison.Ordinal);
        Assert.Equal("parked", Assert.Single(await Journal.QueueDetailsAsync(default), queue => queue.Stage == "answer").State);

        Assert.Equal(1, await Journal.ReleaseAsync("answers", Interface, Ann, default));
        Assert.Single(await DueAsync("w"));
        Assert.Empty(await Journal.ExceptionsAsync(default));
    }

    [JournalFact]
    public async Task No_more_than_asked_for_are_claimed_the_oldest_first()
    {
        long[] messages = [await AskedAsync("1"), await AskedAsync("2"), await AskedAsync("3")];
        await DecideAsync([.. messages.Select(message => Verdict(message))]);
        Assert.Equal(messages[..2], (await Journal.ClaimAnswersAsync("w", Interface, 2, Hour, Day, default)).Select(due => due.Sequence));
    }

    private static IncomingMessage Asked(string content, AnswerWish wish = AnswerWish.Always) => Message(content) with { Answer = wish };

    private static MessageVerdict Invalid(long message) => Verdict(message, MessageOutcome.Parked, "no number") with { IsInvalid = true };

    private async Task<long> AskedAsync(string content, AnswerWish wish = AnswerWish.Always) => (await Journal.AppendAsync(Asked(content, wish), default)).Sequence;

    private async Task DecideAsync(params MessageVerdict[] verdicts)
    {
        await ClaimAsync("decider");
        await DecideAsync("decider", verdicts);
    }

    private Task<IReadOnlyList<DueAnswer>> DueAsync(string worker, TimeSpan? lease = null) => Journal.ClaimAnswersAsync(worker, Interface, 100, lease ?? Hour, Day, default);

    private async Task SentAsync() => await Journal.RecordAnswersAsync("w", [new AnswerAttempt(Assert.Single(await DueAsync("w")), null, null)], default);
}
