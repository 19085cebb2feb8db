using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo;
using Integration.Odoo.Reading;
using Integration.UnitTests.Mapping;

namespace Integration.UnitTests.Delivery;

/// <summary>Judging tasks and requests: what is told, and what is left to people, once they have begun.</summary>
public sealed class WorkTests
{
    private static readonly ModelPolicy Policy = Shipped.Mappings.Policies["maintenance.request/v1"];

    private static readonly ModelFields Fields = new(
        new[] { ("name", "char"), ("priority", "selection"), ("description", "html"), ("archive", "boolean"), ("user_id", "many2one") }
            .ToDictionary(field => field.Item1, field => new OdooField(field.Item1, field.Item2, null, false, false, field.Item1)),
        new Dictionary<string, OdooField>());

    [Fact]
    public void A_new_tally_is_written_while_nobody_has_begun() =>
        Assert.Equal(Verdict.Write, Judge("2 alarms", "Occlusion", Standing(null, "2", "1 alarm")).Verdict);

    [Fact]
    public void A_new_tally_is_told_once_somebody_has_begun_and_what_they_changed_is_theirs()
    {
        var judgement = Judge("2 alarms", "Occlusion", Standing("8", "3", "1 alarm"));

        Assert.Equal((Verdict.Tell, "New from the source, description: 2 alarms"), (judgement.Verdict, judgement.Explanation));
        Assert.Empty(judgement.Fields);
    }

    [Fact]
    public void Nothing_new_is_nothing_to_tell_whatever_people_changed()
    {
        var judgement = Judge("1 alarm", "Occlusion", Standing("8", "3", "My own words"));

        Assert.Equal((Verdict.Tell, ""), (judgement.Verdict, judgement.Explanation));
    }

    [Fact]
    public void Anything_else_that_is_new_is_a_break_with_all_of_it()
    {
        var judgement = Judge("2 alarms", "Air in line", Standing("8", "2", "1 alarm"));

        Assert.Equal(Verdict.LeaveAlone, judgement.Verdict);
        Assert.Equal(["description", "name"], judgement.Fields.Select(field => field.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_people_archived_is_no_matter_of_a_note() =>
        Assert.Equal(Verdict.LeaveAlone, Judge("2 alarms", "Occlusion", Standing("8", "2", "1 alarm", archive: "true")).Verdict);

    [Fact]
    public void A_technician_is_wanted_of_a_new_request_only()
    {
        var item = Item("1 alarm", "Occlusion");
        Assert.Contains("user_id", item.Wanted!.Values.Keys);

        item.Stand(Standing(null, "2", "1 alarm"));

        Assert.DoesNotContain("user_id", item.Wanted!.Values.Keys);
        Assert.DoesNotContain("user_id", Baselines.Of(Standing("8", "2", "1 alarm"), Item("1 alarm", "Occlusion")).Values.Keys);
    }

    private static Judgement Judge(string tally, string name, StandingRecord standing)
    {
        var item = Item(tally, name);
        item.Stand(standing);
        return Judgement.Of(item, Fields, standing, 5).Judgement;
    }

    private static DeliveryItem Item(string tally, string name)
    {
        var desired = new OdooRecord("integration.a", Policy.Model, Policy.Name, "Company", RecordStanding.Active, new Dictionary<string, OdooCell>(), []);
        var baseline = new Baseline("new", new Dictionary<string, string?> { ["name"] = "Occlusion", ["priority"] = "2", ["description"] = "<p>1 alarm</p>" }, new Dictionary<string, BaselineLine>());
        return new DeliveryItem(new ClaimedPosting("integration.a", 2, 1, desired, 29, baseline, false, 1, "1"), Policy)
        {
            Wanted = new WantedRecord(new Dictionary<string, string?> { ["name"] = name, ["priority"] = "2", ["description"] = $"<p>{tally}</p>", ["user_id"] = null }, []),
        };
    }

    private static StandingRecord Standing(string? technician, string priority, string tally, string archive = "false") => new(29, new Dictionary<string, string?>
    {
        ["name"] = "Occlusion",
        ["priority"] = priority,
        ["description"] = $"<p>{tally}</p>",
        ["archive"] = archive,
        ["user_id"] = technician,
        ["stage_id.place"] = "entry",
        ["kanban_state"] = "normal",
    }, []);
}
