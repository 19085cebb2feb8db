using System.Globalization;
using System.Text.Json.Nodes;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Privacy;

/// <summary>One request to the EHR's interface, and the status it must be answered with.</summary>
/// <param name="Path">After <c>/fhir</c>.</param>
/// <param name="Token">What it shows as a bearer token.</param>
internal sealed record CanaryPost(string Name, HttpMethod Method, string Path, string Body, int Status, string Token = Installation.EhrSecret, string Kind = "application/fhir+json");

/// <summary>The canary over FHIR R4: as the resource she is, contained, referred to, told in narrative and extensions, and in the place of what should stand there.</summary>
internal sealed class CanaryResources(Canary canary)
{
    private readonly string _tag = $"CNF{Random.Shared.Next(100_000, 1_000_000)}";
    private readonly string _now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public IReadOnlyList<CanaryPost> All() =>
    [
        Bundle("booked", 200, "collection", Patient(), Appointment("1"), Service("1")),
        Bundle("ordered", 200, "collection", Patient(), Supply("1"), Approval("1")),
        Post("ordered-for-her-number", 201, Supply("2", deliverTo: new JsonObject { ["type"] = "Patient", ["identifier"] = Number(), ["display"] = canary.Family })),
        Post("ordered-for-her-contained", 201, Supply("3", deliverTo: new JsonObject { ["reference"] = "#her", ["display"] = canary.Story })),
        Post("ordered-for-her-in-R5", 201, With(Supply("4"), "deliverFor", Her())),
        Post("admitted", 201, Encounter("1", "in-progress")),
        Post("nothing-known-of-her", 201, Encounter("2", "unknown")),
        Post("charged", 201, Charge("1")),
        Post("charged-again", 201, Charge("1")),
        Post("alarm", 201, Alarm("SP-44121")),
        Post("alarm-of-nobody", 201, Alarm("NOBODYS2")),
        Post("unmapped-item", 201, Supply("5", item: "NOBODYS1")),
        Post("start-is-a-name", 201, With(Appointment("2"), "start", $"{canary.Family} {canary.BirthDate}")),
        Post("status-is-a-name", 201, With(Supply("6"), "status", canary.Family)),
        Post("quantity-is-a-name", 422, With(Supply("7"), "quantity", new JsonObject { ["value"] = canary.Family, ["code"] = canary.Given })),
        Post("element-is-a-name", 201, With(Supply("8"), canary.Family, new JsonObject { [canary.Given] = canary.Mrn })),
        Text("element-is-a-name-twice", "/SupplyRequest", $$"""{"resourceType":"SupplyRequest","id":"{{_tag}}-9","{{canary.Family}}":1,"{{canary.Family}}":{"{{canary.Given}}":[[2]]} }""", 422),
        Text("type-is-a-name", "/SupplyRequest", $$"""{"resourceType":"{{canary.Family}}","id":"{{canary.Family}}"}""", 422),
        Text("no-json", "/SupplyRequest", $$"""{"resourceType":"SupplyRequest","text":{{canary.Story}}""", 400),
        Text("no-json-at-all", "", canary.Story, 400),
        Bundle("part-of-a-batch", 200, "batch", Supply("10"), With(Supply("11"), "quantity", canary.Family)),
        Text("deletion-by-her-name", "", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient?name={{canary.Family}}"} }]}""", 422),
        Message("message", 200, "Bundle"),
        Message("message-without-header", 422, ""),
        Text("told", "/notify", $$"""{"resourceType":"Bundle","id":"{{canary.Family}}","type":"history","entry":[{"resource":{{Patient().ToJsonString()}} }]}""", 422),
        Text("told-in-her-words", "/notify", canary.Story, 422),
        Text("stranger", "/SupplyRequest", Supply("12").ToJsonString(), 401) with { Token = canary.Family },
        Text("kind-is-a-name", "/SupplyRequest", Supply("13").ToJsonString(), 415) with { Kind = $"text/{canary.Family}" },
        Text("herself", $"/Patient/{canary.Mrn}", With(Patient(), "id", canary.Mrn).ToJsonString(), 422) with { Method = HttpMethod.Put },
        Text("herself-by-name", $"/Patient/{canary.Family}", Patient().ToJsonString(), 422) with { Method = HttpMethod.Put },
        Text("herself-read", $"/Patient/{canary.Family}", "", 405) with { Method = HttpMethod.Get },
        Text("herself-deleted", $"/Patient/{canary.Family}", "", 404) with { Method = HttpMethod.Delete },
        Text("address-is-a-name", $"/{canary.Family}", Supply("14").ToJsonString(), 404),
        Text("search-for-her", $"/Patient?name={canary.Family}&birthdate={canary.BirthDate}", "", 405) with { Method = HttpMethod.Get },
    ];

    private static CanaryPost Text(string name, string path, string body, int status) => new(name, HttpMethod.Post, path, body, status);

    private static CanaryPost Post(string name, int status, JsonObject resource) => Text(name, $"/{resource["resourceType"]}", resource.ToJsonString(), status);

    private static CanaryPost Bundle(string name, int status, string type, params IEnumerable<JsonObject> resources) => Text(
        name,
        "",
        new JsonObject { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = new JsonArray([.. resources.Select(one => (JsonNode)new JsonObject { ["resource"] = one, ["request"] = type == "batch" ? new JsonObject { ["method"] = "POST", ["url"] = (string?)one["resourceType"] } : null })]) }
            .ToJsonString().Replace(",\"request\":null", "", StringComparison.Ordinal),
        status);

    private CanaryPost Message(string name, int status, string header)
    {
        var first = new JsonObject
        {
            ["resourceType"] = header.Length == 0 ? "Basic" : "MessageHeader",
            ["id"] = $"{_tag}-{name}",
            ["eventCoding"] = new JsonObject { ["system"] = "http://ehr.example/events", ["code"] = "order", ["display"] = canary.Story },
            ["source"] = new JsonObject { ["name"] = canary.Family, ["endpoint"] = "http://ehr.example" },
            ["author"] = Her(),
            ["focus"] = new JsonArray(Her()),
        };
        return Bundle(name, status, "message", first, Patient(), Supply(name)) with { Path = "/$process-message" };
    }

    private JsonObject Patient() => new()
    {
        ["resourceType"] = "Patient",
        ["id"] = $"{_tag}-p",
        ["text"] = Narrative(),
        ["identifier"] = new JsonArray(Number()),
        ["name"] = new JsonArray(new JsonObject { ["family"] = canary.Family, ["given"] = new JsonArray(canary.Given, canary.Half), ["text"] = canary.Story }),
        ["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = canary.Phone }),
        ["birthDate"] = $"{canary.BirthDate[..4]}-{canary.BirthDate[4..6]}-{canary.BirthDate[6..]}",
        ["address"] = new JsonArray(new JsonObject { ["line"] = new JsonArray(canary.Street), ["city"] = canary.Town }),
    };

    private JsonObject Her() => new() { ["reference"] = $"Patient/{_tag}-p", ["identifier"] = Number(), ["display"] = $"{canary.Given} {canary.Family}" };

    private JsonObject Number() => new() { ["system"] = "http://ehr.example/patients", ["value"] = canary.Mrn };

    private JsonObject Narrative() => new() { ["status"] = "generated", ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{canary.Story}</div>" };

    /// <summary>A resource with her in every part that any resource may have.</summary>
    private JsonObject Of(string type, string id)
    {
        var contained = Patient();
        contained["id"] = "her";
        contained.Remove("text");
        return new JsonObject
        {
            ["resourceType"] = type,
            ["id"] = $"{_tag}-{id}",
            ["meta"] = new JsonObject { ["versionId"] = "1", ["lastUpdated"] = _now, ["tag"] = new JsonArray(new JsonObject { ["code"] = canary.Given, ["display"] = canary.Family }) },
            ["text"] = Narrative(),
            ["contained"] = new JsonArray(contained),
            ["extension"] = new JsonArray(
                new JsonObject { ["url"] = "http://ehr.example/patient-story", ["valueString"] = canary.Story },
                new JsonObject { ["url"] = $"http://ehr.example/{canary.Family}", ["valueBase64Binary"] = canary.Base64 }),
        };
    }

    private JsonObject Supply(string id, string item = "1002", JsonObject? deliverTo = null)
    {
        var supply = Of("SupplyRequest", $"s{id}");
        supply["identifier"] = new JsonArray(new JsonObject { ["value"] = $"{_tag}-{id}", ["assigner"] = new JsonObject { ["display"] = canary.Family } });
        supply["status"] = "active";
        supply["category"] = Code("nonstock");
        supply["itemCodeableConcept"] = Code(item);
        supply["quantity"] = new JsonObject { ["value"] = 2, ["code"] = "EA" };
        supply["occurrenceDateTime"] = "2026-12-15T12:00:00-05:00";
        supply["requester"] = Her();
        supply["reasonReference"] = new JsonArray(Her());
        supply["deliverTo"] = deliverTo ?? new JsonObject { ["identifier"] = new JsonObject { ["value"] = "OR-SUPPLY" }, ["display"] = canary.Family };
        return supply;
    }

    private JsonObject Approval(string id)
    {
        var task = Of("Task", $"t{id}");
        task["status"] = "accepted";
        task["intent"] = "order";
        task["code"] = Code("approve");
        task["focus"] = new JsonObject { ["reference"] = $"SupplyRequest/{_tag}-s{id}", ["display"] = canary.Story };
        task["for"] = Her();
        task["description"] = canary.Story;
        task["note"] = Note();
        return task;
    }

    private JsonObject Appointment(string id)
    {
        var appointment = Of("Appointment", $"a{id}");
        appointment["identifier"] = new JsonArray(new JsonObject { ["value"] = $"{canary.Mrn}-{id}" });
        appointment["status"] = "booked";
        appointment["description"] = canary.Story;
        appointment["comment"] = canary.Story;
        appointment["patientInstruction"] = canary.Escaped;
        appointment["start"] = "2026-12-16T12:00:00-05:00";
        appointment["basedOn"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{_tag}-o{id}" });
        appointment["participant"] = new JsonArray(
            new JsonObject { ["actor"] = Her(), ["status"] = "accepted" },
            new JsonObject { ["actor"] = new JsonObject { ["reference"] = "Practitioner/S1001", ["display"] = canary.Family }, ["status"] = "accepted" });
        return appointment;
    }

    private JsonObject Service(string id)
    {
        var service = Of("ServiceRequest", $"o{id}");
        service["status"] = "active";
        service["intent"] = "order";
        service["code"] = Code("27130");
        service["subject"] = Her();
        service["note"] = Note();
        return service;
    }

    private JsonObject Encounter(string id, string status)
    {
        var encounter = Of("Encounter", $"e{id}");
        encounter["identifier"] = new JsonArray(new JsonObject { ["value"] = $"{canary.Account}-{id}" });
        encounter["status"] = status;
        encounter["class"] = new JsonObject { ["code"] = "IMP", ["display"] = canary.Story };
        encounter["subject"] = Her();
        encounter["period"] = new JsonObject { ["start"] = _now };
        encounter["location"] = new JsonArray(new JsonObject { ["location"] = new JsonObject { ["identifier"] = new JsonObject { ["value"] = "4E^401^B^NORTH" }, ["display"] = "4E 401 B" }, ["status"] = "active" });
        return encounter;
    }

    private JsonObject Charge(string id)
    {
        var charge = Of("ChargeItem", $"c{id}");
        charge["status"] = "billable";
        charge["code"] = Code("71045");
        charge["subject"] = Her();
        charge["occurrenceDateTime"] = _now;
        charge["quantity"] = new JsonObject { ["value"] = 1 };
        charge["account"] = new JsonArray(new JsonObject { ["identifier"] = new JsonObject { ["value"] = canary.Account }, ["display"] = canary.Family });
        charge["note"] = Note();
        return charge;
    }

    private JsonObject Alarm(string device)
    {
        var alarm = Of("Observation", $"b{device}");
        alarm["status"] = "final";
        alarm["code"] = Code("196616");
        alarm["subject"] = Her();
        alarm["effectiveDateTime"] = _now;
        alarm["performer"] = new JsonArray(Her());
        alarm["valueCodeableConcept"] = Code("MOTOR");
        alarm["note"] = Note();
        alarm["device"] = new JsonObject { ["identifier"] = new JsonObject { ["value"] = device }, ["display"] = canary.Family };
        return alarm;
    }

    private JsonArray Note() => new(new JsonObject { ["authorString"] = canary.Family, ["text"] = canary.Story });

    private JsonObject Code(string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["code"] = code, ["display"] = canary.Story }), ["text"] = canary.Story };

    private static JsonObject With(JsonObject resource, string name, JsonNode value)
    {
        resource[name] = value;
        return resource;
    }
}
