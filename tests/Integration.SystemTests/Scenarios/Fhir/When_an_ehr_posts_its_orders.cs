using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Cases;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Fhir;

public sealed class When_an_ehr_posts_its_orders(SharedInstallation shared) : FhirScenario(shared)
{
    [RealFact]
    public async Task A_request_approved_by_a_task_becomes_a_request_for_quotation_and_its_cancel_takes_it_back()
    {
        var number = Text($"RF-{7000 + Number}");
        await PostAsync(Supply(number, "active"), Approval(number, "requested"));
        Assert.Empty(await Books.OrdersAsync(number));

        await PostAsync(Approval(number, "accepted"));
        var order = Assert.Single(await Books.OrdersAsync(number));
        Assert.Equal(("draft", "SMO"), (order.State, order.Vendor));
        Assert.Equal(["2 Units of 1002 at 910"], order.Wants);

        await PostAsync(Supply(number, "cancelled"));
        Assert.Equal("cancel", Assert.Single(await Books.OrdersAsync(number)).State);
    }

    [RealFact]
    public async Task A_rescheduled_appointment_moves_the_transfer_that_a_message_over_MLLP_would_have_made()
    {
        var newest = await Books.NewestTransferAsync();
        await PostAsync(Appointment("a", "booked", Text($"{Year}-07-15T08:30:00-04:00")), Request("a"));
        var booked = Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest)));
        Assert.Equal(Text($"{Year}-07-15 10:30:00"), booked.Scheduled);

        await PostAsync(Appointment("a", "booked", Text($"{Year + 1}-01-20T08:30:00-05:00")), Request("a"));
        var moved = Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest)));
        Assert.Equal((booked.Id, Text($"{Year + 1}-01-20 11:30:00")), (moved.Id, moved.Scheduled));

        newest = await Books.NewestTransferAsync();
        await SendAsync(Installation.SchedulePort, CaseMessage.Of("S12", ControlId(), Stamp(Shared.NextSent()), Text($"CASE-M{Number}"), Text($"{Year + 1}0120083000"), ["49505"]));
        await SettleAsync();
        var overMllp = Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest)));
        Assert.Equal((overMllp.Way, overMllp.Scheduled, overMllp.State), (moved.Way, moved.Scheduled, moved.State));
        Assert.Equal(overMllp.Wants, moved.Wants);

        await PostAsync(Appointment("a", "cancelled", null));
        Assert.Equal("cancel", Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", "=", moved.Id))).State);
    }

    [RealFact]
    public async Task A_requisition_told_over_FHIR_makes_the_order_that_it_makes_over_MLLP()
    {
        var (overFhir, overMllp) = (Text($"RF-{8000 + Number}"), Text($"RM-{8000 + Number}"));
        await PostAsync(Supply(overFhir, "active"), Approval(overFhir, "accepted"));
        await SendAsync(Installation.RequisitionPort, RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Shared.NextSent()), overMllp, [RequisitionOrder.New(1, "1002", 2)]));
        await SettleAsync();

        var (one, other) = (Assert.Single(await Books.OrdersAsync(overFhir)), Assert.Single(await Books.OrdersAsync(overMllp)));
        Assert.Equal((other.Vendor, other.State), (one.Vendor, one.State));
        Assert.Equal(other.Wants, one.Wants);
        Assert.Equal(other.Lines.Select(line => line.Planned), one.Lines.Select(line => line.Planned));
    }

    internal static JsonObject Supply(string number, string status) => new()
    {
        ["resourceType"] = "SupplyRequest",
        ["id"] = number,
        ["identifier"] = new JsonArray(new JsonObject { ["value"] = number }),
        ["status"] = status,
        ["category"] = Code("nonstock"),
        ["itemCodeableConcept"] = Code("1002"),
        ["quantity"] = new JsonObject { ["value"] = 2, ["code"] = "EA" },
        ["occurrenceDateTime"] = Text($"{Year}-07-15T12:00:00-04:00"),
        ["deliverTo"] = new JsonObject { ["identifier"] = new JsonObject { ["value"] = "OR-SUPPLY" } },
        ["extension"] = new JsonArray(new JsonObject { ["url"] = "https://ehr.north.example/fhir/StructureDefinition/cost-centre", ["valueString"] = "4100" }),
    };

    internal static JsonObject Approval(string number, string status) => new()
    {
        ["resourceType"] = "Task",
        ["id"] = $"t-{number}",
        ["status"] = status,
        ["intent"] = "order",
        ["code"] = Code("approve"),
        ["focus"] = new JsonObject { ["reference"] = $"SupplyRequest/{number}" },
    };

    private JsonObject Appointment(string part, string status, string? start)
    {
        var appointment = new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["id"] = Text($"case-{Number}-{part}"),
            ["status"] = status,
            ["basedOn"] = new JsonArray(new JsonObject { ["reference"] = Text($"ServiceRequest/order-{Number}-{part}") }),
            ["participant"] = new JsonArray(new JsonObject { ["actor"] = new JsonObject { ["reference"] = "Practitioner/S1002" }, ["status"] = "accepted" }),
        };
        if (start is not null)
        {
            appointment["start"] = start;
        }

        return appointment;
    }

    private JsonObject Request(string part) => new()
    {
        ["resourceType"] = "ServiceRequest",
        ["id"] = Text($"order-{Number}-{part}"),
        ["status"] = "active",
        ["intent"] = "order",
        ["code"] = Code("49505"),
        ["subject"] = new JsonObject { ["reference"] = "Patient/900417" },
    };
}
