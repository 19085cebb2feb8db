using System.Text;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;

namespace Integration.UnitTests.Fhir.Bundles;

/// <summary>What was received, as tests write it.</summary>
internal static class Received
{
    public const string Case = """{"resourceType":"Appointment","id":"1","meta":{"versionId":"3","lastUpdated":"2026-11-22T10:00:00Z"},"status":"booked","basedOn":[{"reference":"ServiceRequest/9"}],"participant":[{"actor":{"reference":"Patient/7"},"status":"accepted"}]}""";

    public const string Order = """{"resourceType":"ServiceRequest","id":"9","status":"active","intent":"order","subject":{"reference":"Patient/7"},"requester":{"reference":"urn:uuid:5"}}""";

    public const string Person = """{"resourceType":"Patient","id":"7","name":[{"family":"Nonsense"}]}""";

    private static readonly string[] s_types = ["Appointment", "Task"];

    public static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","id":"b1","type":"{{type}}","entry":[{{string.Join(",", entries)}}]}""";

    public static string Entry(string resource, string? address = null, string? method = null, string url = "") =>
        $$"""{{{(address is null ? "" : $"\"fullUrl\":\"{address}\",")}}"resource":{{resource}}{{(method is null ? "" : $",\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"}}")}}}""";

    public static FhirArrival Read(string text, FhirBounds? bounds = null) => FhirArrival.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), bounds ?? new FhirBounds());

    public static FhirArrival Lines(string text, FhirBounds? bounds = null) => FhirArrival.ReadLines(new MemoryStream(Encoding.UTF8.GetBytes(text)), bounds ?? new FhirBounds());

    public static List<FhirPart> Parts(this FhirArrival arrival) => [.. arrival.Parts(s_types.Contains, 0)];

    public static FhirMessage Message(this FhirPart part) => FhirMessage.Parse(part.Change!.Body, new FhirReadOptions());

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static IEnumerable<string> Told(this IEnumerable<FhirProblem> problems) => problems.Select(problem => $"{problem.Severity} {problem.Location} {problem.Rule}");
}
