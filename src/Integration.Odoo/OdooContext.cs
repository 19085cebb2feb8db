using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Integration.Odoo;

/// <summary>
/// The context of a call. Zone, language and the silence of assignments are the same for every call and cannot be changed: <c>load()</c> otherwise reads
/// times in the service user's zone, labels in their language, and an assignment mails a person per record.
/// </summary>
public sealed class OdooContext
{
    private static readonly ImmutableArray<string> Fixed = ["tz", "lang", "mail_auto_subscribe_no_notify"];
    private readonly ImmutableSortedDictionary<string, JsonNode?> _extra;

    private OdooContext(ImmutableSortedDictionary<string, JsonNode?> extra) => _extra = extra;

    public static OdooContext Standard { get; } = new(ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal));

    /// <summary>The first company is the default one; the others are readable.</summary>
    public static OdooContext ForCompanies(params IEnumerable<long> companies) =>
        Standard.With("allowed_company_ids", new JsonArray([.. companies.Select(id => (JsonNode)id)]));

    /// <summary>A further key, such as <c>active_test</c>, <c>to_date</c> or <c>skip_backorder</c>.</summary>
    /// <exception cref="ArgumentException">The key is one that every call carries.</exception>
    public OdooContext With(string key, JsonNode? value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (Fixed.Contains(key, StringComparer.Ordinal)) throw new ArgumentException($"'{key}' is the same for every call.", nameof(key));
        return new OdooContext(_extra.SetItem(key, value?.DeepClone()));
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["tz"] = "UTC", ["lang"] = "en_US", ["mail_auto_subscribe_no_notify"] = true };
        foreach (var (key, value) in _extra) json[key] = value?.DeepClone();
        return json;
    }
}
