using Integration.Contracts;
using Integration.Journal;
using Integration.Sandbox.Fhir;
using Integration.SystemTests.Journal;

namespace Integration.SystemTests.Fhir;

/// <summary>Subscriptions with an EHR that loses, repeats and forgets: nothing is lost, nothing is twice.</summary>
public sealed class SubscribingTests() : JournalSpecification(new SqliteStore())
{
    private static readonly FhirPoll s_appointments = new("Appointment", "", [], [], History: false);

    [Theory]
    [InlineData(FhirNotificationContent.FullResource)]
    [InlineData(FhirNotificationContent.IdOnly)]
    [InlineData(FhirNotificationContent.Empty)]
    internal async Task A_lost_notification_and_a_repeated_one_lose_and_repeat_nothing(FhirNotificationContent content)
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, content, null, s_appointments);
        var worker = await SubscribedAsync(ehr);
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.LoseNotification, "Appointment"));
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.RepeatNotification, "Appointment"));
        await PutAsync(ehr, "lost", "repeated", "last");
        Assert.Equal(content == FhirNotificationContent.FullResource ? ["Appointment repeated 1", "Appointment last 1"] : [], ehr.Taken);
        Assert.Equal(new NumberGap(1, 1), (await OnlyAsync()).Gap);

        await worker.LookAsync(default);
        Assert.Equal(["Appointment last 1", "Appointment lost 1", "Appointment repeated 1"], ehr.Taken.Order(StringComparer.Ordinal));
        Assert.Equal((null, 3L), ((await OnlyAsync()).Gap, (await OnlyAsync()).LastEvent));
        Assert.Contains("NotificationGap", ehr.Events);
        Assert.All(ehr.Answers, answer => Assert.Null(answer.Expected));
    }

    [Fact]
    public async Task A_server_that_forgot_its_subscriptions_gets_them_again_and_is_asked_for_what_it_did_not_tell()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, FhirNotificationContent.FullResource, null, s_appointments);
        var worker = await SubscribedAsync(ehr);
        await PutAsync(ehr, "before");
        await ehr.Server.StopAsync(default);
        await ehr.Server.ResumeAsync(default);
        await PutAsync(ehr, "unheard");
        Assert.Equal(["Appointment before 1"], ehr.Taken);

        ehr.Options.SubscriptionCheck = TimeSpan.FromTicks(1);
        await worker.LookAsync(default);
        await ehr.Server.Subscriptions.DrainAsync(default);
        Assert.Contains("SubscriptionLost gone", ehr.Events);
        Assert.Equal(["Appointment before 1", "Appointment unheard 1"], ehr.Taken);

        await PutAsync(ehr, "after");
        Assert.Equal(["Appointment before 1", "Appointment unheard 1", "Appointment after 1"], ehr.Taken);
    }

    [Fact]
    public async Task A_restart_finds_its_own_subscription_and_one_in_error_is_renewed()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, FhirNotificationContent.IdOnly, null, s_appointments);
        await SubscribedAsync(ehr);
        var id = (await OnlyAsync()).Id;
        await Store.ExecuteAsync("delete from subscription");
        await ehr.Worker().LookAsync(default);
        Assert.Equal(id, (await OnlyAsync()).Id);
        Assert.Single(ehr.Server.Store.Current("Subscription"));

        var broken = ehr.Server.Store.Read("Subscription", id!)!.Copy();
        broken["status"] = "error";
        ehr.Server.Store.Put(broken);
        await ehr.Server.Subscriptions.DrainAsync(default);
        await ehr.Worker().LookAsync(default);
        await ehr.Server.Subscriptions.DrainAsync(default);
        Assert.Equal(("active", id), (ehr.Server.Subscriptions.Find(id!)!.Status, (await OnlyAsync()).Id));
        Assert.Contains("SubscriptionLost error", ehr.Events);
    }

    [Fact]
    public async Task A_classic_subscription_tells_nothing_but_that_it_is_time_to_ask()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, FhirNotificationContent.Empty, null, s_appointments);
        ehr.SpeakClassic();
        var worker = await SubscribedAsync(ehr);
        await PutAsync(ehr, "a");
        Assert.Empty(ehr.Taken);
        Assert.NotEmpty(ehr.Answers);

        await worker.LookAsync(default);
        Assert.Equal(["Appointment a 1"], ehr.Taken);
    }

    [Fact]
    public async Task A_subscription_is_renewed_before_it_ends_and_stays_the_same_one()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, FhirNotificationContent.IdOnly, null, s_appointments);
        ehr.Options.SubscriptionLife = TimeSpan.FromHours(1);
        var worker = await SubscribedAsync(ehr);
        var before = await OnlyAsync();

        // An hour is less than a third of three days.
        ehr.Options.SubscriptionLife = TimeSpan.FromDays(3);
        ehr.Options.SubscriptionCheck = TimeSpan.FromTicks(1);
        await worker.LookAsync(default);
        await ehr.Server.Subscriptions.DrainAsync(default);

        var after = await OnlyAsync();
        Assert.Equal(before.Id, after.Id);
        Assert.True(after.EndsAt > before.EndsAt + TimeSpan.FromDays(2), $"{before.EndsAt} {after.EndsAt}");
        Assert.Single(ehr.Server.Store.Current("Subscription"));
        Assert.Equal("active", ehr.Server.Subscriptions.Find(after.Id!)!.Status);
    }

    [Fact]
    public async Task A_type_that_is_polled_with_includes_is_not_taken_from_a_notification()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, FhirNotificationContent.FullResource, null, s_appointments with { Includes = ["Appointment:based-on"] });
        var worker = await SubscribedAsync(ehr);
        await PutAsync(ehr, "a");
        Assert.Empty(ehr.Taken);
        await worker.LookAsync(default);
        Assert.Equal(["Appointment a 1"], ehr.Taken);
    }

    private static async Task<Integration.Ingestion.Fhir.Polling.InterfacePoll> SubscribedAsync(AskedEhr ehr)
    {
        var worker = ehr.Worker();
        await worker.LookAsync(default);
        await ehr.Server.Subscriptions.DrainAsync(default);
        Assert.Equal(1, ehr.Server.Subscriptions.Active);
        await worker.LookAsync(default);
        return worker;
    }

    private static async Task PutAsync(AskedEhr ehr, params string[] ids)
    {
        foreach (var id in ids)
        {
            ehr.Server.Store.Put(StandInEhr.Appointment(id));
        }

        await ehr.Server.Subscriptions.DrainAsync(default);
    }

    private async Task<KnownSubscription> OnlyAsync() => Assert.Single(await Journal.SubscriptionsAsync(AskedEhr.Interface, default));
}
