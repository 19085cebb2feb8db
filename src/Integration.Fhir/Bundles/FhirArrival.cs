using Integration.Fhir.Definitions;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>What was received in one piece.</summary>
public enum FhirArrivalKind
{
    /// <summary>One resource that is no bundle.</summary>
    Resource,

    Bundle,

    /// <summary>A resource a line (FHIR Bulk Data, NDJSON).</summary>
    Lines,
}

/// <summary>
/// Whatever was received, taken apart into changes of single resources. It is walked twice: the first time to find where everything stands, the second time to read each entry with those it refers to. So a bundle of a hundred megabytes
/// costs the memory of its index and of one entry.
/// </summary>
public sealed class FhirArrival
{
    private static readonly string[] s_taken = ["transaction", "batch", "collection", "searchset", "history", "message", "document"];

    private readonly Stream _content;
    private readonly FhirBounds _bounds;
    private readonly IReadOnlyList<EntryIndex> _entries;
    private readonly Lazy<Context> _context;

    private FhirArrival(Stream content, FhirBounds bounds, FhirArrivalKind kind, IReadOnlyList<EntryIndex> entries)
    {
        _content = content;
        _bounds = bounds;
        _entries = entries;
        _context = new Lazy<Context>(() => new Context(entries, bounds));
        Kind = kind;
    }

    public FhirArrivalKind Kind { get; }

    /// <summary>Of a resource, its type; <c>Bundle</c> for a bundle; empty for lines and for what is no resource.</summary>
    public string Type { get; private init; } = "";

    /// <summary>Logical id of the resource or bundle; empty for none.</summary>
    public string Id { get; private init; } = "";

    /// <summary><c>Bundle.type</c>; empty for what is no bundle.</summary>
    public string BundleType { get; private init; } = "";

    /// <summary>What is wrong with all of it; with an error nothing can be taken.</summary>
    public IReadOnlyList<FhirProblem> Problems { get; private init; } = [];

    /// <summary>Entries or lines; 1 for a resource.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether the sender asked for all of it or nothing (FHIR R4, http, transaction; messaging).</summary>
    public bool IsWhole => BundleType is "transaction" or "message";

    public bool IsRefused => Problems.Any(problem => problem.Severity == FhirSeverity.Error);

    /// <summary>A resource or a bundle.</summary>
    /// <param name="content">UTF-8 JSON; must be able to seek, and stay as it is as long as parts are read.</param>
    public static FhirArrival Read(Stream content, FhirBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(bounds);
        if (content.Length > bounds.MaxPayloadBytes)
        {
            return new FhirArrival(content, bounds, FhirArrivalKind.Resource, []) { Problems = [TooLong("", bounds.MaxPayloadBytes, 0)] };
        }

        content.Position = 0;
        var index = new ArrivalIndex(bounds);
        index.Read(content);
        var isBundle = index.ResourceType == "Bundle";
        var problems = index.Problems;
        if (problems.Count == 0)
        {
            problems.AddRange(isBundle ? BundleRules.Check(index.BundleType, index.Entries, content.Length, bounds) : ResourceRules(index.ResourceType, content.Length, bounds));
        }

        return new FhirArrival(content, bounds, isBundle ? FhirArrivalKind.Bundle : FhirArrivalKind.Resource, isBundle ? index.Entries : [Whole(content, index.ResourceType)])
        {
            Type = index.ResourceType,
            Id = index.Id,
            BundleType = isBundle ? index.BundleType : "",
            Problems = problems,
        };
    }

    /// <summary>Resources, one a line.</summary>
    /// <param name="content">UTF-8; must be able to seek, and stay as it is as long as parts are read.</param>
    public static FhirArrival ReadLines(Stream content, FhirBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(bounds);
        if (content.Length > bounds.MaxPayloadBytes)
        {
            return new FhirArrival(content, bounds, FhirArrivalKind.Lines, []) { Problems = [TooLong("", bounds.MaxPayloadBytes, 0)] };
        }

        var lines = LineIndex.Read(content, bounds.MaxEntries + 1);
        return lines.Count > bounds.MaxEntries
            ? new FhirArrival(content, bounds, FhirArrivalKind.Lines, []) { Problems = [new FhirProblem(FhirSeverity.Error, "", "TooMany", $"at most {bounds.MaxEntries} lines", lines[^1].Offset)] }
            : new FhirArrival(content, bounds, FhirArrivalKind.Lines, lines);
    }

    /// <summary>
    /// Every entry, in the order in which they happened: that of the bundle, but of a history, which has the newest first, the other way round. Read as they are asked for; to be gone through once at a time.
    /// </summary>
    /// <param name="takes">Which resource types are messages here; others only keep company.</param>
    /// <param name="first">How many are to be left out at the beginning.</param>
    public IEnumerable<FhirPart> Parts(Predicate<string> takes, int first)
    {
        if (IsRefused)
        {
            yield break;
        }

        for (var at = first; at < _entries.Count; at++)
        {
            yield return Part(_entries[BundleType == "history" ? _entries.Count - 1 - at : at], takes);
        }
    }

    /// <summary>The MessageHeader of a message; null for anything else.</summary>
    public FhirElement? ReadHeader()
    {
        if (BundleType != "message" || _entries is not [{ Type: "MessageHeader", ResourceLength: > 0 } first, ..] || first.ResourceLength > _bounds.MaxResourceBytes)
        {
            return null;
        }

        var bytes = new byte[first.ResourceLength];
        _content.Position = first.ResourceOffset;
        _content.ReadExactly(bytes);
        return FhirReader.Read(bytes, new FhirReadOptions()).Root;
    }

    /// <summary>All of it from its beginning, for the journal of what is refused.</summary>
    public ReadOnlyMemory<byte> Head(int most)
    {
        var bytes = new byte[Math.Min(most, _content.Length)];
        _content.Position = 0;
        _content.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Whether R4 has a resource type of this name; whatever else a sender writes there may be anything.</summary>
    public static bool IsResourceType(string name) => FhirDefinitions.Resource(name) is not null;

    internal static bool IsTaken(string bundleType) => s_taken.Contains(bundleType);

    private FhirPart Part(EntryIndex entry, Predicate<string> takes)
    {
        var parts = new PartReader(_content, _bounds, BundleType, BundleType == "message" ? _entries[0] : null);
        return Kind switch
        {
            FhirArrivalKind.Bundle => parts.Entry(entry, _context.Value, takes),
            FhirArrivalKind.Resource => parts.Alone(entry, "", takes),
            FhirArrivalKind.Lines => parts.Alone(entry, $"line {entry.Index + 1}", takes),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static EntryIndex Whole(Stream content, string type) => new() { Index = 0, Offset = 0, Length = content.Length, ResourceLength = content.Length, Type = type };

    private static IEnumerable<FhirProblem> ResourceRules(string type, long length, FhirBounds bounds)
    {
        if (type.Length == 0)
        {
            yield return new FhirProblem(FhirSeverity.Error, "", "Required", "'resourceType' (FHIR R4, JSON)", 0);
        }
        else if (length > bounds.MaxResourceBytes)
        {
            yield return TooLong(type, bounds.MaxResourceBytes, 0);
        }
    }

    private static FhirProblem TooLong(string location, long most, long offset) => new(FhirSeverity.Error, location, "TooLong", $"at most {most} bytes", offset);
}
