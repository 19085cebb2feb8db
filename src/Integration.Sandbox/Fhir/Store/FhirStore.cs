using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Fhir.Store;

/// <summary>Every version of every resource, in memory. What was written is kept as it was written, but for <c>id</c> and the two elements of <c>meta</c> that are the server's.</summary>
internal sealed class FhirStore(FhirFaults faults, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<StoredVersion>> _histories = [];
    private int _count;

    /// <summary>Told of each version as it is written, in that order; must not wait.</summary>
    public Action<StoredVersion>? Written { get; set; }

    /// <summary>A new resource under an id of the server's choice.</summary>
    public StoredVersion Create(JsonObject resource) => Write(resource, null, "POST");

    /// <summary>A new version under the resource's own id.</summary>
    public StoredVersion Put(JsonObject resource) => Write(resource, resource["id"]!.GetValue<string>(), "PUT");

    /// <returns>Null where there is nothing to delete.</returns>
    public StoredVersion? Delete(string type, string id)
    {
        lock (_lock)
        {
            return _histories.TryGetValue($"{type}/{id}", out var history) && !history[^1].IsDelete ? Add(history, new StoredVersion(type, id, history.Count + 1, Stamp(type), "DELETE", null)) : null;
        }
    }

    /// <returns>The newest version, also where it is a deletion; null where there never was one.</returns>
    public StoredVersion? Read(string type, string id)
    {
        lock (_lock) return _histories.TryGetValue($"{type}/{id}", out var history) ? history[^1] : null;
    }

    /// <summary>What stands now.</summary>
    public IReadOnlyList<StoredVersion> Current(string? type)
    {
        lock (_lock) return [.. _histories.Values.Select(history => history[^1]).Where(version => !version.IsDelete && (type is null || version.Type == type))];
    }

    /// <summary>Newest first, as a server answers.</summary>
    public IReadOnlyList<StoredVersion> History(string type, string? id)
    {
        lock (_lock)
        {
            var versions = id is null ? _histories.Values.SelectMany(history => history).Where(version => version.Type == type) : _histories.GetValueOrDefault($"{type}/{id}", []);
            return [.. versions.OrderByDescending(version => version.LastUpdated).ThenByDescending(version => version.Version)];
        }
    }

    /// <summary>Takes a type away without a trace.</summary>
    public void Forget(string type)
    {
        lock (_lock)
        {
            foreach (var key in _histories.Keys.Where(key => key.StartsWith($"{type}/", StringComparison.Ordinal)).ToList())
            {
                _histories.Remove(key);
            }
        }
    }

    private StoredVersion Write(JsonObject resource, string? id, string method)
    {
        var type = resource["resourceType"]!.GetValue<string>();
        lock (_lock)
        {
            id ??= string.Create(CultureInfo.InvariantCulture, $"{type[0]}{++_count:00000}");
            if (!_histories.TryGetValue($"{type}/{id}", out var history)) _histories[$"{type}/{id}"] = history = [];
            var stamp = Stamp(type);
            return Add(history, new StoredVersion(type, id, history.Count + 1, stamp, method, Stamped(resource, type, id, history.Count + 1, stamp)));
        }
    }

    private StoredVersion Add(List<StoredVersion> history, StoredVersion version)
    {
        history.Add(version);
        Written?.Invoke(version);
        return version;
    }

    private static JsonElement Stamped(JsonObject resource, string type, string id, int version, DateTimeOffset stamp)
    {
        var meta = resource["meta"]?.DeepClone().AsObject() ?? [];
        meta["versionId"] = version.ToString(CultureInfo.InvariantCulture);
        meta["lastUpdated"] = StoredVersion.Format(stamp);
        var stamped = new JsonObject { ["resourceType"] = type, ["id"] = id, ["meta"] = meta };
        foreach (var (name, value) in resource.Where(property => property.Key is not ("resourceType" or "id" or "meta")))
        {
            stamped[name] = value?.DeepClone();
        }

        return JsonSerializer.SerializeToElement(stamped);
    }

    private DateTimeOffset Stamp(string type)
    {
        var now = time.GetUtcNow() + faults.ClockSkew - (faults.Take(FhirFaultKind.LateCommit, type)?.Delay ?? TimeSpan.Zero);
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
