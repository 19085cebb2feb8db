using Integration.Journal;
using Integration.Sandbox.Fhir;
using Integration.Sandbox.Hospital.Ehr;

namespace Integration.Worker.Demo;

/// <summary>What the EHR did, and what it was answered.</summary>
/// <param name="Changes">Of resources the interface takes.</param>
/// <param name="Posted">How many of them were posted by the EHR.</param>
/// <param name="Notifications">How often the EHR's subscription told of one and was answered well.</param>
internal sealed record EhrPlay(int Changes, int Posted, int Notifications, IReadOnlyList<string> Faults)
{
    public string Describe(int mllp, long again) =>
        $"{mllp} messages came over MLLP and {Changes} changes over FHIR: {Posted} posted, the others told by {Notifications} notifications or asked for; {again} came again and were known.";
}

/// <summary>Plays the EHR's part of the day round by round, each when all of the one before has arrived: within a round nothing depends on which way a change is heard of first.</summary>
internal static class EhrRounds
{
    private static readonly TimeSpan s_timeOut = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    public static async Task<EhrPlay> PlayAsync(EhrDay day, DemoEhr ehr, IJournal journal, TimeProvider time, TextWriter say, CancellationToken cancellationToken)
    {
        var hand = ehr.Hand;
        var faults = new List<string>();
        var changes = 0;
        if (day.Steps.Count > 0 && !await UntilAsync(() => Task.FromResult(ehr.Server.Subscriptions.Active > 0), time, cancellationToken))
        {
            faults.Add("the worker did not subscribe to the EHR");
        }

        foreach (var round in day.Steps.GroupBy(step => step.Round))
        {
            Spoil(ehr.Server.Faults);
            var sendings = await hand.PlayAsync(round, cancellationToken);
            faults.AddRange(sendings.Where(sending => !sending.AsExpected).Select(sending => $"the EHR was answered {sending.Status} to what it posted in round {round.Key}"));
            changes += round.Sum(step => step.Messages);
            await say.WriteLineAsync($"Round {round.Key} of the EHR: {round.Sum(step => step.Messages)} changes");
            if (!await UntilAsync(async () => await ArrivedAsync(journal, cancellationToken) >= changes && await journal.IsSettledAsync(cancellationToken), time, cancellationToken))
            {
                faults.Add($"{changes} changes of the EHR should have arrived by round {round.Key}, {await ArrivedAsync(journal, cancellationToken)} have");
            }
        }

        return new EhrPlay(changes, day.Steps.Where(step => step.Way is EhrWay.Posted or EhrWay.Processed).Sum(step => step.Messages), ehr.Server.Subscriptions.Delivered, faults);
    }

    /// <summary>In every round one notification is lost and one comes twice, so that the gap is found and the polls show what they are for.</summary>
    private static void Spoil(FhirFaults faults)
    {
        faults.Add(new FhirFault(FhirFaultKind.LoseNotification));
        faults.Add(new FhirFault(FhirFaultKind.RepeatNotification));
    }

    /// <summary>Changes the journal knows, however often they came.</summary>
    private static async Task<long> ArrivedAsync(IJournal journal, CancellationToken cancellationToken) =>
        (await journal.LedgerAsync(cancellationToken)).Messages.Where(row => row.Interface == EhrDay.Feed).Sum(row => row.Received - row.Outcomes.GetValueOrDefault(MessageOutcome.Duplicate));

    private static async Task<bool> UntilAsync(Func<Task<bool>> reached, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var until = time.GetUtcNow() + s_timeOut; time.GetUtcNow() < until; await Task.Delay(s_pause, time, cancellationToken))
        {
            if (await reached())
            {
                return true;
            }
        }

        return false;
    }
}
