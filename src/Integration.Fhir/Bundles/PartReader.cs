using System.Globalization;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>The second pass: reads one entry with those that are kept with it, and says what it changes.</summary>
internal sealed class PartReader(Stream content, FhirBounds bounds, string bundleType, EntryIndex? header)
{
    /// <summary>Bytes kept of what is too long.</summary>
    public const int HeadBytes = 64 * 1024;

    private static readonly FhirReadOptions s_reading = new();

    /// <summary>A resource that came without a bundle around it.</summary>
    /// <param name="place">Where in the file; empty for a resource by itself.</param>
    public FhirPart Alone(EntryIndex entry, string place, Predicate<string> takes)
    {
        if (entry.Length > bounds.MaxResourceBytes)
        {
            return Refused(entry, place, Error(place, "TooLong", $"at most {bounds.MaxResourceBytes} bytes", entry));
        }

        var bytes = Plain(Bytes(entry.Offset, entry.Length));
        var read = FhirReader.Read(bytes, s_reading);
        var errors = read.Problems.Where(problem => problem.Severity == FhirSeverity.Error).ToArray();
        if (errors.Length > 0)
        {
            return Refused(entry, place, errors) with { Head = bytes };
        }

        var fields = EntryFields.OfResource(bytes.Span);
        var change = takes(fields.Type) ? new FhirChange(fields.Type, fields.Id, fields.VersionId, fields.LastUpdated, IsDelete: false, place, bytes) { Focus = bytes } : null;
        return new FhirPart(entry.Index, entry.Offset, fields.Type, FhirMethod.None, place, change, []);
    }

    /// <summary>An entry of a bundle.</summary>
    public FhirPart Entry(EntryIndex entry, Context context, Predicate<string> takes)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{entry.Index}]");
        if (Misfit(entry, at) is { } misfit)
        {
            return Refused(entry, at, misfit);
        }

        if (!takes(entry.Type))
        {
            return new FhirPart(entry.Index, entry.Offset, entry.Type, entry.Method, at, null, []);
        }

        var bytes = Bytes(entry.Offset, entry.Length);
        var fields = EntryFields.OfEntry(bytes.Span);
        return entry.Method == FhirMethod.Delete ? Deletion(entry, at, fields) : Changed(entry, at, fields, ResourceOf(entry, bytes), context);
    }

    /// <summary>Null for an entry that can be gone on with.</summary>
    private FhirProblem? Misfit(EntryIndex entry, string at)
    {
        var isOrder = bundleType is "transaction" or "batch";
        return entry.Length > bounds.MaxResourceBytes ? Error(at, "TooLong", $"at most {bounds.MaxResourceBytes} bytes", entry)
            : entry.IsAmbiguous ? Error(at, "DuplicateKey", "'resource' once", entry)
            : isOrder && !entry.HasRequest ? Error($"{at}.request", "Required", "a request, as every entry of a transaction or batch has", entry)
            : isOrder && entry.Method is FhirMethod.Other or FhirMethod.None ? Error($"{at}.request.method", "NotOffered", "POST, PUT or DELETE: nothing is read or patched here", entry)
            : entry.Method == FhirMethod.Delete && entry.Identity == 0 ? Error($"{at}.request.url", "NotOffered", "type and id of what is deleted: a search cannot be run here", entry)
            : entry.ResourceLength == 0 && entry.Method != FhirMethod.Delete && bundleType != "searchset" ? Error($"{at}.resource", "Required", "a resource", entry)
            : null;
    }

    private static FhirPart Deletion(EntryIndex entry, string at, EntryFields fields)
    {
        var (type, id) = ReferenceKey.Tail(fields.Url)!.Value;
        var body = ChangeBody.Deletion(fields, type, id);
        var change = new FhirChange(type, id, EntryFields.VersionOf(fields.Etag), fields.LastModified, IsDelete: true, at, body);
        return new FhirPart(entry.Index, entry.Offset, type, FhirMethod.Delete, at, change, []);
    }

    private FhirPart Changed(EntryIndex entry, string at, EntryFields fields, ReadOnlyMemory<byte> resource, Context context)
    {
        var named = ReferenceKey.Tail(fields.Url);
        var errors = Errors(entry, at, resource, fields, named);
        if (errors.Length > 0)
        {
            return Refused(entry, at, errors) with { Head = resource };
        }

        var problems = new List<FhirProblem>();
        var kept = context.Of(entry, problems);
        var others = (header is null || header == entry ? kept : kept.Append(header)).Select(Kept).ToList();
        var id = fields.Id.Length > 0 ? fields.Id
            : entry.Method == FhirMethod.Put && named is { } said ? said.Id
            : ReferenceKey.Tail(fields.FullUrl) is { } tail && tail.Type == fields.Type ? tail.Id
            : "";
        var version = fields.VersionId.Length > 0 ? fields.VersionId : EntryFields.VersionOf(fields.Etag);
        var updated = fields.LastUpdated.Length > 0 ? fields.LastUpdated : fields.LastModified;
        var saysAll = id == fields.Id && version == fields.VersionId && updated == fields.LastUpdated;
        var address = id.Length > 0 && fields.Id.Length == 0 ? $"{fields.Type}/{id}" : fields.FullUrl;
        var body = saysAll && others.Count == 0 ? resource : ChangeBody.With(address, resource, saysAll ? "" : version, saysAll ? "" : updated, others);
        var change = new FhirChange(fields.Type, id, version, updated, IsDelete: false, $"{at}.resource", body) { Focus = resource };
        return new FhirPart(entry.Index, entry.Offset, fields.Type, entry.Method, $"{at}.resource", change, problems);
    }

    private static FhirProblem[] Errors(EntryIndex entry, string at, ReadOnlyMemory<byte> resource, EntryFields fields, (string Type, string Id)? named)
    {
        var errors = FhirReader.Read(resource, s_reading).Problems.Where(problem => problem.Severity == FhirSeverity.Error)
            .Select(problem => problem with { Location = Within(at, problem.Location), ByteOffset = entry.ResourceOffset + problem.ByteOffset });
        var isAnother = entry.Method == FhirMethod.Put && named is var (type, id) && (type != fields.Type || (fields.Id.Length > 0 && id != fields.Id));
        return [.. isAnother ? errors.Append(Error($"{at}.resource.id", "Mismatch", "the type and id that the request's url names", entry)) : errors];
    }

    private (string Address, ReadOnlyMemory<byte> Resource) Kept(EntryIndex entry)
    {
        var bytes = Bytes(entry.Offset, entry.Length);
        return (EntryFields.OfEntry(bytes.Span).FullUrl, ResourceOf(entry, bytes));
    }

    /// <summary>The resource within the bytes of its entry; empty where it has none.</summary>
    private static ReadOnlyMemory<byte> ResourceOf(EntryIndex entry, ReadOnlyMemory<byte> bytes) =>
        entry.ResourceLength == 0 ? default : bytes.Slice((int)(entry.ResourceOffset - entry.Offset), (int)entry.ResourceLength);

    private FhirPart Refused(EntryIndex entry, string at, params FhirProblem[] problems) =>
        new(entry.Index, entry.Offset, entry.Type, entry.Method, at, null, problems) { Head = Bytes(entry.Offset, Math.Min(entry.Length, HeadBytes)) };

    private ReadOnlyMemory<byte> Bytes(long offset, long length)
    {
        var bytes = new byte[length];
        content.Position = offset;
        content.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Without a byte-order mark and the white space around it.</summary>
    private static ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> bytes)
    {
        var plain = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        return plain.Trim(" \t\r\n"u8);
    }

    /// <summary>A location within the resource, seen from the bundle.</summary>
    private static string Within(string at, string location)
    {
        var dot = location.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? $"{at}.resource" : $"{at}.resource{location[dot..]}";
    }

    private static FhirProblem Error(string location, string rule, string expected, EntryIndex entry) => new(FhirSeverity.Error, location, rule, expected, entry.Offset);
}
