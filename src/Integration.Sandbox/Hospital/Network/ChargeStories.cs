using System.Globalization;

namespace Integration.Sandbox.Hospital.Network;

/// <summary>What departments did and used: charges, credits before and after their charge, corrections, resends, and codes nobody knows.</summary>
internal sealed class ChargeStories(DayBook book)
{
    private const string Feed = "north-charges";

    /// <summary>Activity and what one costs.</summary>
    public static IReadOnlyList<(string Code, string Title, decimal Price)> Activities { get; } =
        [("OR-MINUTE", "Operating room time", 15m), ("71045", "X-ray of the chest", 42.5m), ("80053", "Metabolic panel", 18m), ("85025", "Complete blood count", 9.5m)];

    public static IReadOnlyList<(string Department, string Account)> Departments { get; } = [("OR", "4100"), ("W4E", "4200"), ("LAB", "4300"), ("CLI", "5200")];

    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Charge> story = (at % 10) switch
            {
                6 => Credited,
                7 => CreditedBeforeItWasCharged,
                8 => Corrected,
                9 => at % 40 == 9 ? Unmapped : SentTwice,
                _ => Charged,
            };
            story(Make());
        }
    }

    private void Charged(Charge charge)
    {
        Send(charge, "CG", charge.At);
        Expect(charge, 1);
    }

    private void Credited(Charge charge)
    {
        Charged(charge);
        Send(charge, "CD", charge.At.AddHours(1));
        Expect(charge, -1);
    }

    private void CreditedBeforeItWasCharged(Charge charge)
    {
        Send(charge, "CD", charge.At);
        Send(charge, "CG", charge.At.AddHours(1));
        Expect(charge, 1);
        Expect(charge, -1);
    }

    private void Corrected(Charge charge)
    {
        Credited(charge);
        Charged(charge with { Id = $"{charge.Id}C", At = charge.At.AddHours(1.5), Quantity = charge.Quantity + 1 });
    }

    private void SentTwice(Charge charge)
    {
        var name = Send(charge, "CG", charge.At);
        book.Resend(charge.At.AddMinutes(10), Feed, name);
        Expect(charge, 1);
    }

    private void Unmapped(Charge charge) => Send(charge with { Code = $"X{charge.Code}" }, "CG", charge.At, "held");

    private Charge Make()
    {
        var (code, title, price) = book.Any(Activities);
        var (department, account) = book.Any(Departments);
        return new Charge($"N-T{++_count:00000}", code, title, price, department, account, book.Number(1, 9), book.Moment(before: 4), DateOnly.FromDateTime(book.Now.UtcDateTime).AddDays(-1));
    }

    private string Send(Charge charge, string type, DateTimeOffset at, string outcome = "processed")
    {
        var facility = Facility.Hospitals[0];
        var total = (charge.Quantity * charge.Price).ToString(CultureInfo.InvariantCulture);
        return book.Send(at, at, Feed, facility, "ORBILL", "DFT^P03^DFT_P03", outcome,
        [
            $"EVN|P03|{DayBook.Time(at, facility)}",
            $"PID|1||MRN-{charge.Id}^^^{facility.Code}^MR||BRAMBLE^ODETTE||19710909|F",
            $"PV1|1|I|4E^401^A^{facility.Code}",
            $"FT1|1|{charge.Id}||{charge.Day:yyyyMMdd}||{type}|{charge.Code}^{charge.Title}|||{charge.Quantity}|{total}^USD|{charge.Price.ToString(CultureInfo.InvariantCulture)}&USD|{charge.Department}",
        ]);
    }

    private void Expect(Charge charge, int sign)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{charge.Id} {(sign < 0 ? "Credit: " : "")}{charge.Title} for {charge.Account} on {charge.Day:yyyy-MM-dd}: {sign * charge.Quantity} at {-sign * charge.Quantity * charge.Price:0.00}");
        book.Expect(new ExpectedRecord("entry", charge.Id, content));
    }

    private sealed record Charge(string Id, string Code, string Title, decimal Price, string Department, string Account, int Quantity, DateTimeOffset At, DateOnly Day);
}
