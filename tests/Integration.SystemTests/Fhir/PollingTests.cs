using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.SystemTests.Journal;
using Integration.Sandbox.Fhir;

namespace Integration.SystemTests.Fhir;

/// <summary>Polling an EHR that fails in every way: nothing is lost, nothing is twice.</summary>
public sealed class PollingTests() : JournalSpecification(new SqliteStore())
{
    private static readonly FhirPoll s_appointments = new("Appointment", "", [], [], History: false);

    [Fact]
    public async Task The_first_poll_begins_with_the_newest_there_is()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, TimeSpan.Zero, s_appointments);
        ehr.Server.Faults.ClockSkew = TimeSpan.FromHours(-2);
        Put(ehr, "old");
        ehr.Server.Faults.ClockSkew = TimeSpan.FromHours(-1);
        Put(ehr, "newest");
        await ehr.Worker().LookAsync(default);
        Put(ehr, "later");
        await ehr.PollAsync(ehr.Worker());
        Assert.Equal(["Appointment newest 1", "Appointment later 1"], ehr.Taken);
    }

    [Fact]
    public async Task Pages_that_fail_on_the_way_are_asked_again_and_each_change_is_one_message()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, null, s_appointments);
        var worker = ehr.Worker();
        await worker.LookAsync(default);
        foreach (var fault in new[] { FhirFaultKind.ServerError, FhirFaultKind.TooManyRequests, FhirFaultKind.HalfBody })
        {
            ehr.Server.Faults.Add(new FhirFault(fault, "Appointment", Page: 2 + (int)fault % 2));
        }

        Put(ehr, [.. Enumerable.Range(0, 35).Select(number => $"a{number}")]);
        await ehr.PollAsync(worker);
        Assert.Equal(35, ehr.Taken.Distinct().Count());
        Assert.Equal((35, 0, 0), (ehr.Taken.Count, ehr.Repeated, ehr.Server.Faults.Waiting));

        Put(ehr, "a3");
        await ehr.PollAsync(worker);
        await ehr.PollAsync(worker);
        Assert.Equal((36, "Appointment a3 2", 0), (ehr.Taken.Count, ehr.Taken.Last(), ehr.Repeated));
        Assert.Equal(36, await Store.NumberAsync("select count(*) from message"));
    }

    [Fact]
    public async Task A_worker_that_dies_between_the_append_and_the_watermark_leaves_nothing_out()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, null, s_appointments);
        await ehr.Worker().LookAsync(default);
        Put(ehr, [.. Enumerable.Range(0, 25).Select(number => $"a{number}")]);
        ehr.DiesAfter = 2;
        await Assert.ThrowsAsync<InvalidOperationException>(() => ehr.PollAsync(ehr.Worker()));
        Assert.Equal(20, ehr.Taken.Count);
        await ehr.PollAsync(ehr.Worker());
        Assert.Equal((25, 25), (ehr.Taken.Count, ehr.Taken.Distinct().Count()));
        Assert.InRange(ehr.Repeated, 10, 25);
    }

    [Fact]
    public async Task What_is_committed_late_or_dated_by_a_clock_that_was_put_back_is_found()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, null, s_appointments);
        var worker = ehr.Worker();
        Put(ehr, "first");
        await worker.LookAsync(default);
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.LateCommit, "Appointment", Delay: TimeSpan.FromSeconds(20)));
        Put(ehr, "late");
        await ehr.PollAsync(worker);
        Assert.Equal(["Appointment first 1", "Appointment late 1"], ehr.Taken);

        // Dated an hour ahead, it must not hide what is dated rightly.
        ehr.Server.Faults.ClockSkew = TimeSpan.FromHours(1);
        Put(ehr, "ahead");
        await ehr.PollAsync(worker);
        ehr.Server.Faults.ClockSkew = TimeSpan.Zero;
        Put(ehr, "right");
        await ehr.PollAsync(worker);
        Assert.Equal(["Appointment ahead 1", "Appointment right 1"], ehr.Taken.Skip(2));
    }

    [Fact]
    public async Task A_history_tells_versions_between_polls_and_deletions_in_their_order()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, null, s_appointments with { History = true });
        var worker = ehr.Worker();
        await worker.LookAsync(default);
        Put(ehr, "a", "b", "a");
        ehr.Server.Store.Delete("Appointment", "a");
        await ehr.PollAsync(worker);
        await ehr.PollAsync(worker);
        Assert.Equal(["Appointment a 1", "Appointment a 2", "Appointment a deleted"], ehr.Taken.Where(taken => taken != "Appointment b 1"));
        Assert.Equal(4, ehr.Taken.Count);
        Assert.Equal(0, ehr.Repeated);
    }

    [Fact]
    public async Task With_includes_a_change_comes_with_what_it_refers_to_and_the_history_only_tells_what_was_deleted()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, null, s_appointments with { Includes = ["Appointment:based-on"], History = true });
        var worker = ehr.Worker();
        await worker.LookAsync(default);
        ehr.Server.Store.Put(new JsonObject { ["resourceType"] = "ServiceRequest", ["id"] = "s-a", ["status"] = "active" });
        Put(ehr, "a", "a", "b");
        ehr.Server.Store.Delete("Appointment", "b");
        await ehr.PollAsync(worker);
        Assert.Equal(["Appointment a 2", "Appointment b deleted"], ehr.Taken);
        var message = await Journal.FindMessageAsync(await Store.NumberAsync("select min(sequence) from message"), default);
        Assert.Contains("ServiceRequest", System.Text.Encoding.UTF8.GetString(message!.Body!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_stops_at_its_bound_says_so_and_the_next_one_goes_on_from_there()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, TimeSpan.Zero, s_appointments);
        ehr.Options.MaxPages = 2;
        var worker = ehr.Worker();
        await worker.LookAsync(default);
        for (var number = 0; number < 25; number++)
        {
            ehr.Server.Faults.ClockSkew = TimeSpan.FromMinutes(number - 60);
            Put(ehr, $"a{number}");
        }

        ehr.Server.Faults.ClockSkew = TimeSpan.Zero;
        await Journal.LeadAsync("w", AskedEhr.Interface, Hour, default);
        await Journal.SavePollAsync("w", AskedEhr.Interface, "Appointment", new Integration.Journal.Watermark("x", DateTimeOffset.UnixEpoch), null, default);
        await ehr.PollAsync(worker);
        Assert.Equal((20, "PollIncomplete Appointment"), (ehr.Taken.Count, Assert.Single(ehr.Events)));
        await ehr.PollAsync(worker);
        Assert.Equal((25, 25), (ehr.Taken.Count, ehr.Taken.Distinct().Count()));
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_until_it_answers_and_nothing_is_missed()
    {
        await using var ehr = await AskedEhr.StartAsync(Journal, null, null, s_appointments);
        ehr.Options.Tries = 1;
        var worker = ehr.Worker();
        await worker.LookAsync(default);
        await ehr.Server.StopAsync(default);
        Put(ehr, "a");
        await ehr.PollAsync(worker);
        Assert.Equal((InterfaceEventKind.ServerAway, true), Assert.Single(await Journal.EventsAsync(AskedEhr.Interface, null, 10, default)) is var told ? (told.Kind, told.IsOpen) : default);
        await ehr.Server.ResumeAsync(default);
        await Support.Poll.UntilAsync("asked again", TimeSpan.FromSeconds(10), async () =>
        {
            await worker.LookAsync(default);
            return !ehr.Taken.IsEmpty;
        });
        Assert.Equal(["Appointment a 1"], ehr.Taken);
        Assert.False(Assert.Single(await Journal.EventsAsync(AskedEhr.Interface, null, 10, default)).IsOpen);
    }

    private static void Put(AskedEhr ehr, params string[] ids)
    {
        foreach (var id in ids)
        {
            ehr.Server.Store.Put(StandInEhr.Appointment(id));
        }
    }
}
