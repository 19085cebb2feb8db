using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>A journalled change as mappings see it: the resource that changed, and those that were kept with it.</summary>
public sealed class FhirMessage
{
    private readonly Dictionary<string, FhirElement> _byKey = new(StringComparer.Ordinal);

    private FhirMessage(IReadOnlyList<FhirElement> resources, IReadOnlyList<FhirProblem> problems)
    {
        Resources = resources;
        Problems = problems;
        Header = resources.FirstOrDefault(resource => resource.Type == "MessageHeader");
    }

    /// <summary>The resource that changed; null where it was deleted, or where nothing could be read.</summary>
    public FhirElement? Focus { get; private init; }

    /// <summary>Resource type: <c>Appointment</c>; empty where nothing could be read.</summary>
    public string Type { get; private init; } = "";

    /// <summary>Logical id; empty where there is none.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Empty where there is none.</summary>
    public string VersionId { get; private init; } = "";

    /// <summary>An instant as written; empty where there is none.</summary>
    public string LastUpdated { get; private init; } = "";

    public bool IsDelete { get; private init; }

    /// <summary>The MessageHeader of the message it came with; null where it came otherwise.</summary>
    public FhirElement? Header { get; }

    /// <summary>The one that changed first, then those kept with it; none of a deletion.</summary>
    public IReadOnlyList<FhirElement> Resources { get; }

    public IReadOnlyList<FhirProblem> Problems { get; }

    /// <summary>Reads a body of the journal: a resource, or a bundle with the resource first (decision 0017).</summary>
    public static FhirMessage Parse(ReadOnlyMemory<byte> body, FhirReadOptions limits)
    {
        var read = FhirReader.Read(body, limits);
        if (read.Root is not { } root)
        {
            return new FhirMessage([], read.Problems);
        }

        if (root.Type != "Bundle")
        {
            var alone = Of(root, null, [root], read.Problems);
            alone.Learn(root, "");
            return alone;
        }

        var entries = root.Named("entry").ToList();
        if (entries is [var first, ..] && first.First("request")?.First("method")?.Text == "DELETE" && ReferenceKey.Tail(TextOf(first, "request", "url")) is var (type, id))
        {
            return new FhirMessage([], read.Problems)
            {
                Type = type,
                Id = id,
                VersionId = EntryFields.VersionOf(TextOf(first, "response", "etag")),
                LastUpdated = TextOf(first, "response", "lastModified"),
                IsDelete = true,
            };
        }

        var filled = entries.Where(entry => entry.First("resource") is not null).ToList();
        if (filled.Count == 0)
        {
            return new FhirMessage([], read.Problems);
        }

        var message = Of(filled[0].First("resource")!, filled[0], [.. filled.Select(entry => entry.First("resource")!)], read.Problems);
        foreach (var entry in filled)
        {
            message.Learn(entry.First("resource")!, entry.First("fullUrl")?.Text ?? "");
        }

        return message;
    }

    /// <summary>
    /// What a reference leads to within this message (FHIR R4, References; Bundle, Resolving references): contained ones, addresses of entries, <c>Type/id</c> with or without a version, and absolute addresses that end so.
    /// Null for one that leads elsewhere, and for one that only names an identifier.
    /// </summary>
    /// <param name="reference">An element of type Reference, or its <c>reference</c>, or a uri or canonical.</param>
    public FhirElement? Resolve(FhirElement reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var text = reference.Text ?? reference.First("reference")?.Text ?? "";
        if (text.StartsWith('#'))
        {
            return Contained(reference, text[1..]);
        }

        return _byKey.GetValueOrDefault(text) ?? _byKey.GetValueOrDefault(ReferenceKey.Text(text));
    }

    private static FhirMessage Of(FhirElement focus, FhirElement? entry, IReadOnlyList<FhirElement> resources, IReadOnlyList<FhirProblem> problems)
    {
        var id = focus.First("id")?.Text;
        var meta = focus.First("meta");
        return new FhirMessage(resources, problems)
        {
            Focus = focus,
            Type = focus.Type,
            Id = id ?? (ReferenceKey.Tail(entry?.First("fullUrl")?.Text ?? "") is { } tail && tail.Type == focus.Type ? tail.Id : ""),
            VersionId = meta?.First("versionId")?.Text ?? EntryFields.VersionOf(entry is null ? "" : TextOf(entry, "response", "etag")),
            LastUpdated = meta?.First("lastUpdated")?.Text ?? (entry is null ? "" : TextOf(entry, "response", "lastModified")),
        };
    }

    /// <summary>A contained resource stands in the outermost one; <c>#</c> alone is that one itself (FHIR R4, References, contained).</summary>
    private static FhirElement? Contained(FhirElement reference, string id)
    {
        var outermost = reference.Resource;
        while (outermost is { Name: "contained", Parent: { } parent })
        {
            outermost = parent.Resource;
        }

        return id.Length == 0 ? outermost : outermost.Named("contained").FirstOrDefault(one => one.First("id")?.Text == id);
    }

    private void Learn(FhirElement resource, string address)
    {
        if (address.Length > 0)
        {
            _byKey.TryAdd(address, resource);
            _byKey.TryAdd(ReferenceKey.Text(address), resource);
        }

        if (resource.First("id")?.Text is { Length: > 0 } id)
        {
            _byKey.TryAdd($"{resource.Type}/{id}", resource);
            if (resource.First("meta")?.First("versionId")?.Text is { Length: > 0 } version)
            {
                _byKey.TryAdd($"{resource.Type}/{id}/_history/{version}", resource);
            }
        }
    }

    private static string TextOf(FhirElement element, string first, string second) => element.First(first)?.First(second)?.Text ?? "";
}
