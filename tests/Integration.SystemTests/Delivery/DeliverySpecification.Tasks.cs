using Integration.Contracts;
using Integration.Odoo;
using Integration.Reconciliation;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    [RealFact]
    public async Task A_task_is_made_changed_in_place_and_cancelled()
    {
        var task = Turnover("a", deadline: Far, isolation: "Isolation");
        var posted = await PostedAsync(First(task));
        Assert.Equal("new", posted.Baseline!.State);
        var made = await ReadAsync("project.task", posted.OdooId!.Value, "project_id", "stage_id", "date_deadline", "tag_ids", "user_ids", "description");
        Assert.Equal(("Bed Turnover", "New", Far), (made.Reference("project_id")!.Value.Name, made.Reference("stage_id")!.Value.Name, made.Text("date_deadline")));
        Assert.Equal((1, 0), (made.Ids("tag_ids").Count, made.Ids("user_ids").Count));
        // Its own text and no markup of it.
        Assert.Contains("Bed B &lt; 1 h", made.Text("description"), StringComparison.Ordinal);

        _wire.Forget();
        await PostedAsync(Next(posted, task));
        Assert.Empty(_wire.Writes);
        var changed = await PostedAsync(Next(posted, Turnover("a", deadline: Later)));
        Assert.Equal((Later, null), (changed.Baseline!.Values["date_deadline"], changed.Baseline.Values["tag_ids"]));

        var withdrawn = await DeliverOneAsync(Next(changed, Standing(task, RecordStanding.Withdrawn)));
        Assert.Equal((PostingResultKind.Withdrawn, "cancelled"), (withdrawn.Kind, withdrawn.Baseline!.State));
        Assert.Equal("1_canceled", (await ReadAsync("project.task", posted.OdooId.Value, "state")).Text("state"));
        // A terminal record is never revived: that is the next generation's.
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(withdrawn, task))).Kind);
    }

    [RealFact]
    public async Task A_task_that_somebody_took_is_left_alone_and_what_is_only_to_be_known_is_noted_once()
    {
        var task = Turnover("a", deadline: Far);
        var posted = await PostedAsync(First(task));
        var housekeeper = await AsAsync(OdooRole.Housekeeper);
        await housekeeper.WriteAsync("project.task", [posted.OdooId!.Value], Values(("user_ids", new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonArray(4, await housekeeper.LogInAsync(None))))), Standard, None);
        Assert.Equal((ObservedStatus.Started, RecordEnd.None), await ObserveAsync(posted, task));

        var told = await PostedAsync(Next(posted, With(task, "description", new("<p>The lift is out of order</p>"))));
        await PostedAsync(Next(posted, With(task, "description", new("<p>The lift is out of order</p>"))));
        Assert.Empty(told.Breaks);
        Assert.Equal(1, await NotesAsync("project.task", posted.OdooId.Value));
        Assert.DoesNotContain("lift", (await ReadAsync("project.task", posted.OdooId.Value, "description")).Text("description"), StringComparison.Ordinal);

        var left = await DeliverOneAsync(Next(told, Turnover("a", deadline: Later)));
        Assert.Equal((PostingResultKind.Protected, BreakKind.Protected), (left.Kind, Assert.Single(left.Breaks).Kind));
        Assert.Contains("progress is 'started'", left.Failure!.Reason, StringComparison.Ordinal);
        var cancel = await DeliverOneAsync(Next(left, Standing(task, RecordStanding.Withdrawn)));
        Assert.Equal((PostingResultKind.Protected, "01_in_progress"), (cancel.Kind, (await ReadAsync("project.task", posted.OdooId.Value, "state")).Text("state")));
    }

    [RealFact]
    public async Task A_task_is_done_by_its_stage_or_its_state_and_open_again_when_people_take_it_back()
    {
        var (dragged, marked) = (Turnover("a", deadline: Far), Turnover("b", deadline: Far));
        var results = await DeliverAsync(First(dragged), First(marked));
        var housekeeper = await AsAsync(OdooRole.Housekeeper);
        var (entry, done) = (await StageAsync("New"), await StageAsync("Done"));
        await housekeeper.WriteAsync("project.task", [results[0].OdooId!.Value], Values(("stage_id", done)), Standard, None);
        await housekeeper.WriteAsync("project.task", [results[1].OdooId!.Value], Values(("state", "1_done")), Standard, None);

        Assert.Equal((ObservedStatus.Done, RecordEnd.Done), await ObserveAsync(results[0], dragged));
        Assert.Equal((ObservedStatus.Done, RecordEnd.Done), await ObserveAsync(results[1], marked));
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(results[0], Turnover("a", deadline: Later)))).Kind);
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(results[1], Standing(marked, RecordStanding.Lapsed)))).Kind);

        await housekeeper.WriteAsync("project.task", [results[0].OdooId!.Value], Values(("stage_id", entry)), Standard, None);
        Assert.Equal((ObservedStatus.Requested, RecordEnd.None), await ObserveAsync(results[0], dragged));
        await PostedAsync(Next(results[0], Turnover("a", deadline: Later)));
    }

    [RealFact]
    public async Task A_task_that_somebody_began_while_it_was_written_gets_its_values_back()
    {
        var posted = await PostedAsync(First(Turnover("a", deadline: Far, isolation: "Isolation")));
        var housekeeper = await AsAsync(OdooRole.Housekeeper);
        var begun = await StageAsync("In Progress");
        _wire.Before = (call => call is { Method: "load", Model: "project.task" }, () => housekeeper.WriteAsync("project.task", [posted.OdooId!.Value], Values(("stage_id", begun)), Standard, None));

        var left = await DeliverOneAsync(Next(posted, With(Turnover("a", deadline: Later), "description", new("<p>Room 412 &amp; 413</p>"))));

        Assert.Equal(PostingResultKind.Protected, left.Kind);
        Assert.Contains("what was changed was put back", Assert.Single(left.Breaks).Explanation, StringComparison.Ordinal);
        var now = await ReadAsync("project.task", posted.OdooId!.Value, "date_deadline", "tag_ids", "description");
        Assert.Equal((Far, 1), (now.Text("date_deadline"), now.Ids("tag_ids").Count));
        Assert.Contains("Bed B &lt; 1 h", now.Text("description"), StringComparison.Ordinal);
    }

    [RealFact]
    public async Task A_task_whose_answer_was_lost_is_made_once_and_a_lost_cancel_is_found_done()
    {
        var task = Turnover("a", deadline: Far);
        _wire.Lose = call => call.Method == "load";
        Assert.True((await DeliverOneAsync(First(task))).Failure!.OutcomeUnknown);
        _wire.Forget();
        var posted = await PostedAsync(First(task) with { InDoubt = true });
        Assert.Empty(_wire.Writes);

        _wire.Lose = call => call.Method == "write";
        Assert.True((await DeliverOneAsync(Next(posted, Standing(task, RecordStanding.Withdrawn)))).Failure!.OutcomeUnknown);
        _wire.Forget();
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(posted, Standing(task, RecordStanding.Withdrawn)) with { InDoubt = true })).Kind);
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task A_task_people_deleted_is_a_break_and_is_not_made_again()
    {
        var task = Turnover("a", deadline: Far);
        var posted = await PostedAsync(First(task));
        await (await AsAsync(OdooRole.Housekeeper)).UnlinkAsync("project.task", [posted.OdooId!.Value], Standard, None);

        Assert.Equal((ObservedStatus.Deleted, RecordEnd.CalledOff), await ObserveAsync(posted, task));
        Assert.Equal(BreakKind.Deleted, Assert.Single(await CompareAsync(Posted(posted, task))).Kind);
        Assert.Equal(BreakKind.Deleted, Assert.Single((await DeliverOneAsync(Next(posted, Turnover("a", deadline: Later)))).Breaks).Kind);
        Assert.Null(await _odoo.CheckObjectReferenceAsync(Own("a"), None));
    }

    private OdooRecord Turnover(string name, string deadline, string? isolation = null) => new(
        Own(name), "project.task", Policy("project.task"), "Northfield Health", RecordStanding.Active,
        new Dictionary<string, OdooCell>
        {
            ["name"] = new("Turnover 4E-12"),
            ["project_id"] = Of("project.project", "name", "Bed Turnover"),
            ["date_deadline"] = new(deadline),
            ["priority"] = new("1"),
            ["tag_ids"] = isolation is null ? new() : Of("project.tags", "name", isolation),
            ["description"] = new("<p>Room 412<br>Bed B &lt; 1 h</p>"),
        },
        []);

    private async Task<long> StageAsync(string name) => Assert.Single(await _odoo.SearchReadAsync(
        "project.task.type", OdooDomain.Where("name", "=", name).And("project_ids", "!=", false), ["id"], 2, "id", 0, Standard, None)).Id;

    private async Task<(ObservedStatus, RecordEnd)> ObserveAsync(PostingResult result, OdooRecord desired)
    {
        var seen = Assert.Single(await new OdooObservation(_odoo, TimeProvider.System).LookAsync(Policies[desired.Mapping], [Posted(result, desired)], None));
        return (seen.Status, seen.End);
    }
}
