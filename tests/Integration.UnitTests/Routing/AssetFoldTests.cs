using Integration.Contracts;
using static Integration.UnitTests.Routing.AssetTold;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

/// <summary>What becomes of what a device tells. Debounce 2 minutes, readings shown every 15.</summary>
public sealed class AssetFoldTests
{
    private const double Minute = 1 / 60.0;

    [Fact]
    public void An_alarm_that_lasts_asks_for_one_request_and_further_ones_are_counted_on_it()
    {
        var waiting = OfAsset.TellAll(Told(1, 0, Sounds(0, AlarmPhase.Start)));
        var asked = OfAsset.Tell([Told(1, 0, Sounds(0, AlarmPhase.Start))], [Tick(2, 2 * Minute)]);
        var again = OfAsset.TellAll(
            Told(1, 0, Sounds(0, AlarmPhase.Start)), Told(2, 1, Sounds(1, AlarmPhase.Continue)), Told(3, 2, Sounds(2, AlarmPhase.End)), Told(4, 4, Sounds(4, AlarmPhase.Start, priority: 3)), Told(5, 4.5, Sounds(4.5, AlarmPhase.End)));

        Assert.Empty(waiting.Desired);
        Assert.Equal([new WakeUp("alarm", Hour(2 * Minute))], waiting.WakeUps);
        Assert.Equal([$"asset_12_{Battery}_g1 Active"], asked.Standings());
        Assert.Empty(asked.WakeUps);
        var record = Assert.Single(asked.Desired);
        Assert.Equal((Pump, "maintenance-request"), (record.SerialKey, record.Kind));
        Assert.Equal(
            "name=Battery failing: Pump 1; asset=S/N 1; type=corrective; priority=2; team=Biomedical; description=The device reports: Battery failing. Asset SP-1.; tally=1 alarm, last 2026-11-23 06:00 UTC",
            string.Join("; ", record.Fields.Select(field => $"{field.Key}={field.Value}")));
        Assert.Equal(("3", "2 alarms, last 2026-11-23 10:00 UTC; resolved 2026-11-23 10:30 UTC"), (Assert.Single(again.Desired).Fields["priority"], again.Desired[0].Fields["tally"]));
    }

    [Fact]
    public void An_alarm_that_ended_by_itself_within_the_debounce_asks_for_nothing_but_is_counted()
    {
        var flapping = OfAsset.TellAll(Told(1, 0, Sounds(0, AlarmPhase.Start)), Told(2, Minute, Sounds(Minute, AlarmPhase.End)), Tick(3, 1));
        var lasting = OfAsset.TellAll(Told(1, 0, Sounds(0, AlarmPhase.Start)), Told(2, Minute, Sounds(Minute, AlarmPhase.End)), Told(3, 1, Sounds(1, AlarmPhase.Start)), Tick(4, 2));

        Assert.Empty(flapping.Desired);
        Assert.Empty(flapping.WakeUps);
        Assert.Equal("2 alarms, last 2026-11-23 07:00 UTC", Assert.Single(lasting.Desired).Fields["tally"]);
    }

    [Fact]
    public void An_alarm_that_never_asks_leaves_nothing() =>
        Assert.Empty(OfAsset.TellAll(Told(1, 0, Sounds(0, AlarmPhase.Start, "Door open", asks: false)), Tick(2, 1)).Desired);

    [Fact]
    public void A_finished_request_is_not_touched_again_and_the_next_alarm_opens_the_next()
    {
        FoldInput[] repaired = [Told(1, 0, Sounds(0, AlarmPhase.Start)), Tick(2, 1), Done(3, 2, $"asset_12_{Battery}_g1"), Told(4, 3, Sounds(3, AlarmPhase.Continue)), Told(5, 4, Sounds(4, AlarmPhase.End))];

        var still = OfAsset.TellAll(repaired);
        var again = OfAsset.TellAll([.. repaired, Told(6, 5, Sounds(5, AlarmPhase.Start)), Tick(7, 6)]);
        var revived = OfAsset.TellAll([.. repaired, Revived(6, 4.5, $"asset_12_{Battery}_g1"), Told(7, 5, Sounds(5, AlarmPhase.Start)), Tick(8, 6)]);

        Assert.Equal("1 alarm, last 2026-11-23 06:00 UTC", Assert.Single(still.Desired).Fields["tally"]);
        Assert.Equal([$"asset_12_{Battery}_g1 Lapsed", $"asset_12_{Battery}_g2 Active"], again.Standings());
        Assert.Equal("1 alarm, last 2026-11-23 11:00 UTC", again.Desired[1].Fields["tally"]);
        Assert.Equal("2 alarms, last 2026-11-23 11:00 UTC", Assert.Single(revived.Desired).Fields["tally"]);
    }

    [Fact]
    public void A_notification_without_an_end_opens_the_next_request_too_once_the_last_was_finished()
    {
        var result = OfAsset.TellAll(Told(1, 0, Sounds(0, AlarmPhase.Start)), Tick(2, 1), Refused(3, 2, $"asset_12_{Battery}_g1"), Told(4, 3, Sounds(3, AlarmPhase.Start)), Tick(5, 4));

        Assert.Equal([$"asset_12_{Battery}_g1 Lapsed", $"asset_12_{Battery}_g2 Active"], result.Standings());
    }

    [Fact]
    public void A_state_that_must_not_be_asks_for_a_request_and_shows_on_the_equipment()
    {
        var stopped = OfAsset.TellAll(Told(1, 0, Runs(0)), Told(2, 1, Stops(1)), Tick(3, 2));
        var running = OfAsset.TellAll(Told(1, 0, Runs(0)), Told(2, 1, Stops(1)), Told(3, 1.5, Stops(1.5)), Told(4, 2, Runs(2)));

        Assert.Equal([$"asset_12_{Stopped}_g1 Active", "asset_12_reading Active"], stopped.Standings());
        Assert.Equal(("Out of service", "1 time, last 2026-11-23 07:00 UTC"), (stopped.Desired[1].Fields["status"], stopped.Desired[0].Fields["tally"]));
        Assert.Equal(("In service", "1 time, last 2026-11-23 07:00 UTC; resolved 2026-11-23 08:00 UTC"), (running.Desired[1].Fields["status"], running.Desired[0].Fields["tally"]));
    }

    [Fact]
    public void A_counter_is_shown_once_in_an_interval_and_the_last_one_after_a_while()
    {
        var first = OfAsset.TellAll(Told(1, 0, Shows(0, 100.1m)));
        var minutes = Enumerable.Range(0, 44).Select(at => Told(at + 1, at * Minute, Shows(at * Minute, 100 + at))).ToArray();
        var writes = Enumerable.Range(1, minutes.Length).Select(count => Hours(OfAsset.TellAll(minutes[..count]))).Distinct().ToList();

        Assert.Empty(first.Desired);
        Assert.Equal([new WakeUp("reading", Hour(1.25))], first.WakeUps);
        Assert.Equal(("100.1", 0), (Hours(OfAsset.Tell([Told(1, 0, Shows(0, 100.1m))], [Tick(2, 1.25)])), OfAsset.Tell([Told(1, 0, Shows(0, 100.1m))], [Tick(2, 1.25)]).WakeUps.Count));
        Assert.Equal([null, "114", "129"], writes);
    }

    [Fact]
    public void A_counter_is_a_maximum_with_resets_and_late_readings_change_nothing()
    {
        FoldInput[] told = [Told(1, 0, Shows(0, 100)), Told(2, 1, Shows(1, 200)), Told(3, 2, Shows(2, 3)), Told(4, 3, Shows(3, 7)), Told(5, 4, Shows(4, 8))];

        Assert.Equal("207", Hours(OfAsset.TellAll(told)));
        Assert.Equal("207", Hours(OfAsset.TellAll([.. told, Told(9, 0.5, Shows(0.5, 150)), Told(10, 1.1, Shows(1.1, 199))])));
        Assert.Equal("208", Hours(OfAsset.TellAll([.. told, Told(9, 6, Shows(6, 8))])));
    }

    [Fact]
    public void A_low_reading_is_a_reset_once_nothing_higher_followed_it_in_its_interval()
    {
        FoldInput[] low = [Told(1, 0, Shows(0, 900)), Told(2, 1, Shows(1, 400))];
        FoldInput[] higher = [.. low, Told(3, 1 + (5 * Minute), Shows(1 + (5 * Minute), 510))];
        FoldInput[] over = [.. low, Tick(3, 2.25)];

        Assert.Equal(["asset_12_reading Active"], OfAsset.TellAll(low).Standings());
        Assert.Equal([new WakeUp("reading", Hour(2.25))], OfAsset.TellAll(low).WakeUps);
        Assert.Equal(["asset_12_reading Active"], OfAsset.TellAll([.. higher, Tick(4, 3)]).Standings());
        Assert.Equal("900", Hours(OfAsset.TellAll([.. higher, Tick(4, 3)])));
        Assert.Equal([$"asset_12_{Check}_g1 Active", "asset_12_reading Active"], OfAsset.TellAll(over).Standings());
        Assert.Equal(("1300", 0), (Hours(OfAsset.TellAll(over)), OfAsset.TellAll(over).WakeUps.Count));
    }

    [Fact]
    public void What_was_finished_after_a_reset_was_known_counts_from_there()
    {
        FoldInput[] reset = [Told(1, 0, Shows(0, 900)), Told(2, 1, Shows(1, 1100)), Told(3, 2, Shows(2, 400)), Tick(4, 3.25)];

        Assert.Equal([$"asset_12_{Check}_g1 Active", "asset_12_reading Active"], OfAsset.TellAll([.. reset, Refused(5, 4, $"asset_12_{Check}_g1")]).Standings());
    }

    [Fact]
    public void A_reading_that_was_mapped_wrong_is_replaced_by_its_next_mapping()
    {
        var result = OfAsset.Tell([Told(1, 0, Shows(0, 6000))], [Told(1, 0, Shows(0, 100))], [Told(2, 1, Shows(1, 101))]);

        Assert.Equal("100", Hours(result));
    }

    [Fact]
    public void A_threshold_asks_when_it_is_reached_and_again_so_much_after_it_was_seen_done()
    {
        FoldInput[] reached = [Told(1, 0, Shows(0, 1400)), Told(2, 1, Shows(1, 1501))];
        FoldInput[] done = [.. reached, Done(3, 2, $"asset_12_{Check}_g1"), Told(4, 3, Shows(3, 1999)), Told(5, 4, Shows(4, 2000.9m))];
        FoldInput[] next = [.. done, Told(6, 5, Shows(5, 2001))];

        var due = OfAsset.TellAll(reached);
        Assert.Equal([$"asset_12_{Check}_g1 Active", "asset_12_reading Active"], due.Standings());
        Assert.Equal(("Seal check: Pump 1", "preventive", "Due at 1500 hours, every 500. Asset SP-1."), (due.Desired[0].Fields["name"], due.Desired[0].Fields["type"], due.Desired[0].Fields["description"]));
        Assert.Equal("1501", Hours(due));
        Assert.Equal([$"asset_12_{Check}_g1 Active", "asset_12_reading Active"], OfAsset.TellAll(done).Standings());
        Assert.Equal([$"asset_12_{Check}_g1 Lapsed", $"asset_12_{Check}_g2 Active", "asset_12_reading Active"], OfAsset.TellAll(next).Standings());
    }

    [Fact]
    public void A_threshold_that_people_called_off_comes_at_its_next_turn()
    {
        FoldInput[] refused = [Told(1, 0, Shows(0, 1400)), Told(2, 1, Shows(1, 1501)), Refused(3, 2, $"asset_12_{Check}_g1")];

        Assert.Equal([$"asset_12_{Check}_g1 Active", "asset_12_reading Active"], OfAsset.TellAll([.. refused, Told(4, 3, Shows(3, 1999))]).Standings());
        Assert.Equal([$"asset_12_{Check}_g1 Lapsed", $"asset_12_{Check}_g2 Active", "asset_12_reading Active"], OfAsset.TellAll([.. refused, Told(4, 3, Shows(3, 2000))]).Standings());
    }

    [Fact]
    public void A_consumable_below_its_level_is_sent_for_once_until_it_was_filled_up()
    {
        var low = OfAsset.TellAll(Told(1, 0, Holds(0, 12), Holds(0, 5)), Told(2, 1, Holds(1, 9)));
        var filled = OfAsset.TellAll(Told(1, 0, Holds(0, 12)), Told(2, 1, Holds(1, 100)));
        var again = OfAsset.TellAll(Told(1, 0, Holds(0, 12)), Done(2, 0.5, "asset_12_board_1014_g1"), Told(3, 1, Holds(1, 100)), Told(4, 2, Holds(2, 19)));

        var record = Assert.Single(low.Desired);
        Assert.Equal(("requisition-transfer", "CS-STOCK", "WARD4-SUPPLY"), (record.Kind, record.Fields["source"], record.Fields["destination"]));
        Assert.Equal(("1014", "100", "Units"), (Assert.Single(record.Lines).Fields["item"], record.Lines[0].Fields["quantity"], record.Lines[0].Fields["unit"]));
        Assert.Equal(["asset_12_board_1014_g1 Lapsed"], filled.Standings());
        Assert.Equal(["asset_12_board_1014_g1 Lapsed", "asset_12_board_1014_g2 Active"], again.Standings());
    }

    [Fact]
    public void A_day_of_every_minute_costs_a_small_state_and_ends_as_its_few_changes_would()
    {
        var state = default(string);
        var result = default(FoldResult);
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            var at = minute * Minute;
            result = OfAsset.Apply(12, state, [Told(minute + 1, at, Shows(at, 100 + (minute / 60m)), Sounds(at, minute == 30 ? AlarmPhase.Start : AlarmPhase.Continue))], Tables);
            state = result.State;
            Assert.InRange(state.Length, 1, 16_000);
        }

        Assert.NotNull(result);
        Assert.Equal([$"asset_12_{Battery}_g1 Active", "asset_12_reading Active"], result.Standings());
        Assert.Equal("123.73", decimal.Round(decimal.Parse(Hours(result)!, System.Globalization.CultureInfo.InvariantCulture), 2).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(result.BeyondHorizon);
    }

    [Fact]
    public void What_is_older_than_the_horizon_waits_for_a_person_unless_it_is_a_counter()
    {
        var flapping = Enumerable.Range(0, Options.MostContracts + 1).Select(at => Told(at + 1, at, Sounds(at, at % 2 == 0 ? AlarmPhase.Start : AlarmPhase.End))).ToArray();
        var state = OfAsset.TellAll(flapping).State;

        Assert.Equal([900], OfAsset.Apply(12, state, [Told(900, -5, Sounds(-5, AlarmPhase.Start))], Tables).BeyondHorizon);
        Assert.Empty(OfAsset.Apply(12, state, [Told(900, -5, Shows(-5, 12))], Tables).BeyondHorizon);
        Assert.Empty(OfAsset.Apply(12, OfAsset.TellAll(flapping[1..]).State, [Told(900, -5, Sounds(-5, AlarmPhase.Start))], Tables).BeyondHorizon);
    }

    [Fact]
    public void A_clock_that_is_ahead_is_not_believed()
    {
        var ahead = Told(1, 0, Sounds(9000, AlarmPhase.Start));
        var result = OfAsset.TellAll(ahead with { Contract = ahead.Contract with { Flags = ["asserted-in-future"] } });

        Assert.Equal([new WakeUp("alarm", Hour(2 * Minute))], result.WakeUps);
    }

    private static string? Hours(FoldResult result) => result.Desired.SingleOrDefault(record => record.Kind == "equipment-reading")?.Fields["hours"];
}
