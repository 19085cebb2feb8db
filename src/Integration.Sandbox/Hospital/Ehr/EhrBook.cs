using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>What the EHR does, written story by story.</summary>
/// <param name="day">Chance, and what should come of it all.</param>
internal sealed class EhrBook(DayBook day)
{
    private readonly List<EhrStep> _steps = [];
    private readonly Dictionary<string, int> _outcomes = [];
    private int _count;

    public DayBook Day => day;

    public static Facility Place => Facility.Hospitals[0];

    /// <summary>A new version of a resource on the server.</summary>
    public void Write(int round, JsonObject resource, string outcome = "processed") => Add(round, EhrWay.Written, resource, outcome, 1);

    /// <summary>On the server for others to refer to; nobody is told of it and nobody asks for it by itself.</summary>
    public void Keep(int round, JsonObject resource) => _steps.Add(new EhrStep(round, EhrWay.Written, resource, 0));

    public void Delete(int round, string type, string id, string outcome = "processed") => Add(round, EhrWay.Deleted, new JsonObject { ["resourceType"] = type, ["id"] = id }, outcome, 1);

    /// <summary>Resources the server does not hold, in one bundle.</summary>
    /// <param name="type">Of the bundle: <c>transaction</c>, <c>batch</c>, <c>collection</c>.</param>
    /// <param name="context">What they refer to, which is no message here.</param>
    public void Post(int round, string type, IReadOnlyList<JsonObject> resources, params IReadOnlyList<JsonObject> context)
    {
        var entries = resources.Select(Stamped).Concat(context).Select(resource => Entry(type, resource));
        Add(round, EhrWay.Posted, new JsonObject { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = new JsonArray([.. entries]) }, "processed", resources.Count);
    }

    /// <summary>A message about resources.</summary>
    public void Process(int round, string happened, params IReadOnlyList<JsonObject> resources)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"m-{++_count:0000}");
        var header = new JsonObject
        {
            ["resourceType"] = "MessageHeader",
            ["id"] = id,
            ["eventCoding"] = new JsonObject { ["system"] = "http://ehr.example/events", ["code"] = happened },
            ["source"] = new JsonObject { ["endpoint"] = "http://ehr.example/fhir" },
            ["focus"] = new JsonArray([.. resources.Select(resource => Reference($"{resource["resourceType"]}/{resource["id"]}"))]),
        };
        var entries = resources.Select(Stamped).Prepend(header).Select(resource => Entry("message", resource));
        Add(round, EhrWay.Processed, new JsonObject { ["resourceType"] = "Bundle", ["type"] = "message", ["timestamp"] = Instant(day.Now), ["entry"] = new JsonArray([.. entries]) }, "processed", resources.Count);
    }

    public void Expect(string what, string key, string content) => day.Expect(new ExpectedRecord(what, key, content));

    public void ExpectCalledOff(string what, string key) => day.Expect(ExpectedRecord.CalledOff(what, key));

    public EhrDay Close() => new([.. _steps.OrderBy(step => step.Round)], day.Expected, _outcomes);

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>With the offset of the hospital, as most EHRs write.</summary>
    public static string Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Place.TimeZone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static JsonObject Identifier(string system, string value) => new() { ["system"] = $"http://ehr.example/{system}", ["value"] = value };

    public static JsonArray Identifiers(string system, string value) => new(Identifier(system, value));

    public static JsonObject Code(string code, string system = "http://ehr.example/codes") => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    public static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    public static JsonObject Logical(string system, string value) => new() { ["identifier"] = Identifier(system, value) };

    /// <summary>As any EHR writes who it is about. No mapping reads it.</summary>
    public static JsonObject Patient(string name) => new() { ["reference"] = $"Patient/{name}", ["display"] = "Corvina Ashdown" };

    private void Add(int round, EhrWay way, JsonObject body, string outcome, int messages)
    {
        _steps.Add(new EhrStep(round, way, body, messages));
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + messages;
    }

    /// <summary>What no server of the demo stamps has its version from the sender.</summary>
    private JsonObject Stamped(JsonObject resource)
    {
        resource["meta"] = new JsonObject { ["versionId"] = (++_count).ToString(CultureInfo.InvariantCulture), ["lastUpdated"] = Instant(day.Now) };
        return resource;
    }

    private static JsonObject Entry(string type, JsonObject resource)
    {
        var reference = $"{resource["resourceType"]}/{resource["id"]}";
        var entry = new JsonObject { ["fullUrl"] = $"http://ehr.example/fhir/{reference}", ["resource"] = resource };
        if (type is "transaction" or "batch") entry["request"] = new JsonObject { ["method"] = "PUT", ["url"] = reference };
        return entry;
    }
}
