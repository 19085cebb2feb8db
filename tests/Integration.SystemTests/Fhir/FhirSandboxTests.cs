using System.Net;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir;

namespace Integration.SystemTests.Fhir;

/// <summary>The stand-in EHR answers as FHIR R4 says: what is wrong here would be taken for right by every test that stands on it.</summary>
public sealed class FhirSandboxTests
{
    [Fact]
    public async Task A_resource_keeps_its_decimals_and_gets_a_version_with_every_write()
    {
        await using var ehr = await StandInEhr.StartAsync();
        var made = await ehr.SendAsync(HttpMethod.Post, "Observation", """{"resourceType":"Observation","status":"final","valueQuantity":{"value":1.50}}""");
        Assert.Equal((HttpStatusCode.Created, "W/\"1\""), (made.Status, made.Headers.ETag!.ToString()));
        Assert.Equal("1.50", made.Body.GetProperty("valueQuantity").GetProperty("value").GetRawText());

        var id = made.Body.GetProperty("id").GetString();
        var put = await ehr.SendAsync(HttpMethod.Put, $"Observation/{id}", $$"""{"resourceType":"Observation","id":"{{id}}","status":"amended"}""", ("If-Match", "W/\"1\""));
        Assert.Equal("2", put.Body.GetProperty("meta").GetProperty("versionId").GetString());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await ehr.SendAsync(HttpMethod.Put, $"Observation/{id}", $$"""{"resourceType":"Observation","id":"{{id}}"}""", ("If-Match", "W/\"1\""))).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await ehr.SendAsync(HttpMethod.Get, $"Observation/{id}", null, ("If-None-Match", "W/\"2\""))).Status);
        Assert.Equal("final", (await ehr.GetAsync($"Observation/{id}/_history/1")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_conditional_create_finds_what_was_created_before()
    {
        await using var ehr = await StandInEhr.StartAsync();
        const string Request = """{"resourceType":"SupplyRequest","identifier":[{"system":"urn:x","value":"7"}]}""";
        Assert.Equal(HttpStatusCode.Created, (await ehr.SendAsync(HttpMethod.Post, "SupplyRequest", Request, ("If-None-Exist", "identifier=urn:x|7"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ehr.SendAsync(HttpMethod.Post, "SupplyRequest", Request, ("If-None-Exist", "identifier=urn:x|7"))).Status);
        Assert.Single(ehr.Server.Store.Current("SupplyRequest"));
    }

    [Fact]
    public async Task A_deletion_is_gone_and_stands_in_the_history()
    {
        await using var ehr = await StandInEhr.StartAsync();
        ehr.Server.Store.Put(StandInEhr.Appointment("a"));
        await ehr.SendAsync(HttpMethod.Delete, "Appointment/a");
        Assert.Equal(HttpStatusCode.Gone, (await ehr.SendAsync(HttpMethod.Get, "Appointment/a")).Status);
        Assert.Empty((await ehr.GetAsync("Appointment")).GetProperty("entry").EnumerateArray());

        var entries = (await ehr.GetAsync("Appointment/_history?_since=2020-01-01T00:00:00Z")).GetProperty("entry").EnumerateArray().ToList();
        Assert.Equal(["DELETE", "PUT"], entries.Select(entry => entry.GetProperty("request").GetProperty("method").GetString()!));
        Assert.Equal(("Appointment/a", "W/\"2\""), (entries[0].GetProperty("request").GetProperty("url").GetString(), entries[0].GetProperty("response").GetProperty("etag").GetString()));
    }

    [Fact]
    public async Task A_search_is_a_snapshot_that_is_read_page_by_page_with_what_it_includes()
    {
        await using var ehr = await StandInEhr.StartAsync();
        foreach (var id in (string[])["a", "b", "c"])
        {
            ehr.Server.Store.Put(StandInEhr.Appointment(id));
            ehr.Server.Store.Put(new JsonObject { ["resourceType"] = "ServiceRequest", ["id"] = $"s-{id}" });
            ehr.Server.Store.Put(new JsonObject { ["resourceType"] = "Task", ["id"] = $"t-{id}", ["focus"] = new JsonObject { ["reference"] = $"Appointment/{id}" } });
        }

        ehr.Server.Store.Put(StandInEhr.Appointment("x", "cancelled"));
        var first = await ehr.GetAsync("Appointment?status=booked&_count=2&_sort=_lastUpdated&_include=Appointment:based-on&_revinclude=Task:focus");
        ehr.Server.Store.Put(StandInEhr.Appointment("d"));
        var second = await ehr.GetAsync(StandInEhr.Next(first)!);
        Assert.Equal(["a", "b", "s-a", "s-b", "t-a", "t-b"], StandInEhr.Ids(first));
        Assert.Equal(["c", "s-c", "t-c"], StandInEhr.Ids(second));
        Assert.Null(StandInEhr.Next(second));

        var whole = await ehr.SendAsync(HttpMethod.Get, "Appointment?status=cancelled");
        Assert.Equal(HttpStatusCode.NotModified, (await ehr.SendAsync(HttpMethod.Get, "Appointment?status=cancelled", null, ("If-None-Match", whole.Headers.ETag!.ToString()))).Status);
    }

    [Fact]
    public async Task A_search_by_time_leaves_out_what_lies_before()
    {
        await using var ehr = await StandInEhr.StartAsync();
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.LateCommit, "Appointment", Delay: TimeSpan.FromMinutes(5)));
        ehr.Server.Store.Put(StandInEhr.Appointment("late"));
        var watermark = ehr.Server.Store.Put(StandInEhr.Appointment("now")).Instant;
        Assert.Equal(["now"], StandInEhr.Ids(await ehr.GetAsync($"Appointment?_lastUpdated=ge{watermark}")));
        Assert.Empty(StandInEhr.Ids(await ehr.GetAsync($"Appointment?_lastUpdated=gt{watermark}")));
        Assert.Equal(HttpStatusCode.BadRequest, (await ehr.SendAsync(HttpMethod.Get, "Appointment?staus=booked")).Status);
    }

    [Fact]
    public async Task A_fault_strikes_the_page_it_is_for_and_only_once()
    {
        await using var ehr = await StandInEhr.StartAsync();
        foreach (var id in (string[])["a", "b"]) ehr.Server.Store.Put(StandInEhr.Appointment(id));
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.ServerError, "Appointment", Page: 2));
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.TooManyRequests, "Task", Delay: TimeSpan.FromSeconds(7)));
        var first = await ehr.GetAsync("Appointment?_count=1");
        Assert.Equal(HttpStatusCode.InternalServerError, (await ehr.SendAsync(HttpMethod.Get, StandInEhr.Next(first)!)).Status);
        Assert.Equal(["b"], StandInEhr.Ids(await ehr.GetAsync(StandInEhr.Next(first)!)));

        var refused = await ehr.SendAsync(HttpMethod.Get, "Task");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (refused.Status, refused.Headers.RetryAfter!.Delta));
        Assert.Equal(0, ehr.Server.Faults.Waiting);
    }
}
