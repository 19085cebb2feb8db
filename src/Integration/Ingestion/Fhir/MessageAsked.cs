using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Integration.Fhir.Elements;

namespace Integration.Ingestion.Fhir;

/// <summary>What the answer to a message has to say again: its id and its event, as codes.</summary>
/// <param name="Id">MessageHeader.id of the request; empty where it has none.</param>
/// <param name="System">Of eventCoding.</param>
/// <param name="Code">Of eventCoding.</param>
/// <param name="Uri">eventUri, where the event is one.</param>
internal sealed record MessageAsked(string Id, string? System, string? Code, string? Uri)
{
    /// <summary>The same for the same request, so that a resend gets the same answer.</summary>
    public Guid AnswerId => Named("answer");

    public Guid DetailsId => Named("details");

    /// <param name="header">Null where there is none.</param>
    public static MessageAsked Of(FhirElement? header)
    {
        var named = header?.First("event");
        var id = header?.First("id")?.Text ?? "";
        return named is { Children.Count: 0 }
            ? new MessageAsked(id, null, null, named.Text)
            : new MessageAsked(id, named?.First("system")?.Text, named?.First("code")?.Text, null);
    }

    public void WriteEvent(Utf8JsonWriter json)
    {
        if (Uri is not null)
        {
            json.WriteString("eventUri", Uri);
            return;
        }

        json.WriteStartObject("eventCoding");
        if (System is not null)
        {
            json.WriteString("system", System);
        }

        json.WriteString("code", Code ?? "unknown");
        json.WriteEndObject();
    }

    private Guid Named(string part) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{part}\0{Id}")).AsSpan(0, 16));
}
