using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Integration.Odoo.Wire;

/// <summary>
/// One call of a method. The two protocols want its arguments differently, by place or by name, so every argument by place must be one whose name is known:
/// what works on one protocol works on the other.
/// </summary>
internal sealed class OdooCall
{
    /// <summary>The records a method is called on, beside the arguments.</summary>
    private const string Ids = "ids";

    private static readonly string[] OnRecords = [Ids];

    /// <summary>The names of arguments by place. A method that is not here is called on records and takes the rest by name.</summary>
    private static readonly FrozenDictionary<string, string[]> Places = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["load"] = ["fields", "data"],
        ["create"] = ["vals_list"],
        ["search"] = ["domain", "offset", "limit", "order"],
        ["search_read"] = ["domain", "fields", "offset", "limit", "order"],
        ["search_count"] = ["domain", "limit"],
        ["fields_get"] = ["allfields", "attributes"],
        ["default_get"] = ["fields"],
        ["check_object_reference"] = ["module", "xml_id"],
        ["context_get"] = [],
        ["read"] = [Ids, "fields"],
        ["write"] = [Ids, "vals"],
        ["has_access"] = [Ids, "operation"],
        ["export_data"] = [Ids, "fields_to_export"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string[] _places;

    /// <exception cref="ArgumentException">An argument by place whose name is not known, or a null id.</exception>
    public OdooCall(string model, string method, JsonArray placed, JsonObject named)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        _places = Places.GetValueOrDefault(method, OnRecords);
        if (placed.Count > _places.Length) throw new ArgumentException($"Give the arguments of {method} after the first {_places.Length} by name.", nameof(placed));
        if (placed.Count > 0 && placed[0] is JsonArray first && first.Any(id => id is null))
            throw new ArgumentException("A null among the ids: Odoo would answer a record full of default values.", nameof(placed));
        (Model, Method, Placed, Named) = (model, method, placed, named);
    }

    public string Model { get; }

    public string Method { get; }

    /// <summary>Arguments by place.</summary>
    public JsonArray Placed { get; }

    /// <summary>Further arguments by name, the context among them.</summary>
    public JsonObject Named { get; }

    /// <summary>All arguments by name.</summary>
    public JsonObject ByName()
    {
        var all = Named.DeepClone().AsObject();
        for (var place = 0; place < Placed.Count; place++) all[_places[place]] = Placed[place]?.DeepClone();
        return all;
    }
}
