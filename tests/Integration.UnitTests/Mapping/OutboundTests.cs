using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Contracts;

namespace Integration.UnitTests.Mapping;

/// <summary>Desired records into Odoo's columns, and the policies they are delivered under.</summary>
public sealed class OutboundTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Path.Combine(Shipped.Root, "mappings", "odoo"), "desired.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Shipped.Root, Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_case_gives_the_record_written_beside_it(string folder)
    {
        var path = Path.Combine(Shipped.Root, folder);
        var desired = JsonSerializer.Deserialize<DesiredRecord>(File.ReadAllText(Path.Combine(path, "desired.json")), ContractJson.Options)!;

        // mappings/odoo/<model>/<version>/cases/<case>: of that version, in use or not.
        var record = Shipped.Mappings.Outbound[string.Join('/', folder.Split(Path.DirectorySeparatorChar)[1..4])].Map(desired, "Northfield Health");

        Assert.Equal(
            JsonNode.Parse(File.ReadAllText(Path.Combine(path, "expected.json")))!.ToJsonString(),
            JsonSerializer.SerializeToNode(record, ContractJson.Options)!.ToJsonString());
    }

    [Fact]
    public void An_analytic_line_is_an_entry_that_the_locks_of_all_books_hold()
    {
        var policy = Shipped.Mappings.Policies["account.analytic.line/v1"];

        Assert.Equal(("date", "currency_id", "ref"), (policy.Entry!.DateColumn, policy.Entry.CurrencyColumn, policy.OriginField));
        Assert.Equal(["fiscalyear_lock_date", "hard_lock_date"], policy.Entry.ClosedBy);
        Assert.Empty(policy.OursWhile);
    }

    [Fact]
    public void A_request_for_quotation_is_ours_as_a_draft_only()
    {
        var policy = Shipped.Mappings.Policies["purchase.order/v3"];

        Assert.Equal(["priority", "requisition_id", "user_id"], policy.Edited.Keys.Order());
        Assert.Equal(["analytic_distribution", "date_planned"], policy.Lines!.Edited.Keys.Order());
        Assert.All(policy.Edited.Concat(policy.Lines.Edited), column => Assert.Equal(EditRule.Theirs, column.Value));
        Assert.Equal("requisition_id", policy.AgreementColumn);
        Assert.Equal("OP/", policy.SchedulerOrigin);
        Assert.Equal(("purchase.order", "state", "origin"), (policy.Model, policy.StateField, policy.OriginField));
        Assert.Equal(["draft"], policy.OursWhile);
        Assert.Empty(policy.OursUnless);
        // Whether an order is placed, and who has to approve it, is Odoo's and its people's alone.
        Assert.Null(policy.Confirm);
        Assert.Equal("button_cancel", policy.Withdraw.Method);
        Assert.Equal(["cancel"], policy.CancelledStates);
        Assert.Equal(["purchase"], policy.DoneStates);
        Assert.Equal(("order_line", "purchase.order.line", "order_id", LineRemoval.Unlink, "product_qty"), (policy.Lines.Field, policy.Lines.Model, policy.Lines.ParentField, policy.Lines.Removal, policy.Lines.QuantityField));
        Assert.Equal(["product_qty", "product_uom_id", "price_unit", "date_planned"], policy.Lines.Together);
        Assert.Equal([new UnitCheck("product_id", "product_uom_id")], policy.UnitChecks);
    }

    [Fact]
    public void A_transfer_is_ours_until_the_store_has_begun()
    {
        var policy = Shipped.Mappings.Policies["stock.picking/v2"];

        Assert.Equal(["draft", "waiting", "confirmed", "assigned"], policy.OursWhile);
        Assert.Equal(["printed", "batch_id", "move_ids.picked"], policy.OursUnless);
        Assert.Equal("action_confirm", policy.Confirm!.Method);
        Assert.Equal(["waiting", "confirmed", "assigned", "done"], policy.Confirm.Until);
        Assert.Equal(("action_cancel", "cancel"), (policy.Withdraw.Method, Assert.Single(policy.Withdraw.Until)));
        Assert.Equal((LineRemoval.Zero, "product_uom_qty"), (policy.Lines!.Removal, policy.Lines.QuantityField));
        Assert.Equal([KeyValuePair.Create("note", EditRule.Theirs)], policy.Edited);
        Assert.True(policy.Rank < Shipped.Mappings.Policies["purchase.order/v3"].Rank);
    }

    [Fact]
    public void A_task_is_ours_until_somebody_begins()
    {
        var policy = Shipped.Mappings.Policies["project.task/v1"];

        Assert.Equal(("progress", "write", "1_canceled"), (policy.StateField, policy.Withdraw.Method, policy.Withdraw.Values!["state"]));
        Assert.Equal(["description"], policy.NotedAfterwards);
        Assert.Equal("new", policy.StateOf(Values(("state", "01_in_progress"), ("stage_id.place", "entry"), ("active", "true"))));
        Assert.Equal("started", policy.StateOf(Values(("state", "01_in_progress"), ("stage_id.place", "entry"), ("user_ids", "9"))));
        Assert.Equal("started", policy.StateOf(Values(("state", "01_in_progress"), ("stage_id.place", "later"))));
        Assert.Equal("started", policy.StateOf(Values(("state", "02_changes_requested"), ("stage_id.place", "entry"))));
        Assert.Equal("done", policy.StateOf(Values(("state", "01_in_progress"), ("stage_id.place", "end"), ("user_ids", "9"))));
        Assert.Equal("done", policy.StateOf(Values(("state", "1_done"), ("stage_id.place", "entry"))));
        Assert.Equal("cancelled", policy.StateOf(Values(("state", "1_canceled"), ("stage_id.place", "end"))));
        Assert.Equal("cancelled", policy.StateOf(Values(("state", "01_in_progress"), ("active", "false"))));
    }

    [Fact]
    public void A_request_is_ours_until_somebody_takes_it_and_is_called_off_by_its_archive_flag()
    {
        var policy = Shipped.Mappings.Policies["maintenance.request/v1"];

        Assert.Equal(("archive_equipment_request", null), (policy.Withdraw.Method, policy.Withdraw.Values));
        Assert.Equal(["user_id"], policy.Initial);
        Assert.Equal(["mail_activity_automation_skip"], policy.Context);
        Assert.Equal("new", policy.StateOf(Values(("archive", "false"), ("stage_id.place", "entry"), ("kanban_state", "normal"))));
        Assert.Equal("started", policy.StateOf(Values(("archive", "false"), ("stage_id.place", "entry"), ("kanban_state", "blocked"))));
        Assert.Equal("started", policy.StateOf(Values(("archive", "false"), ("stage_id.place", "entry"), ("user_id", "8"))));
        Assert.Equal("done", policy.StateOf(Values(("archive", "false"), ("stage_id.place", "end"))));
        Assert.Equal("cancelled", policy.StateOf(Values(("archive", "true"), ("stage_id.place", "end"))));
    }

    [Fact]
    public void Equipment_is_found_by_its_serial_number_and_its_counters_are_the_sources()
    {
        var policy = Shipped.Mappings.Policies["maintenance.equipment/v1"];

        Assert.Equal(("serial_no", "new"), (policy.FoundBy, policy.StateOf(Values())));
        Assert.All(["hours", "cycles", "status"], name => Assert.Equal(EditRule.Ours, policy.Edited["equipment_properties." + name]));
        Assert.True(policy.Rank < Shipped.Mappings.Policies["maintenance.request/v1"].Rank);
    }

    private static Dictionary<string, string?> Values(params (string Field, string? Value)[] values) => values.ToDictionary(value => value.Field, value => value.Value);

    [Theory]
    [InlineData("a-kind-nobody-takes", "DET", "active.yaml names no target")]
    [InlineData("requisition-order", null, "needs vendor for the column partner_id")]
    public void A_record_its_mapping_cannot_take_is_a_mistake_of_ours(string kind, string? vendor, string reason)
    {
        var desired = new DesiredRecord("integration.x", kind, RecordStanding.Active, new Dictionary<string, string?> { ["vendor"] = vendor, ["origin"] = "R", ["urgent"] = "false" }, []);

        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Shipped.Mappings.ToOdoo(desired, "Northfield Health")).Message, StringComparison.Ordinal);
    }
}
