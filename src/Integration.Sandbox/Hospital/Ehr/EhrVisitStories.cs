using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>Encounters in the emergency department and in intensive care, where nobody comes by HL7 v2: arrived, moved, finished, cancelled. Every bed is left at most once. Staffing is asked for ten minutes after something was said of a unit, when the demo is over.</summary>
internal sealed class EhrVisitStories(EhrBook book)
{
    private static readonly (string Ward, string Unit, int Minutes)[] s_wards = [("ED", "N-ED", 30), ("ICU", "N-ICU", 45)];
    private int _count;

    public void Tell()
    {
        Finished("ED", 1);
        Finished("ED", 2);
        Cancelled("ED", 3);
        Finished("ICU", 1);
        Moved("ICU", 2, 3);
    }

    private void Finished(string ward, int bed)
    {
        var visit = Make();
        book.Write(1, Encounter(visit, "in-progress", Stay(ward, bed, visit.From, null)));
        var left = visit.From.AddHours(3);
        book.Write(2, Encounter(visit, "finished", Stay(ward, bed, visit.From, left)));
        Left(ward, bed, left);
    }

    private void Moved(string ward, int from, int to)
    {
        var visit = Make();
        book.Write(1, Encounter(visit, "in-progress", Stay(ward, from, visit.From, null)));
        var moved = visit.From.AddHours(2);
        book.Write(2, Encounter(visit, "in-progress", Stay(ward, from, visit.From, moved), Stay(ward, to, moved, null)));
        Left(ward, from, moved);
    }

    private void Cancelled(string ward, int bed)
    {
        var visit = Make();
        book.Write(1, Encounter(visit, "in-progress", Stay(ward, bed, visit.From, null)));
        book.Write(2, Encounter(visit, "cancelled", Stay(ward, bed, visit.From, null)));
        book.ExpectCalledOff("turnover task", Code(ward, bed));
    }

    private Visit Make() => new(string.Create(CultureInfo.InvariantCulture, $"e-v{++_count:0000}"), new DateTimeOffset(book.Day.Now.Ticks - (book.Day.Now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero).AddHours(-8).AddMinutes(_count));

    private static JsonObject Encounter(Visit visit, string status, params JsonObject[] stays)
    {
        var last = stays[^1]["period"]!["end"];
        var period = new JsonObject { ["start"] = EhrBook.Local(visit.From) };
        if (status == "finished") period["end"] = last!.DeepClone();
        return new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = visit.Id,
            ["identifier"] = EhrBook.Identifiers("visits", visit.Id.ToUpperInvariant()),
            ["status"] = status,
            ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "IMP" },
            ["subject"] = EhrBook.Patient(visit.Id),
            ["period"] = period,
            ["location"] = new JsonArray(stays),
        };
    }

    private static JsonObject Stay(string ward, int bed, DateTimeOffset from, DateTimeOffset? to)
    {
        var period = new JsonObject { ["start"] = EhrBook.Local(from) };
        if (to is { } end) period["end"] = EhrBook.Local(end);
        return new JsonObject
        {
            ["location"] = EhrBook.Logical("beds", string.Create(CultureInfo.InvariantCulture, $"{ward}^{bed:00}^A^NORTH")),
            ["status"] = to is null ? "active" : "completed",
            ["period"] = period,
        };
    }

    private void Left(string ward, int bed, DateTimeOffset at) =>
        book.Expect("turnover task", Code(ward, bed), $"{Code(ward, bed)} by {DayBook.Utc(at.AddMinutes(s_wards.First(one => one.Ward == ward).Minutes))}");

    private static string Code(string ward, int bed) => string.Create(CultureInfo.InvariantCulture, $"{s_wards.First(one => one.Ward == ward).Unit}-{bed:00}-A");

    private sealed record Visit(string Id, DateTimeOffset From);
}
