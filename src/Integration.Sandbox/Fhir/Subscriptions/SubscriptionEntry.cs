using System.Text.Json;
using Integration.Sandbox.Fhir.Store;

namespace Integration.Sandbox.Fhir.Subscriptions;

/// <summary>An event a subscription tells of.</summary>
/// <param name="Number">From 1.</param>
internal sealed record SubscriptionEvent(long Number, StoredVersion Version);

/// <summary>A subscription as the server follows it: classic, or by topic as the Subscriptions R5 Backport (R4) writes it.</summary>
internal sealed class SubscriptionEntry
{
    private const string Backport = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private readonly FhirSandboxOptions _options;
    private readonly string _criteria;
    private readonly FhirQuery? _query;
    private readonly string? _type;

    public SubscriptionEntry(StoredVersion version, FhirSandboxOptions options)
    {
        _options = options;
        var resource = version.Resource!.Value;
        var channel = resource.GetProperty("channel");
        Id = version.Id;
        _criteria = resource.GetProperty("criteria").GetString()!;
        Endpoint = new Uri(channel.GetProperty("endpoint").GetString()!);
        Headers = channel.TryGetProperty("header", out var headers) ? [.. headers.EnumerateArray().Select(header => header.GetString()!)] : [];
        IsTopic = options.Topics.ContainsKey(_criteria);
        var filter = IsTopic ? Extension(resource, "_criteria", "backport-filter-criteria")?.GetProperty("valueString").GetString() : _criteria;
        if (filter is not null)
        {
            var parts = filter.Split('?', 2);
            _type = parts[0];
            _query = FhirQuery.Read(Http.ResourceAddress.Parameters(parts.ElementAtOrDefault(1)));
        }

        Content = Extension(channel, "_payload", "backport-payload-content")?.GetProperty("valueCode").GetString() ?? "empty";
        Heartbeat = Extension(channel, null, "backport-heartbeat-period") is { } period ? TimeSpan.FromSeconds(period.GetProperty("valueUnsignedInt").GetInt32()) : null;
        End = resource.TryGetProperty("end", out var end) ? end.GetDateTimeOffset() : null;
    }

    public string Id { get; }

    /// <summary>Canonical address; of the classic kind, its criteria.</summary>
    public string Topic => _criteria;

    public bool IsTopic { get; }

    public Uri Endpoint { get; }

    /// <summary>Whole lines: <c>Authorization: Bearer …</c>.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary><c>empty</c>, <c>id-only</c> or <c>full-resource</c>.</summary>
    public string Content { get; }

    /// <summary>How long it may be silent; null for ever.</summary>
    public TimeSpan? Heartbeat { get; }

    public DateTimeOffset? End { get; }

    /// <summary><c>requested</c>, <c>active</c>, <c>error</c> or <c>off</c>.</summary>
    public string Status { get; set; } = "requested";

    /// <summary>In the order of their numbers, from 1 without gaps.</summary>
    public List<SubscriptionEvent> Events { get; } = [];

    public bool Wants(StoredVersion version)
    {
        var isType = _type is null ? _options.Topics[_criteria].Contains(version.Type) : version.Type == _type;
        return isType && (version.IsDelete || _query is null || _query.Select([version]).Count == 1);
    }

    private static JsonElement? Extension(JsonElement element, string? name, string url)
    {
        if (name is not null && !element.TryGetProperty(name, out element)) return null;
        return element.TryGetProperty("extension", out var extensions) ? extensions.EnumerateArray().Where(one => one.GetProperty("url").GetString() == Backport + url).Select(one => (JsonElement?)one).FirstOrDefault() : null;
    }
}
