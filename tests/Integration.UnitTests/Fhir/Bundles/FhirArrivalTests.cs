using System.Globalization;
using System.Text;
using Integration.Fhir.Bundles;

namespace Integration.UnitTests.Fhir.Bundles;

public sealed class FhirArrivalTests
{
    [Fact]
    public void A_resource_by_itself_is_its_bytes()
    {
        var part = Assert.Single(Received.Read($"\uFEFF {Received.Case}\n").Parts());

        Assert.Equal(Received.Case, Received.Text(part.Change!.Body));
        Assert.Equal(("Appointment", "1", "3", "2026-11-22T10:00:00Z"), (part.Change.Type, part.Change.Id, part.Change.VersionId, part.Change.LastUpdated));
    }

    [Theory]
    [InlineData("collection")]
    [InlineData("searchset")]
    [InlineData("document")]
    [InlineData("history")]
    public void A_change_is_kept_with_what_it_reaches_but_for_people(string type)
    {
        var doctor = """{"resourceType":"Practitioner","id":"5"}""";
        var stranger = """{"resourceType":"Location","id":"8"}""";
        var arrival = Received.Read(Received.Bundle(
            type,
            Received.Entry(Received.Person, "http://a/Patient/7"),
            Received.Entry(doctor, "urn:uuid:5"),
            Received.Entry(Received.Case, "http://a/Appointment/1"),
            Received.Entry(stranger, "http://a/Location/8"),
            Received.Entry(Received.Order, "http://a/ServiceRequest/9")));

        Assert.Empty(arrival.Problems);
        var change = Assert.Single(arrival.Parts(), part => part.Change is not null);
        var message = change.Message();
        Assert.Equal("Bundle.entry[2].resource", change.Location);
        Assert.Equal(["Appointment", "ServiceRequest", "Practitioner"], message.Resources.Select(resource => resource.Type));
        Assert.Contains(Received.Case, Received.Text(change.Change!.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("Nonsense", Received.Text(change.Change.Body), StringComparison.Ordinal);
        Assert.Same(message.Resources[1], message.Resolve(message.Focus!.First("basedOn")!));
        Assert.Same(message.Resources[2], message.Resolve(message.Resources[1].First("requester")!));
        Assert.Null(message.Resolve(message.Focus.First("participant")!.First("actor")!));
    }

    [Fact]
    public void What_refers_to_a_change_is_kept_with_it_and_is_a_change_itself()
    {
        var task = """{"resourceType":"Task","id":"2","status":"accepted","intent":"order","focus":{"reference":"http://other/fhir/Appointment/1/_history/3"}}""";
        var parts = Received.Read(Received.Bundle("searchset", Received.Entry(Received.Case, "http://a/Appointment/1"), Received.Entry(task, "http://a/Task/2"))).Parts();

        Assert.Equal(["Appointment", "Task"], parts[0].Message().Resources.Select(one => one.Type));
        Assert.Equal(["Task", "Appointment"], parts[1].Message().Resources.Select(one => one.Type));
        Assert.Equal("Appointment", parts[1].Message().Resolve(parts[1].Message().Focus!.First("focus")!)!.Type);
    }

    [Fact]
    public void A_history_is_taken_oldest_first_and_its_deletions_are_changes()
    {
        var earlier = Received.Case.Replace("\"3\"", "\"2\"", StringComparison.Ordinal);
        var deletion = """{"fullUrl":"http://a/Appointment/1","request":{"method":"DELETE","url":"Appointment/1"},"response":{"status":"204","etag":"W/\"4\"","lastModified":"2026-11-22T11:00:00Z"}}""";
        var parts = Received.Read(Received.Bundle("history", deletion, Received.Entry(Received.Case, "http://a/Appointment/1", "PUT", "Appointment/1"), Received.Entry(earlier, "http://a/Appointment/1", "POST", "Appointment"))).Parts();

        Assert.Equal(["2", "3", "4"], parts.Select(part => part.Change!.VersionId));
        var message = parts[2].Message();
        Assert.True(message.IsDelete);
        Assert.Null(message.Focus);
        Assert.Equal(("Appointment", "1", "4", "2026-11-22T11:00:00Z"), (message.Type, message.Id, message.VersionId, message.LastUpdated));
        Assert.Single(parts[0].Message().Resources);
    }

    [Fact]
    public void A_messages_header_is_kept_with_each_of_its_changes()
    {
        var header = """{"resourceType":"MessageHeader","id":"m1","eventCoding":{"code":"x"},"source":{"endpoint":"http://a"},"focus":[{"reference":"Appointment/1"},{"reference":"Task/2"}]}""";
        var task = """{"resourceType":"Task","id":"2","status":"accepted","intent":"order"}""";
        var arrival = Received.Read(Received.Bundle("message", Received.Entry(header), Received.Entry(Received.Case), Received.Entry(task)));

        Assert.True(arrival.IsWhole);
        Assert.Equal(["m1", "m1"], arrival.Parts().Where(part => part.Change is not null).Select(part => part.Message().Header!.First("id")!.Text));
        Assert.Equal(2, arrival.Parts()[1].Message().Resources.Count);
    }

    [Fact]
    public void An_id_and_version_that_only_the_entry_says_are_kept()
    {
        var nameless = """{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted"}]}""";
        var entry = $$$"""{"fullUrl":"http://a/Appointment/1","resource":{{{nameless}}},"request":{"method":"PUT","url":"Appointment/1"},"response":{"status":"200","etag":"W/\"5\"","lastModified":"2026-11-22T11:00:00Z"}}""";
        var message = Assert.Single(Received.Read(Received.Bundle("history", entry)).Parts()).Message();

        Assert.Equal(("1", "5", "2026-11-22T11:00:00Z"), (message.Id, message.VersionId, message.LastUpdated));
        Assert.Equal("booked", message.Focus!.First("status")!.Text);
    }

    [Fact]
    public void Contained_resources_are_found_from_within()
    {
        var contained = """{"resourceType":"Appointment","id":"1","contained":[{"resourceType":"Location","id":"room","partOf":{"reference":"#"}}],"status":"booked","participant":[{"actor":{"reference":"#room"},"status":"accepted"}]}""";
        var message = Assert.Single(Received.Read(contained).Parts()).Message();

        var room = message.Resolve(message.Focus!.First("participant")!.First("actor")!);
        Assert.Equal("Location", room!.Type);
        Assert.Same(message.Focus, message.Resolve(room.First("partOf")!));
    }

    [Theory]
    [InlineData("", "Error  NotJson")]
    [InlineData("[]", "Error  NotJson")]
    [InlineData("{}", "Error  Required")]
    [InlineData("{\"resourceType\":\"Bundle\",\"entry\":[]}", "Error Bundle.type WrongCode")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"batch-response\",\"entry\":[]}", "Error Bundle.type WrongCode")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"message\"}", "Error Bundle.entry[0].resource Required")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[],\"entry\":[]}", "Error Bundle.entry DuplicateKey")]
    [InlineData("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":{}", "Error  NotJson")]
    [InlineData("<Bundle/>", "Error  NotJson")]
    public void What_is_nothing_that_can_be_taken_apart_is_refused_as_a_whole(string text, string expected)
    {
        var arrival = Received.Read(text);

        Assert.True(arrival.IsRefused);
        Assert.Equal([expected], arrival.Problems.Told());
        Assert.Empty(arrival.Parts());
    }

    [Theory]
    [InlineData("""{"resource":{"resourceType":"Appointment"}}""", "Bundle.entry[0].request Required")]
    [InlineData("""{"request":{"method":"GET","url":"Appointment/1"}}""", "Bundle.entry[0].request.method NotOffered")]
    [InlineData("""{"request":{"method":"DELETE","url":"Appointment?identifier=1"}}""", "Bundle.entry[0].request.url NotOffered")]
    [InlineData("""{"request":{"method":"PUT","url":"Appointment/1"}}""", "Bundle.entry[0].resource Required")]
    [InlineData("""{"resource":{"resourceType":"Appointment","id":"2","status":"booked","participant":[{"status":"accepted"}]},"request":{"method":"PUT","url":"Appointment/1"}}""", "Bundle.entry[0].resource.id Mismatch")]
    [InlineData("""{"resource":{"resourceType":"Appointment"},"resource":{"resourceType":"Appointment"},"request":{"method":"POST","url":"Appointment"}}""", "Bundle.entry[0] DuplicateKey")]
    [InlineData("""{"resource":{"resourceType":"Appointment","status":7},"request":{"method":"POST","url":"Appointment"}}""", "Bundle.entry[0].resource.status WrongKind")]
    public void An_entry_that_cannot_be_taken_is_named(string entry, string expected) =>
        Assert.Contains($"Error {expected}", Assert.Single(Received.Read(Received.Bundle("batch", entry)).Parts()).Problems.Told());

    [Fact]
    public void Two_entries_that_change_one_resource_fail_a_transaction_and_not_a_batch()
    {
        var entry = Received.Entry(Received.Case, "http://a/Appointment/1", "PUT", "Appointment/1");

        Assert.Equal(["Error Bundle.entry[1] Overlapping"], Received.Read(Received.Bundle("transaction", entry, entry)).Problems.Told());
        var batch = Received.Read(Received.Bundle("batch", entry, entry));
        Assert.Equal(["Warning Bundle.entry[1].fullUrl DuplicateFullUrl"], batch.Problems.Told());
        Assert.Equal(2, batch.Parts().Count(part => part.Change is not null));
    }

    [Fact]
    public void Lines_are_judged_one_by_one()
    {
        var parts = Received.Lines($"\uFEFF{Received.Case}\r\n\n  \n{{\"resourceType\"\n{Received.Person}\n{Received.Case}").Parts();

        Assert.Equal(["line 1", "line 2", "line 3", "line 4"], parts.Select(part => part.Location));
        Assert.Equal([true, false, false, true], parts.Select(part => part.Change is not null));
        Assert.Equal([false, true, false, false], parts.Select(part => part.IsRefused));
        Assert.Equal(Received.Case, Received.Text(parts[0].Change!.Body));
    }

    [Fact]
    public void Every_bound_holds_at_its_number_and_not_beyond()
    {
        string Many(int count) => Received.Bundle("collection", [.. Enumerable.Repeat(Received.Entry(Received.Case), count)]);
        var entry = Encoding.UTF8.GetByteCount(Received.Entry(Received.Case));
        var two = Many(2);

        Assert.False(Received.Read(two, new FhirBounds { MaxEntries = 2 }).IsRefused);
        Assert.Contains("Error Bundle.entry TooMany", Received.Read(Many(3), new FhirBounds { MaxEntries = 2 }).Problems.Told());
        Assert.False(Received.Read(two, new FhirBounds { MaxPayloadBytes = two.Length }).IsRefused);
        Assert.Equal(["Error  TooLong"], Received.Read(two, new FhirBounds { MaxPayloadBytes = two.Length - 1 }).Problems.Told());
        Assert.All(Received.Read(two, new FhirBounds { MaxResourceBytes = entry }).Parts(), part => Assert.NotNull(part.Change));
        Assert.All(Received.Read(two, new FhirBounds { MaxResourceBytes = entry - 1 }).Parts(), part => Assert.Equal("TooLong", Assert.Single(part.Problems).Rule));
        Assert.Equal(["Error Appointment TooLong"], Received.Read(Received.Case, new FhirBounds { MaxResourceBytes = Received.Case.Length - 1 }).Problems.Told());
        Assert.False(Received.Lines($"{Received.Case}\n{Received.Case}", new FhirBounds { MaxEntries = 2 }).IsRefused);
        Assert.True(Received.Lines($"{Received.Case}\n{Received.Case}\n{Received.Case}", new FhirBounds { MaxEntries = 2 }).IsRefused);
        var order = Received.Bundle("transaction", Received.Entry(Received.Case, null, "PUT", "Appointment/1"));
        Assert.False(Received.Read(order, new FhirBounds { MaxTransactionBytes = order.Length }).IsRefused);
        Assert.Equal(["Error Bundle TooLong"], Received.Read(order, new FhirBounds { MaxTransactionBytes = order.Length - 1 }).Problems.Told());
    }

    [Fact]
    public void More_context_than_is_kept_is_told()
    {
        var orders = Enumerable.Range(1, 51).Select(at => $$$"""{"resourceType":"ServiceRequest","id":"{{{at}}}","status":"active","intent":"order","subject":{"reference":"Patient/7"}}""").ToList();
        FhirPart Of(int count)
        {
            var references = string.Join(",", Enumerable.Range(1, count).Select(at => $$$"""{"reference":"ServiceRequest/{{{at}}}"}"""));
            var focus = Received.Case.Replace("""{"reference":"ServiceRequest/9"}""", references, StringComparison.Ordinal);
            return Received.Read(Received.Bundle("collection", [Received.Entry(focus), .. orders.Select(order => Received.Entry(order))])).Parts()[0];
        }

        Assert.Empty(Of(49).Problems);
        Assert.Equal(50, Of(49).Message().Resources.Count);
        Assert.Equal(["Warning Bundle.entry[0].resource TooMany"], Of(50).Problems.Told());
        Assert.Equal(50, Of(50).Message().Resources.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_537)]
    public void However_it_comes_in_pieces_it_is_read_the_same(int most)
    {
        var text = Received.Bundle("collection", [.. Enumerable.Range(0, 400).Select(at => Received.Entry(Received.Case.Replace("booked", new string('b', at * 7), StringComparison.Ordinal), $"http://a/Appointment/{at.ToString(CultureInfo.InvariantCulture)}"))]);
        using var pieces = new PiecewiseStream(Encoding.UTF8.GetBytes(text), most);

        var whole = Received.Read(text).Parts().Select(part => Received.Text(part.Change!.Body));
        Assert.Equal(whole, FhirArrival.Read(pieces, new FhirBounds()).Parts().Select(part => Received.Text(part.Change!.Body)));
    }

    /// <summary>Gives no more than so many bytes at once.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
