using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>ChargeItems: billable, sent in a batch, taken back as entered in error.</summary>
internal sealed class EhrChargeStories(EhrBook book)
{
    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Charge> story = (at % 5) switch
            {
                3 => TakenBack,
                4 => Posted,
                _ => Charged,
            };
            story(Make());
        }
    }

    private void Charged(Charge charge)
    {
        book.Write(1, Item(charge, "billable"));
        Expect(charge, 1);
    }

    private void TakenBack(Charge charge)
    {
        Charged(charge);
        book.Write(2, Item(charge, "entered-in-error"));
        Expect(charge, -1);
    }

    private void Posted(Charge charge)
    {
        book.Post(2, "batch", [Item(charge, "billable")]);
        Expect(charge, 1);
    }

    private Charge Make()
    {
        var (code, title, price) = book.Day.Any(ChargeStories.Activities);
        var (department, account) = book.Day.Any(ChargeStories.Departments);
        return new Charge(string.Create(CultureInfo.InvariantCulture, $"e-t{++_count:0000}"), code, title, price, department, account, book.Day.Number(1, 9), DateOnly.FromDateTime(book.Day.Now.UtcDateTime).AddDays(-1));
    }

    private static JsonObject Item(Charge charge, string status) => new()
    {
        ["resourceType"] = "ChargeItem",
        ["id"] = charge.Id,
        ["identifier"] = EhrBook.Identifiers("charges", charge.Number),
        ["status"] = status,
        ["code"] = EhrBook.Code(charge.Code),
        ["subject"] = EhrBook.Patient(charge.Id),
        ["occurrenceDateTime"] = charge.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["performingOrganization"] = EhrBook.Logical("departments", charge.Department),
        ["quantity"] = new JsonObject { ["value"] = charge.Quantity },
    };

    private void Expect(Charge charge, int sign)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{charge.Number} {(sign < 0 ? "Credit: " : "")}{charge.Title} for {charge.Account} on {charge.Day:yyyy-MM-dd}: {sign * charge.Quantity} at {-sign * charge.Quantity * charge.Price:0.00}");
        book.Expect("entry", charge.Number, content);
    }

    private sealed record Charge(string Id, string Code, string Title, decimal Price, string Department, string Account, int Quantity, DateOnly Day)
    {
        public string Number => Id.ToUpperInvariant();
    }
}
