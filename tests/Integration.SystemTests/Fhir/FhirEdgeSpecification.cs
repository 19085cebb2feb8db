using System.Net.Http.Headers;
using System.Text;
using Integration.Contracts;
using Integration.Journal;
using Integration.SystemTests.Journal;

namespace Integration.SystemTests.Fhir;

/// <summary>What is posted is in the journal before it is answered, once, and whatever is refused is there too.</summary>
public abstract class FhirEdgeSpecification(TestStore store) : FhirEdge(store)
{
    [JournalFact]
    public async Task Every_kind_of_post_is_taken_apart_answered_and_kept_without_the_patient()
    {
        await ListenAsync();
        var second = Case.Replace("\"3\"", "\"4\"", StringComparison.Ordinal);
        var third = Case.Replace("\"3\"", "\"5\"", StringComparison.Ordinal);

        var batch = await PostAsync("", Bundle("batch", Entry(Case, "PUT", "Appointment/1"), Entry(Order, "PUT", "ServiceRequest/9"), Entry(Person, "PUT", "Patient/7"), Entry(Order, "GET", "x")));
        var transaction = await PostAsync("", Bundle("transaction", Entry(second, "PUT", "Appointment/1"), Entry(Order, "POST", "ServiceRequest")));
        var collection = await PostAsync("", Bundle("collection", Entry(third), Entry(Order)));
        var single = await SendAsync(HttpMethod.Put, "/Appointment/1", new StringContent(Case.Replace("\"3\"", "\"6\"", StringComparison.Ordinal), Encoding.UTF8, "application/json"));
        var created = await PostAsync("/Task", """{"resourceType":"Task","status":"accepted","intent":"order"}""");
        var deleted = await SendAsync(HttpMethod.Delete, "/Appointment/1", null);

        Assert.Equal((200, 200, 200, 200, 201, 200), (batch.Status, transaction.Status, collection.Status, single.Status, created.Status, deleted.Status));
        Assert.Equal(["200 OK", "200 OK", "200 OK", "422 Unprocessable Content"], batch.Statuses);
        Assert.Equal(["200 OK", "200 OK"], transaction.Statuses);
        Assert.Equal("batch-response", batch.Json.GetProperty("type").GetString());
        Assert.Equal(["information informational Bundle.entry[1]", "information informational"], collection.Issues);
        var kept = await KeptAsync();
        Assert.Equal(["Appointment 1/3", "ServiceRequest ", "Appointment 1/4", "Appointment 1/5", "Appointment 1/6", "Task ", "Appointment 1"], kept.Select(one => $"{one.Type} {one.ControlId}"));
        Assert.Equal(kept.Where(one => one.Outcome == MessageOutcome.InFlight).Select(one => one.Sequence), Woken);
        Assert.Contains("\"id\":\"9\"", Encoding.UTF8.GetString(kept[0].Body!), StringComparison.Ordinal);
        Assert.DoesNotContain("family", Encoding.UTF8.GetString(kept[0].Body!), StringComparison.Ordinal);
        Assert.DoesNotContain("Zorngiebel", Logged + batch.Body + transaction.Body + collection.Body, StringComparison.Ordinal);
        await HushAsync();
    }

    [JournalFact]
    public async Task The_same_change_is_one_message_whichever_way_it_comes_and_a_resend_gets_the_same_answer()
    {
        await ListenAsync();
        var bundle = Bundle("transaction", Entry(Case, "PUT", "Appointment/1"));

        var first = await PostAsync("", bundle);
        var again = await PostAsync("", bundle);
        await PostAsync("", Bundle("searchset", Entry(Case.Replace(",", ", ", StringComparison.Ordinal)), Entry(Order)));

        Assert.Equal(first, again);
        Assert.Equal([MessageOutcome.InFlight, MessageOutcome.Duplicate, MessageOutcome.Duplicate], (await KeptAsync()).Select(one => one.Outcome));
        Assert.Single(Woken);
        await HushAsync();
    }

    [JournalFact]
    public async Task Where_versions_tell_nothing_apart_the_content_does()
    {
        await ListenAsync(use: ControlIdUse.Reused);

        await PostAsync("/Appointment", Case);
        await PostAsync("/Appointment", Case.Replace("booked", "arrived", StringComparison.Ordinal));
        await PostAsync("/Appointment", Case.Replace("{\"resourceType\"", "{ \"resourceType\"", StringComparison.Ordinal));

        var kept = (await Journal.ClaimMessagesAsync("w", 100, Hour, Priorities, default)).OrderBy(one => one.Sequence).ToList();
        Assert.Equal([null, null, kept[0].Sequence], kept.Select(one => one.ResendOf));
        await HushAsync();
    }

    [JournalFact]
    public async Task A_transaction_is_taken_as_a_whole_or_not_at_all()
    {
        await ListenAsync();

        var answer = await PostAsync("", Bundle("transaction", Entry(Case, "PUT", "Appointment/1"), Entry("""{"resourceType":"Task","id":"2","status":[]}""", "PUT", "Task/2")));

        Assert.Equal(422, answer.Status);
        Assert.StartsWith("error structure Bundle.entry[1].resource.status", answer.Issues.First(), StringComparison.Ordinal);
        var kept = Assert.Single(await KeptAsync());
        Assert.Equal((MessageOutcome.Rejected, "Bundle", "b1"), (kept.Outcome, kept.Type, kept.ControlId));
        Assert.Equal(["MessageRefused FHIR"], Noted);
        Assert.Empty(Woken);
        await HushAsync();
    }

    [JournalFact]
    public async Task A_message_is_answered_with_a_message()
    {
        await ListenAsync();
        const string Header = """{"resourceType":"MessageHeader","id":"m1","eventCoding":{"system":"urn:x","code":"booked"},"source":{"endpoint":"http://a"}}""";

        var taken = await PostAsync("/$process-message", Bundle("message", Entry(Header), Entry(Case)));
        var again = await PostAsync("/$process-message", Bundle("message", Entry(Header), Entry(Case)));
        var refused = await PostAsync("/$process-message", Bundle("message", Entry(Header), Entry(Order)));
        var headless = await PostAsync("/$process-message", Bundle("message", Entry(Case)));

        static string? Code(Told told) => told.Json.GetProperty("entry")[0].GetProperty("resource").GetProperty("response").GetProperty("code").GetString();
        Assert.Equal((200, "ok", 422, "fatal-error", 422), (taken.Status, Code(taken), refused.Status, Code(refused), headless.Status));
        Assert.Equal("m1", taken.Json.GetProperty("entry")[0].GetProperty("resource").GetProperty("response").GetProperty("identifier").GetString());
        Assert.Equal(taken, again);
        Assert.Contains("\"id\":\"m1\"", Encoding.UTF8.GetString((await KeptAsync())[0].Body!), StringComparison.Ordinal);
        await HushAsync();
    }

    [JournalFact]
    public async Task While_the_journal_is_away_nothing_is_taken_and_the_sender_is_told_when_to_come_again()
    {
        var away = Integration.Journal.JournalRegistration.Open(Store.Unreachable, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await ListenAsync(away, away);

        var single = await PostAsync("/Appointment", Case);
        var bundle = await PostAsync("", Bundle("transaction", Entry(Case, "PUT", "Appointment/1"), Entry(Case.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), "PUT", "Appointment/2")));

        Assert.Equal((503, true, 503, true), (single.Status, single.SaysWhen, bundle.Status, bundle.SaysWhen));
        Assert.Equal(["error transient"], single.Issues);
        Assert.Empty(await KeptAsync());
        await HushAsync();
        await away.DisposeAsync();
        await ListenAsync();
        Assert.Equal(200, (await PostAsync("", Bundle("transaction", Entry(Case, "PUT", "Appointment/1")))).Status);
        Assert.Single(await KeptAsync());
        await HushAsync();
    }

    [JournalFact]
    public async Task What_does_not_belong_here_is_turned_away_in_the_words_of_HTTP()
    {
        Limits.MaxPayloadBytes = 10_000;
        await ListenAsync();
        StringContent Json(string text) => new(text, Encoding.UTF8, "application/fhir+json");

        Assert.Equal(401, (await SendAsync(HttpMethod.Post, "", Json(Case), request => request.Headers.Authorization = null)).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Post, "", Json(Case), request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret + "x"))).Status);
        Assert.Equal(404, (await PostAsync("/a/b/c/Zorngiebel", Case)).Status);
        Assert.Equal(405, (await SendAsync(HttpMethod.Get, "/Appointment/1", null)).Status);
        Assert.Equal(405, (await SendAsync(HttpMethod.Patch, "/Appointment/1", Json("[]"))).Status);
        Assert.Equal(406, (await SendAsync(HttpMethod.Post, "", Json(Case), request => request.Headers.Accept.ParseAdd("application/fhir+xml"))).Status);
        Assert.Equal(413, (await PostAsync("/Appointment", Case + new string(' ', 10_001 - Case.Length))).Status);
        Assert.Equal(201, (await PostAsync("/Appointment", Case + new string(' ', 10_000 - Case.Length))).Status);
        Assert.Equal(415, (await SendAsync(HttpMethod.Post, "", new StringContent("<Appointment/>", Encoding.UTF8, "application/fhir+xml"))).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/metadata", null, request => request.Headers.Authorization = null)).Status);
        Assert.Single(await KeptAsync());

        foreach (var (text, status) in new[] { ("", 400), ("Zorngiebel", 400), ("{\"resourceType\":\"Zorngiebel\"}", 422), (Person, 422), ("{\"resourceType\":\"Bundle\",\"type\":\"Zorngiebel\"}", 422), (new string('[', 5000), 400), ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":\"Zorngiebel\"}", 422) })
        {
            var answer = await PostAsync("", text);
            Assert.Equal((text.Length > 40 ? text[..40] : text, status), (text.Length > 40 ? text[..40] : text, answer.Status));
            Assert.DoesNotContain("Zorngiebel", answer.Body, StringComparison.Ordinal);
        }

        Assert.Equal(8, (await KeptAsync()).Count);
        Assert.DoesNotContain("Zorngiebel", Logged + string.Concat(Noted), StringComparison.Ordinal);
        await HushAsync();
    }
}

public sealed class SqliteFhirEdge() : FhirEdgeSpecification(new SqliteStore());

public sealed class PostgresFhirEdge() : FhirEdgeSpecification(new PostgresStore());
