using System.Net;
using System.Text.Json;
using Integration.Sandbox.Fhir;

namespace Integration.SystemTests.Fhir;

/// <summary>The stand-in EHR tells of changes: by the classic hook, and by topic as the Subscriptions R5 Backport (R4) says.</summary>
public sealed class FhirSandboxSubscriptionTests
{
    private const string Extensions = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    [Fact]
    public async Task A_classic_hook_is_an_empty_post_with_the_channels_headers()
    {
        await using var ehr = await StandInEhr.StartAsync();
        await SubscribeAsync(ehr, """{"resourceType":"Subscription","status":"requested","reason":"r","criteria":"Appointment?status=booked","channel":{"type":"rest-hook","endpoint":"$endpoint","header":["Authorization: Bearer s"]}}""");
        ehr.Server.Store.Put(StandInEhr.Appointment("a"));
        ehr.Server.Store.Put(StandInEhr.Appointment("b", "cancelled"));
        await ehr.Server.Subscriptions.DrainAsync(CancellationToken.None);
        Assert.Equal([("Bearer s", "")], ehr.Told);
    }

    [Theory]
    [InlineData("empty", 1, false)]
    [InlineData("id-only", 2, false)]
    [InlineData("full-resource", 2, true)]
    public async Task A_topic_begins_with_a_handshake_and_counts_its_events(string content, int entries, bool hasResource)
    {
        await using var ehr = await StandInEhr.StartAsync();
        var id = await SubscribeAsync(ehr, Topic(content));
        ehr.Server.Store.Put(StandInEhr.Appointment("a"));
        ehr.Server.Store.Delete("Appointment", "a");
        await ehr.Server.Subscriptions.HeartbeatAsync(CancellationToken.None);

        var told = ehr.Told.Select(one => JsonSerializer.Deserialize<JsonElement>(one.Body)).ToList();
        Assert.Equal([("handshake", "0"), ("event-notification", "1"), ("event-notification", "2"), ("heartbeat", "2")], told.Select(one => (Value(one, "type"), Value(one, "events-since-subscription-start"))));
        var all = told[1].GetProperty("entry").EnumerateArray().ToList();
        Assert.Equal(entries, all.Count);
        Assert.Equal(hasResource, all[^1].TryGetProperty("resource", out var resource) && resource.GetProperty("resourceType").GetString() == "Appointment");
        Assert.Equal("active", (await ehr.GetAsync($"Subscription/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_lost_notification_leaves_a_gap_that_the_events_fill_and_a_repeated_one_is_the_same_twice()
    {
        await using var ehr = await StandInEhr.StartAsync();
        var id = await SubscribeAsync(ehr, Topic("id-only"));
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.LoseNotification, "Appointment"));
        ehr.Server.Faults.Add(new FhirFault(FhirFaultKind.RepeatNotification, "Appointment"));
        ehr.Server.Store.Put(StandInEhr.Appointment("a"));
        ehr.Server.Store.Put(StandInEhr.Appointment("b"));
        await ehr.Server.Subscriptions.DrainAsync(CancellationToken.None);
        Assert.Equal(["0", "2", "2"], ehr.Told.Select(one => Value(JsonSerializer.Deserialize<JsonElement>(one.Body), "events-since-subscription-start")));

        var events = await ehr.GetAsync($"Subscription/{id}/$events?eventsSinceNumber=1&eventsUntilNumber=1&content=full-resource");
        Assert.Equal(("query-event", "a"), (Value(events, "type"), StandInEhr.Ids(events)[1]));
        Assert.Equal(("query-status", "2"), (Value(await ehr.GetAsync($"Subscription/{id}/$status"), "type"), Value(await ehr.GetAsync($"Subscription/{id}/$status"), "events-since-subscription-start")));
    }

    [Fact]
    public async Task A_restart_keeps_resources_and_forgets_subscriptions()
    {
        await using var ehr = await StandInEhr.StartAsync();
        var id = await SubscribeAsync(ehr, Topic("empty"));
        ehr.Server.Store.Put(StandInEhr.Appointment("a"));
        await ehr.Server.Subscriptions.DrainAsync(CancellationToken.None);
        await ehr.Server.StopAsync(CancellationToken.None);
        await ehr.Server.ResumeAsync(CancellationToken.None);
        ehr.Server.Store.Put(StandInEhr.Appointment("b"));
        await ehr.Server.Subscriptions.DrainAsync(CancellationToken.None);
        Assert.Equal(2, ehr.Told.Count);
        Assert.Equal(HttpStatusCode.NotFound, (await ehr.SendAsync(HttpMethod.Get, $"Subscription/{id}/$status")).Status);
        Assert.Equal(["a", "b"], StandInEhr.Ids(await ehr.GetAsync("Appointment")).Order());
    }

    [Fact]
    public async Task A_subscription_whose_endpoint_is_not_there_ends_in_error()
    {
        await using var ehr = await StandInEhr.StartAsync();
        var id = await SubscribeAsync(ehr, Topic("empty").Replace("$endpoint", "http://127.0.0.1:9/none", StringComparison.Ordinal));
        Assert.Equal("error", (await ehr.GetAsync($"Subscription/{id}")).GetProperty("status").GetString());
    }

    private static string Topic(string content) => $$"""
        {"resourceType":"Subscription","status":"requested","reason":"r","criteria":"{{FhirSandboxOptions.Topic}}",
         "_criteria":{"extension":[{"url":"{{Extensions}}backport-filter-criteria","valueString":"Appointment?status=booked"} ] },
         "channel":{"type":"rest-hook","endpoint":"$endpoint","payload":"application/fhir+json",
         "_payload":{"extension":[{"url":"{{Extensions}}backport-payload-content","valueCode":"{{content}}"} ] } } }
        """;

    private static async Task<string> SubscribeAsync(StandInEhr ehr, string subscription)
    {
        var made = await ehr.SendAsync(HttpMethod.Post, "Subscription", subscription.Replace("$endpoint", ehr.Endpoint.ToString(), StringComparison.Ordinal));
        await ehr.Server.Subscriptions.DrainAsync(CancellationToken.None);
        return made.Body.GetProperty("id").GetString()!;
    }

    private static string Value(JsonElement bundle, string name) =>
        bundle.GetProperty("entry")[0].GetProperty("resource").GetProperty("parameter").EnumerateArray().First(one => one.GetProperty("name").GetString() == name)
            .EnumerateObject().First(property => property.Name.StartsWith("value", StringComparison.Ordinal)).Value.ToString();
}
