using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>SupplyRequests and the Tasks that approve them: approved, refused, changed after approval, called off. Days far off, so that none looks like one told over HL7 v2.</summary>
internal sealed class EhrRequisitionStories(EhrBook book)
{
    private static readonly string[] s_bought = ["1002", "1003", "1004", "1008", "1009", "1010", "1011", "1012"];
    private static readonly string[] s_kept = ["1005", "1006", "1010", "1013"];
    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Request> story = (at % 5) switch
            {
                0 => Approved,
                1 => Changed,
                2 => CalledOff,
                3 => Refused,
                _ => Told,
            };
            story(Make());
        }
    }

    private void Approved(Request request)
    {
        Write(1, request, "active", "requested");
        Approve(2, request, "accepted");
        Expect(request);
    }

    private void Changed(Request request)
    {
        Write(1, request, "active", "accepted");
        var changed = request with { Quantity = request.Quantity + 2 };
        book.Write(2, Supply(changed, "active"));
        Expect(changed);
    }

    private void CalledOff(Request request)
    {
        Write(1, request, "active", "accepted");
        book.Write(2, Supply(request, "cancelled"));
        ExpectCalledOff(request);
    }

    private void Refused(Request request)
    {
        Write(1, request, "active", "requested");
        Approve(2, request, "rejected");
        ExpectCalledOff(request);
    }

    /// <summary>As a message, in which the Task stands beside it.</summary>
    private void Told(Request request)
    {
        book.Process(1, "supply-request", Supply(request, "active"), Approval(request, "accepted"));
        Expect(request);
    }

    private Request Make()
    {
        var number = ++_count;
        var isStock = number % 3 == 0;
        return new Request(string.Create(CultureInfo.InvariantCulture, $"e-req-{number:0000}"), isStock, book.Day.Any(isStock ? s_kept : s_bought), book.Day.Number(1, 9), 20 + number);
    }

    private void Write(int round, Request request, string status, string approval)
    {
        book.Write(round, Supply(request, status));
        Approve(round, request, approval);
    }

    private void Approve(int round, Request request, string status) => book.Write(round, Approval(request, status));

    private static JsonObject Approval(Request request, string status) => new()
    {
        ["resourceType"] = "Task",
        ["id"] = $"t-{request.Id}",
        ["status"] = status,
        ["intent"] = "order",
        ["code"] = EhrBook.Code("approve", "http://hl7.org/fhir/CodeSystem/task-code"),
        ["focus"] = EhrBook.Reference($"SupplyRequest/{request.Id}"),
    };

    private JsonObject Supply(Request request, string status) => new()
    {
        ["resourceType"] = "SupplyRequest",
        ["id"] = request.Id,
        ["identifier"] = EhrBook.Identifiers("requisitions", request.Number),
        ["status"] = status,
        ["category"] = EhrBook.Code(request.IsStock ? "central" : "nonstock", "http://terminology.hl7.org/CodeSystem/supply-kind"),
        ["priority"] = "routine",
        ["itemCodeableConcept"] = EhrBook.Code(request.Item, "http://ehr.example/items"),
        ["quantity"] = new JsonObject { ["value"] = request.Quantity, ["unit"] = "each", ["code"] = "EA" },
        ["occurrenceDateTime"] = TimeZoneInfo.ConvertTime(book.Day.Now, EhrBook.Place.TimeZone).AddDays(request.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["authoredOn"] = EhrBook.Instant(book.Day.Now.AddHours(-1)),
        ["requester"] = EhrBook.Logical("departments", "OR"),
        ["deliverTo"] = EhrBook.Logical("locations", EhrBook.Place.Shelf),
    };

    private void Expect(Request request)
    {
        if (request.IsStock)
        {
            var transfer = Transfer(request);
            book.Expect("transfer", transfer.Key, transfer.Content);
        }
        else
        {
            var order = Order(request);
            book.Expect("order", order.Key, order.Content);
        }
    }

    private void ExpectCalledOff(Request request) => book.ExpectCalledOff(request.IsStock ? "transfer" : "order", request.IsStock ? Transfer(request).Key : Order(request).Key);

    private static ExpectedTransfer Transfer(Request request) => new("REQ", request.Number, EhrBook.Place.Shelf, null, false, [new ExpectedLine(request.Item, request.Quantity, "Units")]);

    private static ExpectedOrder Order(Request request)
    {
        var (_, vendor, price) = RequisitionStories.Bought.First(bought => bought.Item == request.Item);
        return new ExpectedOrder(request.Number, vendor, "draft", [new ExpectedLine(request.Item, request.Quantity, "Units", price)]);
    }

    /// <param name="Day">Days from now that it is needed by.</param>
    private sealed record Request(string Id, bool IsStock, string Item, int Quantity, int Day)
    {
        public string Number => Id.ToUpperInvariant();
    }
}
