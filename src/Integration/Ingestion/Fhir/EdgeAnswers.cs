using System.Globalization;
using System.Text.Json;
using Integration.Contracts;

namespace Integration.Ingestion.Fhir;

/// <summary>Writes the resources of answers (FHIR R4). None of them holds a value that was sent.</summary>
internal static class EdgeAnswers
{
    private static readonly Dictionary<int, string> s_statuses = new()
    {
        [200] = "200 OK",
        [201] = "201 Created",
        [204] = "204 No Content",
        [400] = "400 Bad Request",
        [413] = "413 Content Too Large",
        [422] = "422 Unprocessable Content",
    };

    public static void Outcome(Utf8JsonWriter json, IReadOnlyList<FhirIssue> issues)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "OperationOutcome");
        json.WriteStartArray("issue");
        foreach (var issue in issues.Count == 0 ? [FhirIssue.Information("Taken.")] : issues)
        {
            json.WriteStartObject();
            json.WriteString("severity", issue.Severity);
            json.WriteString("code", issue.Code);
            json.WriteString("diagnostics", issue.Text);
            if (issue.Expression.Length > 0)
            {
                json.WriteStartArray("expression");
                json.WriteStringValue(issue.Expression);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>transaction-response or batch-response: an entry for each that was sent, in the same order (FHIR R4, http, transaction response).</summary>
    public static void Bundle(Utf8JsonWriter json, string type, IEnumerable<EntryAnswer> entries)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "Bundle");
        json.WriteString("type", type);
        json.WriteStartArray("entry");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteStartObject("response");
            json.WriteString("status", s_statuses[entry.Status]);
            if (entry.Issues.Count > 0)
            {
                json.WritePropertyName("outcome");
                Outcome(json, entry.Issues);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The answer to a message (FHIR R4, MessageHeader.response): <c>ok</c>, <c>transient-error</c> or <c>fatal-error</c>, and why.</summary>
    public static void Message(Utf8JsonWriter json, MessageAsked asked, string code, Uri self, IReadOnlyList<FhirIssue> issues)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "Bundle");
        json.WriteString("type", "message");
        json.WriteStartArray("entry");
        json.WriteStartObject();
        json.WriteString("fullUrl", $"urn:uuid:{asked.AnswerId:D}");
        json.WriteStartObject("resource");
        json.WriteString("resourceType", "MessageHeader");
        json.WriteString("id", asked.AnswerId.ToString("D", CultureInfo.InvariantCulture));
        asked.WriteEvent(json);
        json.WriteStartObject("source");
        json.WriteString("endpoint", self.AbsoluteUri);
        json.WriteEndObject();
        json.WriteStartObject("response");
        json.WriteString("identifier", asked.Id);
        json.WriteString("code", code);
        json.WriteStartObject("details");
        json.WriteString("reference", $"urn:uuid:{asked.DetailsId:D}");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("fullUrl", $"urn:uuid:{asked.DetailsId:D}");
        json.WritePropertyName("resource");
        Outcome(json, issues);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What this interface takes (FHIR R4, CapabilityStatement).</summary>
    public static void Capabilities(Utf8JsonWriter json, InterfaceDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "CapabilityStatement");
        json.WriteString("status", "active");
        json.WriteString("date", "2026-11-22");
        json.WriteString("kind", "instance");
        json.WriteString("fhirVersion", "4.0.1");
        json.WriteStartObject("implementation");
        json.WriteString("description", "Takes changes of the resources listed, and gives none out.");
        json.WriteEndObject();
        Texts(json, "format", ["application/fhir+json"]);
        json.WriteStartArray("rest");
        json.WriteStartObject();
        json.WriteString("mode", "server");
        json.WriteStartArray("resource");
        foreach (var type in definition.Mappings.Keys.Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            Coded(json, "interaction", ["create", "update", "delete"]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Coded(json, "interaction", ["transaction", "batch"]);
        json.WriteStartArray("operation");
        json.WriteStartObject();
        json.WriteString("name", "process-message");
        json.WriteString("definition", "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Coded(Utf8JsonWriter json, string name, IEnumerable<string> codes)
    {
        json.WriteStartArray(name);
        foreach (var code in codes)
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
