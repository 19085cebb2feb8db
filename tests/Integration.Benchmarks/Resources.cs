using System.Text;
using Integration.Fhir.Elements;

namespace Integration.Benchmarks;

/// <summary>The readable FHIR resources of the corpus beside the repository, without byte-order marks, so that a plain JSON parser is a fair baseline; without the corpus made-up ones.</summary>
internal static class Resources
{
    public static byte[][] All { get; } = Load();

    private static byte[][] Load()
    {
        var folder = Messages.Folder();
        return folder is null ? [.. Enumerable.Range(0, 500).Select(Made)]
            : [.. Directory.EnumerateFiles(Path.Combine(folder, "fhir-r4"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => File.ReadAllBytes(path))
                .Select(bytes => bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes)
                .Where(bytes => FhirReader.Read(bytes, new FhirReadOptions()).IsReadable)];
    }

    private static byte[] Made(int number) =>
        Encoding.UTF8.GetBytes($$"""
            {
              "resourceType": "Appointment", "id": "a{{number}}", "meta": { "versionId": "1", "lastUpdated": "2026-01-01T12:00:00.000Z" },
              "status": "booked", "serviceType": [ { "coding": [ { "system": "http://north.example/procedures", "code": "HIP", "display": "Total hip" } ] } ],
              "start": "2026-01-02T08:00:00-05:00", "end": "2026-01-02T09:30:00-05:00", "minutesDuration": 90,
              "participant": [ { "actor": { "reference": "Location/or-1" }, "status": "accepted" }, { "actor": { "reference": "Practitioner/p-7" }, "status": "accepted" } ],
              "extension": [ { "url": "http://north.example/lead", "valueQuantity": { "value": 1.50, "unit": "h", "system": "http://unitsofmeasure.org", "code": "h" } } ]
            }
            """);
}
