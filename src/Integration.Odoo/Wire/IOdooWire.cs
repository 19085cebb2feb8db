using System.Text.Json;

namespace Integration.Odoo.Wire;

/// <summary>How a call looks on one of Odoo's protocols and how its answer is read. Holds no secret: that may change between two calls.</summary>
internal interface IOdooWire
{
    /// <param name="secret">Password or API key.</param>
    /// <param name="user">Id of the user it belongs to.</param>
    /// <param name="call">What to do.</param>
    HttpRequestMessage Execute(string secret, long user, OdooCall call);

    /// <exception cref="OdooFault">The answer is a refusal, or no answer of Odoo.</exception>
    OdooAnswer Decode(OdooReply reply);
}

/// <summary>What came back over HTTP.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="MediaType">Of the body; null when it has none.</param>
/// <param name="Body">Bounded.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; null when it does not.</param>
internal sealed record OdooReply(int Status, string? MediaType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>Name and value of the cookie that stands for a web session; null when none is set.</summary>
    public string? SessionCookie { get; init; }

    public bool IsJson => MediaType == "application/json";

    /// <exception cref="OdooFault">The body is no JSON: it came from elsewhere, or broke off. Odoo may have done the work.</exception>
    public JsonElement Json()
    {
        if (!IsJson) throw Broken("Odoo's answer is not JSON.", null);
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw Broken("Odoo's answer is broken JSON.", fault);
        }
    }

    public static OdooFault Broken(string sentence, Exception? cause) => new(OdooFaultKind.Unavailable, true, null, sentence, cause);

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
