using Integration.Contracts;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

public sealed class RequisitionFoldTests
{
    [Fact]
    public void What_is_said_of_all_lines_of_an_order_is_said_of_each_that_was_known_by_then()
    {
        var result = OfRequisition.Tell(
            [Asked(3, 2, Buy("5001.3", "1004", 1))],
            [Asked(2, 1, Say("5001.*", LineAction.Cancel))],
            [Asked(1, 0, Buy("5001.1", "1001", 1), Buy("5001.2", "1002", 2), Buy("50010.1", "1003", 3))]);

        Assert.Equal(["1003", "1004"], Assert.Single(result.Desired).Lines.Select(line => line.Fields["item"]).Order());
    }

    [Theory]
    [InlineData(true, "price")]
    [InlineData(null, "price")]
    [InlineData(false, "listPrice")]
    public void A_price_from_the_list_is_told_from_one_that_was_sent(bool? sent, string field)
    {
        var line = Assert.Single(Assert.Single(OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 1) with { PriceSent = sent })).Desired).Lines);

        Assert.Equal(("18", "4100"), (line.Fields[field], line.Fields["costCentre"]));
        Assert.Single(line.Fields.Keys, name => name.EndsWith("rice", StringComparison.Ordinal));
    }

    [Fact]
    public void Non_stock_lines_are_one_order_per_vendor_and_stock_lines_one_transfer_per_place()
    {
        var result = OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2), Buy("2", "1001", 3), Buy("3", "1004", 1, "SMO"), Fetch("4", "1005", 1), Fetch("5", "1005", 2, neededBy: 30), Fetch("6", "1005", 1, "WARD4")));

        Assert.Equal(["requisition_12_nls_g1 Active", "requisition_12_smo_286b68e7_g1 Active", "requisition_12_stock_or_supply_ffb3deee_g1 Active", "requisition_12_stock_ward4_250d838a_g1 Active"], result.Standings());
        var order = result.Desired[0];
        Assert.Equal(("requisition-order", "R-77", "nls", "false", "OR"), (order.Kind, order.Fields["origin"], order.Fields["vendor"], order.Fields["urgent"], order.Fields["department"]));
        Assert.Equal(["integration.requisition_12_nls_g1_1_1001", "integration.requisition_12_nls_g1_2_1001"], order.Lines.Select(line => line.ExternalId));
        Assert.Equal(new Dictionary<string, string?> { ["item"] = "1001", ["quantity"] = "2", ["unit"] = "Dozens", ["price"] = "18", ["neededBy"] = "2026-11-25T06:00:00Z", ["costCentre"] = "4100" }, order.Lines[0].Fields);

        var transfer = result.Desired[2];
        Assert.Equal(
            new Dictionary<string, string?> { ["operation"] = "REQ", ["source"] = "CS-STOCK", ["destination"] = "OR-SUPPLY", ["origin"] = "R-77", ["urgent"] = "false", ["neededBy"] = "2026-11-24T12:00:00Z" },
            transfer.Fields);
        var move = Assert.Single(transfer.Lines);
        Assert.Equal("integration.requisition_12_stock_or_supply_ffb3deee_g1_1005", move.ExternalId);
        Assert.Equal(new Dictionary<string, string?> { ["item"] = "1005", ["quantity"] = "60", ["unit"] = "Units", ["source"] = "CS-STOCK", ["destination"] = "OR-SUPPLY", ["neededAt"] = "2026-11-24T12:00:00Z" }, move.Fields);
        Assert.Empty(result.WakeUps);
    }

    [Fact]
    public void A_delta_changes_only_the_fields_it_states()
    {
        var result = OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2), Buy("2", "1004", 1)), Asked(2, 1, Say("1", LineAction.Set) with { Quantity = 5 }));

        Assert.Equal(["1001 5 18", "1004 1 18"], result.Desired[0].Lines.Select(line => $"{line.Fields["item"]} {line.Fields["quantity"]} {line.Fields["price"]}"));
    }

    [Fact]
    public void A_snapshot_drops_the_lines_it_does_not_name()
    {
        var result = OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2), Buy("2", "1004", 1)), AskedInFull(2, 1, Buy("2", "1004", 7)));

        Assert.Equal(["7"], Assert.Single(result.Desired).Lines.Select(line => line.Fields["quantity"]));
    }

    [Fact]
    public void A_change_that_overtook_its_order_takes_effect_when_the_order_comes()
    {
        var result = OfRequisition.Tell([Asked(1, 5, Say("1", LineAction.Set) with { Quantity = 9 })], [Asked(2, 1, Buy("1", "1001", 2))]);

        Assert.Equal("9", Assert.Single(Assert.Single(result.Desired).Lines).Fields["quantity"]);
    }

    [Fact]
    public void Only_lines_that_are_approved_and_not_held_reach_odoo()
    {
        FoldInput pending = Asked(1, 0, Buy("1", "1001", 2) with { Approval = Approval.Pending }, Buy("2", "1001", 2) with { Approval = Approval.Unstated }, Buy("3", "1001", 2) with { Approval = Approval.Refused });
        FoldInput approved = Asked(2, 1, Say("1", LineAction.Status, Approval.Approved));
        FoldInput held = Asked(3, 2, Say("1", LineAction.Hold));
        FoldInput released = Asked(4, 3, Say("1", LineAction.Release));

        Assert.Empty(OfRequisition.TellAll(pending).Desired);
        Assert.Equal(["requisition_12_nls_g1 Active"], OfRequisition.TellAll(pending, approved).Standings());
        Assert.Equal(["requisition_12_nls_g1 Withdrawn"], OfRequisition.TellAll(pending, approved, held).Standings());
        Assert.Equal(["requisition_12_nls_g1 Withdrawn", "requisition_12_nls_g2 Active"], OfRequisition.TellAll(pending, approved, held, released).Standings());
    }

    [Fact]
    public void An_incomplete_line_waits_for_what_is_missing()
    {
        Assert.Empty(OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2) with { Price = null }, Fetch("2", "1001", 2) with { StockUnit = null })).Desired);
        Assert.Single(OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2) with { Price = null }), Asked(2, 1, Say("1", LineAction.Status) with { Price = 3.10m })).Desired);
    }

    [Fact]
    public void A_cancelled_line_leaves_its_order_and_comes_back_only_when_ordered_again_later()
    {
        FoldInput asked = Asked(1, 0, Buy("1", "1001", 2), Buy("2", "1004", 1));
        FoldInput cancelled = Asked(2, 1, Say("1", LineAction.Cancel));

        Assert.Single(OfRequisition.TellAll(asked, cancelled).Desired[0].Lines);
        Assert.Single(OfRequisition.TellAll(asked, cancelled, Asked(3, 2, Say("1", LineAction.Status, Approval.Approved))).Desired[0].Lines);
        Assert.Equal(2, OfRequisition.TellAll(asked, cancelled, Asked(3, 2, Buy("1", "1001", 2))).Desired[0].Lines.Count);
    }

    [Theory]
    [InlineData(Semantics.Delta, 1, 2)]
    [InlineData(Semantics.Delta, 2, 1)]
    [InlineData(Semantics.Snapshot, 1, 2)]
    [InlineData(Semantics.Snapshot, 2, 1)]
    public void A_cancel_wins_over_an_order_asserted_at_the_same_instant_even_beside_another_line(Semantics semantics, long order, long cancel)
    {
        var asked = new Requisition("R-77", semantics, null, false, [Buy("1", "1001", 2), Buy("2", "1004", 1)]);

        var result = OfRequisition.TellAll(Input(order, 1, asked), Asked(cancel, 1, Say("1", LineAction.Cancel), Buy("3", "1003", 1)));

        Assert.DoesNotContain("1001", Assert.Single(result.Desired).Lines.Select(line => line.Fields["item"]));
    }

    [Fact]
    public void Another_product_is_another_line_and_another_vendor_another_order()
    {
        var asked = Asked(1, 0, Buy("1", "1001", 2));

        Assert.Equal(["integration.requisition_12_nls_g1_1_1004"], OfRequisition.TellAll(asked, Asked(2, 1, Buy("1", "1004", 2))).Desired[0].Lines.Select(line => line.ExternalId));
        Assert.Equal(["requisition_12_det_g1 Active", "requisition_12_nls_g1 Withdrawn"], OfRequisition.TellAll(asked, Asked(2, 1, Buy("1", "1001", 2, "det"))).Standings());
    }

    [Fact]
    public void What_changes_no_line_says_nothing_of_urgency()
    {
        var urgent = Input(1, 0, new Requisition("R-77", Semantics.Delta, "OR", true, [Buy("1", "1001", 2)]));

        Assert.Equal("true", OfRequisition.TellAll(urgent, Asked(2, 1, Say("9", LineAction.Cancel))).Desired[0].Fields["urgent"]);
        Assert.Equal("false", OfRequisition.TellAll(urgent, Asked(2, 1, Say("1", LineAction.Set))).Desired[0].Fields["urgent"]);
    }

    [Fact]
    public void Two_contracts_of_one_message_both_count_in_the_order_of_the_message()
    {
        var result = OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2), Buy("2", "1004", 2)), Asked(1, 0, Buy("1", "1001", 7)));

        Assert.Equal(["7", "2"], Assert.Single(result.Desired).Lines.Select(line => line.Fields["quantity"]));
    }
}
