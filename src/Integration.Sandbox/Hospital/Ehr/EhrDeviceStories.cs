using System.Globalization;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>Observations of infusion pumps: counters that grow, some of them told late.</summary>
internal sealed class EhrDeviceStories(EhrBook book)
{
    private const int Readings = 3;

    public void Tell()
    {
        var number = 0;
        foreach (var serial in (string[])["SP-44130", "SP-44131", "SP-44132", "SP-44133", "SP-44134"])
        {
            Count(serial, 200 + (++number * 10));
        }
    }

    private void Count(string serial, decimal from)
    {
        var last = from;
        for (var at = 0; at < Readings; at++)
        {
            last = from + (at * 0.5m);

            // The second comes after the third.
            Tell(at switch { 0 => 1, 1 => 3, _ => 2 }, serial, at, last, book.Day.Now.AddHours(-10 + at));
        }

        book.Expect("equipment", serial, string.Create(CultureInfo.InvariantCulture, $"{serial}: {last:0.##} hours"));
    }

    private void Tell(int round, string serial, int at, decimal value, DateTimeOffset measured) => book.Write(round, new JsonObject
    {
        ["resourceType"] = "Observation",
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"o-{serial.ToLowerInvariant()}-{at}"),
        ["status"] = "final",
        ["code"] = EhrBook.Code("OPHOURS"),
        ["effectiveDateTime"] = EhrBook.Local(measured),
        ["device"] = EhrBook.Logical("serial-numbers", serial),
        ["valueQuantity"] = new JsonObject { ["value"] = value, ["unit"] = "hours", ["system"] = "http://unitsofmeasure.org", ["code"] = "h" },
    });
}
