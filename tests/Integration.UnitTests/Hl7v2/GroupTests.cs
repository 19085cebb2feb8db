using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class GroupTests
{
    private const string Schedule = "MSH|^~\\&|APP|FAC|||20260101||SIU^S12^SIU_S14|C1|P|2.5.1";
    private const string Requisition = "MSH|^~\\&|APP|FAC|||20260101||OMS^O05^OMS_O05|C1|P|2.5.1";

    [Fact]
    public void A_schedule_has_resource_groups_and_services_in_them()
    {
        var message = Samples.Message(Schedule, "SCH|P1|F1", "PID|1||7", "RGS|1|A", "AIS|1|A|HIP", "NTE|1||note", "AIS|2|A|KNEE", "AIL|1|A|OR1", "AIP|1|A|S1", "RGS|2|A", "AIS|3|A|EYE", "AIG|1|A|TRAY");
        var resources = message.Groups("RESOURCES");
        Assert.Equal(["1", "2"], resources.Select(group => Samples.Text(group, "RGS-1")));
        Assert.Equal(["HIP", "KNEE"], resources[0].Groups("SERVICE").Select(group => Samples.Text(group, "AIS-3")));
        Assert.Equal(["HIP", "KNEE", "EYE"], message.Groups("SERVICE").Select(group => Samples.Text(group, "AIS-3")));
        Assert.Equal(["HIP", "KNEE", "EYE"], Samples.Texts(message, "AIS[*]-3"));
        Assert.Equal("note", Samples.Text(message.Groups("SERVICE")[0], "NTE-3"));
        Assert.Equal("OR1", Samples.Text(message.Groups("LOCATION_RESOURCE")[0], "AIL-3"));
    }

    [Fact]
    public void A_group_falls_back_to_what_surrounds_it_but_never_to_a_neighbour()
    {
        var message = Samples.Message(Schedule, "SCH|P1|F1", "PID|1||7", "NTE|1||of the case", "RGS|1|A", "AIS|1|A|HIP", "NTE|1||of the hip", "RGS|2|D", "AIS|2|A|EYE", "AIL|1|A|OR2");
        var services = message.Groups("SERVICE");
        Assert.Equal(("P1", "7", "C1", "2"), (Samples.Text(services[1], "SCH-1"), Samples.Text(services[1], "PID-3"), Samples.Text(services[1], "MSH-10"), Samples.Text(services[1], "RGS-1")));
        Assert.Equal("of the hip", Samples.Text(services[0], "NTE-3"));
        Assert.Equal("of the case", Samples.Text(services[1], "NTE-3"));
        Assert.Equal("", Samples.Text(services[0], "AIL-3"));
        Assert.Equal("OR2", Samples.Text(message.Groups("RESOURCES")[1], "AIL-3"));
    }

    [Fact]
    public void A_requisition_has_one_order_for_each_line()
    {
        var message = Samples.Message(Requisition, "PID|1||7", "ORC|NW|A1", "TQ1|1", "RQD|1|ITEM1|||3", "NTE|1||for A1", "ORC|NW|A2", "RQD|1|ITEM2|||4", "RQ1|9.50", "ZQD|serial");
        var orders = message.Groups("ORDER");
        Assert.Equal(["A1", "A2"], orders.Select(order => Samples.Text(order, "ORC-2")));
        Assert.Equal(["ITEM1", "ITEM2"], orders.Select(order => Samples.Text(order, "RQD-2")));
        Assert.Equal(["", "9.50"], orders.Select(order => Samples.Text(order, "RQ1-1")));
        Assert.Equal(["", "serial"], orders.Select(order => Samples.Text(order, "ZQD-1")));
        Assert.Equal("for A1", Samples.Text(orders[0], "NTE-3"));
        Assert.Equal("RQD[2]-2", Samples.Path("RQD-2").First(orders[1]).Location.ToString());
    }

    [Fact]
    public void Two_lines_under_one_ORC_are_two_orders_that_share_it()
    {
        var message = Samples.Message(Requisition, "ORC|NW|A1", "RQD|1|ITEM1", "RQ1|1", "RQD|2|ITEM2", "RQ1|2", "ORC|NW|A2", "RQD|1|ITEM3");
        var orders = message.Groups("ORDER");
        Assert.Equal(["A1", "A1", "A2"], orders.Select(order => Samples.Text(order, "ORC-2")));
        Assert.Equal(["ITEM1", "ITEM2", "ITEM3"], orders.Select(order => Samples.Text(order, "RQD-2")));
        Assert.Equal(["1", "2", ""], orders.Select(order => Samples.Text(order, "RQ1-1")));
    }

    [Fact]
    public void A_line_without_its_ORC_is_kept_and_takes_no_other_order_s()
    {
        var message = Samples.Message(Requisition, "RQD|1|ITEM1", "ORC|NW|A2", "RQD|1|ITEM2");
        Assert.Equal(["", "A2"], message.Groups("ORDER").Select(order => Samples.Text(order, "ORC-2")));
        Assert.Equal(["ITEM1", "ITEM2"], message.Groups("ORDER").Select(order => Samples.Text(order, "RQD-2")));
    }

    [Fact]
    public void A_service_without_RGS_is_kept()
    {
        var message = Samples.Message(Schedule, "SCH|P1", "AIS|1|A|HIP", "AIL|1|A|OR1");
        var resources = Assert.Single(message.Groups("RESOURCES"));
        Assert.Equal(("HIP", "OR1", ""), (Samples.Text(resources, "AIS-3"), Samples.Text(resources, "AIL-3"), Samples.Text(resources, "RGS-1")));
    }

    [Fact]
    public void Header_segments_that_come_late_stay_in_the_header_and_close_nothing()
    {
        var message = Samples.Message(Requisition, "ORC|NW|A1", "PV1|1|I", "PID|1||7", "RQD|1|ITEM1");
        var order = Assert.Single(message.Groups("ORDER"));
        Assert.Equal(("A1", "ITEM1", "7", "I"), (Samples.Text(order, "ORC-2"), Samples.Text(order, "RQD-2"), Samples.Text(order, "PID-3"), Samples.Text(order, "PV1-2")));
        Assert.Equal(["MSH", "PV1", "PID"], message.OwnSegments.Select(segment => segment.Name));
    }

    [Fact]
    public void Unknown_segments_stay_with_the_group_they_follow()
    {
        var message = Samples.Message(Schedule, "ZAA|header", "SCH|P1", "RGS|1", "ZBB|of RGS", "AIS|1||HIP", "ZCC|of AIS");
        Assert.Equal(["MSH", "ZAA", "SCH"], message.OwnSegments.Select(segment => segment.Name));
        Assert.Equal(["RGS", "ZBB"], message.Groups("RESOURCES")[0].OwnSegments.Select(segment => segment.Name));
        Assert.Equal(["AIS", "ZCC"], message.Groups("SERVICE")[0].Segments.Select(segment => segment.Name));
    }

    [Fact]
    public void Notes_and_observations_before_the_first_order_belong_to_the_header()
    {
        var message = Samples.Message(Requisition, "NTE|1||header", "OBX|1|ST|h", "ORC|NW|A1", "RQD|1|ITEM1");
        Assert.Single(message.Groups("ORDER"));
        Assert.Equal("header", Samples.Text(message.Groups("ORDER")[0], "NTE-3"));
    }

    [Theory]
    [InlineData("SIU", "S12", "SIU_S12")]
    [InlineData("SIU", "S15", "SIU_S12")]
    [InlineData("SIU", "S26", "SIU_S12")]
    [InlineData("OMS", "O05", "OMS_O05")]
    [InlineData("OMN", "O07", "OMN_O07")]
    [InlineData("OMD", "O03", "OMD_O03")]
    [InlineData("ORM", "O01", "ORM_O01")]
    [InlineData("ADT", "A01", "ADT_A01")]
    [InlineData("ADT", "A40", "ADT_A39")]
    [InlineData("MFN", "M16", "MFN_M16")]
    [InlineData("MFN", "M02", "MFN")]
    [InlineData("VXU", "V04", null)]
    [InlineData("ADT", "A99", null)]
    [InlineData("SIU", "", null)]
    public void The_structure_follows_from_type_and_trigger(string type, string trigger, string? expected) =>
        Assert.Equal(expected, Hl7Structure.For(type, trigger)?.Name);

    [Fact]
    public void A_message_without_a_table_has_no_groups_and_all_its_segments()
    {
        var message = Samples.Message("MSH|^~\\&|APP|FAC|||20260101||VXU^V04|C1|P|2.5.1", "PID|1", "ORC|RE");
        Assert.Empty(message.Groups("ORDER"));
        Assert.Equal(3, message.OwnSegments.Count);
        Assert.Null(message.Structure);
    }

    [Fact]
    public void A_structure_says_which_groups_it_has()
    {
        Assert.Equal(["RESOURCES", "SERVICE", "GENERAL_RESOURCE", "LOCATION_RESOURCE", "PERSONNEL_RESOURCE"], Hl7Structure.Named("SIU_S12")!.GroupNames);
        Assert.Null(Hl7Structure.Named("SIU_S14"));
    }
}
