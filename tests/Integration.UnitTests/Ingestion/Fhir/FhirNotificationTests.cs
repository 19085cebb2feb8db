using System.Text;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;
using Integration.UnitTests.Hl7v2;

namespace Integration.UnitTests.Ingestion.Fhir;

public sealed class FhirNotificationTests
{
    /// <summary>What each file of the corpus is, as its name says.</summary>
    [CorpusTheory]
    [InlineData("handshake_bundle_example", "Handshake 123 requested 0 []")]
    [InlineData("heartbeat_bundle_example", "Heartbeat 123 active 2 []")]
    [InlineData("empty_notification_bundle_example", "EventNotification 123 active 1 [1]")]
    [InlineData("id_only_notification_bundle_example", "EventNotification 123 active 1 [1]")]
    [InlineData("full_resource_notification_bundle_example", "EventNotification 123 active 1 [1] whole")]
    [InlineData("empty_notification_bundle_non_conformant_example", "refused at Bundle.entry[0].request")]
    [InlineData("subscription_status_example", "refused at Bundle.type")]
    [InlineData("subscription_resource_example", "refused at ")]
    public void A_file_of_the_corpus_is_read_as_its_name_says(string file, string expected) =>
        Assert.Equal(expected, Words(FhirNotification.Read(File.ReadAllBytes(Path.Combine(Corpus.Folder!, "fhir-r4/inferno-subscriptions/spec/fixtures", $"{file}.json")), isAnswer: false)));

    [CorpusFact]
    public void An_answer_about_a_subscription_may_be_a_searchset()
    {
        var body = File.ReadAllBytes(Path.Combine(Corpus.Folder!, "fhir-r4/inferno-subscriptions/spec/fixtures/subscription_status_example.json"));
        Assert.Equal("EventNotification 123 active 2 [2]", Words(FhirNotification.Read(body, isAnswer: true)));
    }

    [Theory]
    [InlineData("{", "refused at ")]
    [InlineData("[]", "refused at ")]
    [InlineData("""{"resourceType":"Bundle","type":"history"}""", "refused at Bundle.entry[0].resource")]
    [InlineData("""{"resourceType":"Bundle","type":"history","entry":[3]}""", "refused at Bundle.entry[0].resource")]
    public void What_is_no_notification_is_refused_where_it_is_wrong(string body, string expected) => Assert.Equal(expected, Read(body));

    [Theory]
    [InlineData("\"valueString\":\"7\"", "EventNotification 9 active 7 [7]")]
    [InlineData("\"valueInteger\":7", "EventNotification 9 active 7 [7]")]
    [InlineData("\"valueString\":\"-7\"", "refused at Bundle.entry[0].resource.parameter.where(name = 'notification-event').part.where(name = 'event-number').value")]
    [InlineData("\"valueString\":\"99999999999999999999\"", "refused at Bundle.entry[0].resource.parameter.where(name = 'notification-event').part.where(name = 'event-number').value")]
    public void Numbers_come_as_text_or_as_numbers(string value, string expected) => Assert.Equal(expected, Read(Event("event-notification", "Subscription/9", value)));

    [Theory]
    [InlineData("surprise", "Subscription/9", "refused at Bundle.entry[0].resource.parameter.where(name = 'type').value")]
    [InlineData("heartbeat", "Patient/9", "refused at Bundle.entry[0].resource.parameter.where(name = 'subscription').value")]
    [InlineData("query-event", "https://ehr.example/fhir/Subscription/9/_history/2", "QueryEvent 9 active 7 [7]")]
    public void Kind_and_subscription_are_needed(string kind, string subscription, string expected) => Assert.Equal(expected, Read(Event(kind, subscription, "\"valueString\":\"7\"")));

    [Fact]
    public void Each_kind_says_something_else_of_the_numbers()
    {
        Assert.Equal(new HeardEvents(5, 6, false, "active"), Events(NotificationKind.EventNotification, 9, 6, 5));
        Assert.Equal(new HeardEvents(9, 9, false, "active"), Events(NotificationKind.EventNotification, 9));
        Assert.All([NotificationKind.Handshake, NotificationKind.Heartbeat, NotificationKind.QueryStatus], kind => Assert.Equal(new HeardEvents(10, 9, true, "active"), Events(kind, 9)));
        Assert.Null(Events(NotificationKind.QueryEvent, 9, 5));
        Assert.Null(Events(NotificationKind.Heartbeat, null));
    }

    private static HeardEvents? Events(NotificationKind kind, long? count, params long[] numbers) => FhirNotifications.EventsOf(new FhirNotification(kind, "9", "active", count, numbers, IsWhole: false));

    private static string Read(string body) => Words(FhirNotification.Read(Encoding.UTF8.GetBytes(body), isAnswer: false));

    private static string Words((FhirNotification? Notification, NotificationTaken Problem) read) => read.Notification is { } told
        ? $"{told.Kind} {told.Subscription} {told.Status} {told.Count} [{string.Join(',', told.Numbers)}]{(told.IsWhole ? " whole" : "")}"
        : $"refused at {read.Problem.Location}";

    private static string Event(string kind, string subscription, string number) => $$$"""
        {"resourceType":"Bundle","type":"history","entry":[{"resource":{"resourceType":"Parameters","parameter":[
        {"name":"subscription","valueReference":{"reference":"{{{subscription}}}"}},{"name":"status","valueCode":"active"},{"name":"type","valueCode":"{{{kind}}}"},
        {"name":"events-since-subscription-start","valueString":"7"},{"name":"notification-event","part":[{"name":"event-number",{{{number}}}}]}]},
        "request":{"method":"GET","url":"Subscription/9/$status"},"response":{"status":"200"}}]}
        """;
}
