using System.Text.Json.Nodes;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Beds;

public sealed class When_a_bed_is_left(SharedInstallation shared) : BedScenario(shared)
{
    private static readonly string[] s_sides = ["A", "B"];

    [RealFact]
    public async Task Its_turnover_is_asked_for_called_off_with_the_discharge_and_asked_for_anew()
    {
        var visit = Visit();
        await TellAsync("A01", visit, "ICU^01^A^NORTH", new Adt(Precaution: "CONTACT"));
        var left = await TellAsync("A03", visit, "ICU^01^A^NORTH");

        var task = await OpenTaskAsync("Turn over N-ICU-01-A");
        Assert.Equal(("Bed Turnover", "0", 1, "01_in_progress"), (task.Project, task.Priority, task.Tags, task.State));
        Assert.Equal(left.AddMinutes(45).ToUnixTimeSeconds(), task.Deadline!.Value.ToUnixTimeSeconds());
        Assert.Contains("North Intensive Care, room 01, bed N-ICU-01-A", task.Description, StringComparison.Ordinal);
        Assert.DoesNotMatch($"(?i)zzyzx|quillwen|900417|{visit}", $"{task}");

        await TellAsync("A13", visit, "ICU^01^A^NORTH", new Adt(Happened: left));
        Assert.Equal("1_canceled", Assert.Single(await TasksAsync("Turn over N-ICU-01-A")).State);

        await TellAsync("A02", visit, "ICU^02^A^NORTH", new Adt(From: "ICU^01^A^NORTH"));
        Assert.Equal(["1_canceled", "01_in_progress"], (await TasksAsync("Turn over N-ICU-01-A")).Select(one => one.State));

        var census = await ReportAsync("census", "--unit", "N-ICU", "--hours", "1", "--json");
        Assert.Contains("N-ICU-02-A", census.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("N-ICU-01-A", census.GetRawText(), StringComparison.Ordinal);
    }

    [RealFact]
    public async Task An_encounter_of_an_ehr_that_is_finished_leaves_its_bed_and_one_that_never_was_does_not()
    {
        var (visit, came) = (Visit(), Shared.NextSent().AddHours(-3));
        var left = came.AddHours(2);
        await PostAsync(1, Shared.NextSent(), Encounter("in-progress", null));
        await PostAsync(2, Shared.NextSent(), Encounter("finished", left));

        var task = await OpenTaskAsync("Turn over N-ICU-05-A");
        Assert.Equal(left.AddMinutes(45).ToUnixTimeSeconds(), task.Deadline!.Value.ToUnixTimeSeconds());
        Assert.DoesNotMatch($"(?i)zzyzx|quillwen|900417|{visit}", $"{task}");

        await PostAsync(3, Shared.NextSent(), Encounter("entered-in-error", left));
        Assert.Equal("1_canceled", Assert.Single(await TasksAsync("Turn over N-ICU-05-A")).State);

        JsonObject Encounter(string status, DateTimeOffset? until)
        {
            var period = new JsonObject { ["start"] = FhirInstant(came) };
            if (until is { } end)
            {
                period["end"] = FhirInstant(end);
            }

            return new JsonObject
            {
                ["resourceType"] = "Encounter",
                ["id"] = visit.ToLowerInvariant(),
                ["identifier"] = FhirIdentifier("visits", visit),
                ["status"] = status,
                ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "IMP" },
                ["subject"] = new JsonObject { ["reference"] = "Patient/900417", ["display"] = "Zzyzxbert Quillwen" },
                ["period"] = period.DeepClone(),
                ["location"] = new JsonArray(new JsonObject { ["location"] = new JsonObject { ["reference"] = "Location/icu-05-a" }, ["status"] = "active", ["period"] = period }),
            };
        }
    }

    [RealFact]
    public async Task What_people_began_is_left_to_them_and_what_they_planned_stays()
    {
        var (visit, next) = (Visit(), Visit());
        await TellAsync("A01", visit, "ICU^03^A^NORTH");
        var left = await TellAsync("A03", visit, "ICU^03^A^NORTH");
        var task = await OpenTaskAsync("Turn over N-ICU-03-A");
        await WriteAsync(OdooRole.Housekeeper, task.Id, "date_deadline", "2030-01-01 08:00:00");

        await TellAsync("A14", next, "ICU^03^A^NORTH", new Adt(Expected: left.AddHours(2)));
        var planned = await OpenTaskAsync("Turn over N-ICU-03-A");
        Assert.Equal(("1", 2030), (planned.Priority, planned.Deadline!.Value.Year));

        var person = await (await AsAsync(OdooRole.Housekeeper)).LogInAsync(None);
        await WriteAsync(OdooRole.Housekeeper, task.Id, "user_ids", new JsonArray(new JsonArray(4, person)));
        await TellAsync("A13", visit, "ICU^03^A^NORTH", new Adt(Happened: left));

        Assert.Equal("01_in_progress", Assert.Single(await TasksAsync("Turn over N-ICU-03-A")).State);
        Assert.Contains("protected", await BreaksAsync(Model, task.Id));
    }

    [RealFact]
    public async Task Ten_orders_of_arrival_end_in_the_same_open_turnover()
    {
        string[] places = [.. from room in Enumerable.Range(401, 5) from bed in s_sides select $"4E^{room}^{bed}^NORTH"];
        var said = Enumerable.Range(0, 5).Select(_ => Shared.NextSent()).ToArray();
        var random = new Random(42);
        foreach (var place in places)
        {
            var visit = Visit();
            string[] messages =
            [
                Message("A01", said[0], visit, place, new Adt()),
                Message("A03", said[1], visit, place, new Adt()),
                Message("A13", said[2], visit, place, new Adt(Happened: said[1])),
                Message("A08", said[3], visit, place, new Adt(Precaution: "ISO")),
                Message("A03", said[4], visit, place, new Adt()),
            ];
            random.Shuffle(messages);
            foreach (var message in messages)
            {
                await SendAsync(Installation.AdtPort, message);
            }
        }

        await SettleAsync();
        var open = (await TasksAsync("Turn over N-4E")).Where(task => task.State == "01_in_progress").ToList();
        Assert.Equal([.. places.Select(place => "N-4E-" + place.Split('^')[1] + "-" + place.Split('^')[2]).Order()], open.Select(task => task.Name["Turn over ".Length..]).Order());
        Assert.All(open, task => Assert.Equal((said[4].AddMinutes(60).ToUnixTimeSeconds(), 1, "_g2"), (task.Deadline!.Value.ToUnixTimeSeconds(), task.Tags, task.ExternalId[^3..])));
    }

    [RealFact]
    public async Task The_census_becomes_one_staffing_task_for_each_shift_that_is_changed_in_place()
    {
        string[] places = [.. from room in Enumerable.Range(201, 3) from bed in s_sides select $"2N^{room}^{bed}^EAST"];
        var visits = places.Select(_ => Visit()).ToArray();
        await TellAsync("A01", visits[0], places[0]);
        var before = await NextShiftAsync("nurse 1");

        for (var at = 1; at < places.Length; at++)
        {
            await SendAsync(Installation.AdtPort, Message("A01", Shared.NextSent(), visits[at], places[at], new Adt()));
        }

        var more = await NextShiftAsync("nurse 2");
        Assert.Equal((before.Id, before.ExternalId, "Staffing", 16m), (more.Id, more.ExternalId, more.Project, more.Hours));
        Assert.True(more.Deadline > TimeProvider.System.GetUtcNow());

        await TellAsync("A11", visits[5], places[5]);
        Assert.Equal(before.Id, (await NextShiftAsync("nurse 1")).Id);
        Assert.All((await TasksAsync("Staff East 2 North")).GroupBy(task => task.Deadline), shift => Assert.Single(shift));
    }

    /// <summary>The latest shift's task, once it asks for these people.</summary>
    private async Task<BookedTask> NextShiftAsync(string people)
    {
        BookedTask? found = null;
        await Poll.UntilAsync(
            $"the next shift asks for {people}",
            TimeSpan.FromMinutes(1),
            async () =>
            {
                await SettleAsync();
                found = (await TasksAsync("Staff East 2 North")).MaxBy(task => task.Deadline);
                return found?.Name.EndsWith(people, StringComparison.Ordinal) == true;
            },
            () => $"It is {found}.");
        return found!;
    }
}
