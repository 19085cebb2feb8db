using System.Globalization;

namespace Integration.Sandbox.Fhir.Store;

/// <summary>What a search or a history asks for that this server cannot give; its message is the answer's.</summary>
internal sealed class FhirQueryError(string message) : Exception(message);

/// <summary>A search as its parameters say it.</summary>
internal sealed class FhirQuery
{
    private const int MostPerPage = 1000;
    private readonly List<Func<StoredVersion, bool>> _conditions = [];
    private readonly List<(string Type, string Parameter)> _includes = [];
    private readonly List<(string Type, string Parameter)> _reverse = [];
    private bool _newestFirst;
    private bool _oldestFirst;

    /// <summary>Entries a page; at most 1000.</summary>
    public int Count { get; private set; } = 100;

    /// <exception cref="FhirQueryError">A parameter is not one of those this server knows.</exception>
    public static FhirQuery Read(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = new FhirQuery();
        foreach (var (name, value) in parameters)
        {
            query.Take(name, value);
        }

        return query;
    }

    public IReadOnlyList<StoredVersion> Select(IEnumerable<StoredVersion> versions)
    {
        var found = versions.Where(version => _conditions.TrueForAll(condition => condition(version)));
        return [.. _oldestFirst ? found.OrderBy(version => version.LastUpdated) : _newestFirst ? found.OrderByDescending(version => version.LastUpdated) : found];
    }

    /// <summary>What goes with these besides, each once.</summary>
    public IReadOnlyList<StoredVersion> Included(IReadOnlyList<StoredVersion> matches, FhirStore store)
    {
        var own = matches.Select(match => match.Reference).ToHashSet();
        var forward = _includes.SelectMany(include => matches.Where(match => match.Type == include.Type).SelectMany(match => SearchValues.References(match, include.Parameter)))
            .Select(reference => reference.Split('/')).Where(parts => parts.Length == 2).Select(parts => store.Read(parts[0], parts[1])).OfType<StoredVersion>();
        var back = _reverse.SelectMany(include => store.Current(include.Type).Where(version => SearchValues.References(version, include.Parameter).Any(own.Contains)));
        return [.. forward.Concat(back).Where(version => !version.IsDelete && !own.Contains(version.Reference)).DistinctBy(version => version.Reference)];
    }

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "_format" or "_total":
                break;
            case "_count":
                Count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? Math.Min(count, MostPerPage) : throw new FhirQueryError("_count is not a number above 0");
                break;
            case "_sort":
                (_oldestFirst, _newestFirst) = value switch { "_lastUpdated" => (true, false), "-_lastUpdated" => (false, true), _ => throw new FhirQueryError("_sort is _lastUpdated or -_lastUpdated here") };
                break;
            case "_since":
                var since = Moment(value);
                _conditions.Add(version => version.LastUpdated >= since);
                break;
            case "_lastUpdated":
                _conditions.Add(Updated(value));
                break;
            case "_id":
                var ids = value.Split(',').ToHashSet();
                _conditions.Add(version => ids.Contains(version.Id));
                break;
            case "_include":
                _includes.Add(Include(value));
                break;
            case "_revinclude":
                _reverse.Add(Include(value));
                break;
            default:
                if (!SearchValues.Knows(name)) throw new FhirQueryError($"the parameter {name} is not known here");
                _conditions.Add(version => SearchValues.Match(version, name, value));
                break;
        }
    }

    private static Func<StoredVersion, bool> Updated(string value)
    {
        var prefix = new string([.. value.TakeWhile(char.IsAsciiLetter)]);
        var at = Moment(value[prefix.Length..]);
        return prefix switch
        {
            "ge" => version => version.LastUpdated >= at,
            "gt" => version => version.LastUpdated > at,
            "le" => version => version.LastUpdated <= at,
            "lt" => version => version.LastUpdated < at,
            "" => version => version.LastUpdated == at,
            _ => throw new FhirQueryError("_lastUpdated begins with ge, gt, le or lt, or with nothing"),
        };
    }

    private static DateTimeOffset Moment(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : throw new FhirQueryError("a time is not an instant");

    private static (string Type, string Parameter) Include(string value) =>
        value.Split(':') is [var type, var parameter, ..] && SearchValues.Knows(parameter) ? (type, parameter) : throw new FhirQueryError($"{value} is not known here as an include");
}
