using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Fhir;

[CollectionDefinition(Name)]
public sealed class FhirScenarios : ICollectionFixture<SharedInstallation>
{
    public const string Name = "fhir scenarios";
}

/// <summary>What the EHR of Northfield posts.</summary>
[Collection(FhirScenarios.Name)]
public abstract class FhirScenario(SharedInstallation shared) : Scenario(shared)
{
    private const int EhrPort = 2590;

    private static readonly HttpClient Client = new();

    private int _version;

    protected int Number { get; } = shared.NextNumber();

    /// <summary>Posts resources in one bundle, each a new version said now, and waits until what comes of them is in Odoo.</summary>
    private protected async Task PostAsync(params IEnumerable<JsonObject> resources)
    {
        var said = Shared.NextSent().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var entries = resources.Select(resource =>
        {
            resource["meta"] = new JsonObject { ["versionId"] = Text($"{++_version}"), ["lastUpdated"] = said };
            return (JsonNode)new JsonObject { ["fullUrl"] = $"https://ehr.north.example/fhir/{resource["resourceType"]}/{resource["id"]}", ["resource"] = resource };
        });
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["entry"] = new JsonArray([.. entries]) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Text($"http://127.0.0.1:{Installation.PortFor(EhrPort)}/fhir")))
        {
            Content = new StringContent(bundle.ToJsonString(), Encoding.UTF8, "application/fhir+json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Installation.EhrSecret);
        using var answer = await Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        await SettleAsync();
    }

    protected static JsonObject Code(string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["code"] = code }) };

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
