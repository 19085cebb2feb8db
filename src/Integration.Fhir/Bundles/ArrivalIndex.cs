using System.Buffers;
using System.Text.Json;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>
/// The first pass over what was received: one walk over its tokens through a small buffer, which finds where each entry stands and what it refers to. Nothing of its content is kept.
/// </summary>
internal sealed class ArrivalIndex(FhirBounds bounds)
{
    private const int FirstBuffer = 64 * 1024;

    private readonly Name[] _names = new Name[6];
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _references = [];
    private EntryIndex? _entry;
    private string _resourceId = "";
    private bool _inResource;
    private bool _isReference;
    private int _entryLists;
    private long _before;

    private enum Name
    {
        Another,
        ResourceType,
        Id,
        Type,
        Entry,
        FullUrl,
        Resource,
        Request,
        Response,
        Method,
        Url,
        Meta,
        VersionId,
        Etag,
    }

    public List<EntryIndex> Entries { get; } = [];

    public List<FhirProblem> Problems { get; } = [];

    public string ResourceType { get; private set; } = "";

    public string Id { get; private set; } = "";

    /// <summary>Bundle.type.</summary>
    public string BundleType { get; private set; } = "";

    /// <summary>Reads to the end, or to the first thing that cannot be read.</summary>
    public void Read(Stream content)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            Walk(content, ref buffer);
        }
        catch (JsonException fault)
        {
            Problems.Add(Error("", "NotJson", "JSON that begins and ends as it should (RFC 8259)", Offset(fault)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Walk(Stream content, ref byte[] buffer)
    {
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = bounds.MaxDepth });
        var filled = 0;
        for (var isFinal = false; !isFinal;)
        {
            var read = content.Read(buffer, filled, buffer.Length - filled);
            isFinal = read == 0;
            filled += read;
            var used = _before == 0 && filled >= 3 && buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8) ? 3 : 0;
            if (filled < 3 && !isFinal)
            {
                continue;
            }

            _before += used;
            var reader = new Utf8JsonReader(buffer.AsSpan(used, filled - used), isFinal, state);
            while (reader.Read())
            {
                if (!Visit(ref reader))
                {
                    return;
                }
            }

            state = reader.CurrentState;
            _before += reader.BytesConsumed;
            used += (int)reader.BytesConsumed;
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            if (filled == buffer.Length && !Grow(ref buffer))
            {
                return;
            }
        }
    }

    /// <summary>One token longer than the buffer needs a larger one.</summary>
    private bool Grow(ref byte[] buffer)
    {
        if (buffer.Length >= bounds.MaxResourceBytes)
        {
            Problems.Add(Error("", "TooLong", $"no text of more than {bounds.MaxResourceBytes} bytes", _before));
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    /// <returns>False when reading on has no sense.</returns>
    private bool Visit(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _isReference = _inResource && reader.ValueTextEquals("reference"u8);
                if (depth < _names.Length)
                {
                    _names[depth] = NameOf(ref reader);
                }

                return true;
            case JsonTokenType.StartObject when depth == 2 && _names[1] == Name.Entry:
                return Begin(_before + reader.TokenStartIndex);
            case JsonTokenType.EndObject when depth == 2 && _entry is not null:
                End(_before + reader.BytesConsumed);
                return true;
            case JsonTokenType.StartObject when depth == 3 && _entry is not null:
                BeginPart(_before + reader.TokenStartIndex);
                return true;
            case JsonTokenType.EndObject when depth == 3 && _inResource:
                _entry!.ResourceLength = _before + reader.BytesConsumed - _entry.ResourceOffset;
                _inResource = false;
                return true;
            case JsonTokenType.StartArray when depth == 1 && _names[1] == Name.Entry:
                return ++_entryLists == 1 || Stop(Error("Bundle.entry", "DuplicateKey", "'entry' once", _before + reader.TokenStartIndex));
            case JsonTokenType.String:
                Text(ref reader, depth);
                return true;
            default:
                var isMisplaced = depth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject);
                return !isMisplaced || Stop(Error("", "NotJson", "a resource: an object with 'resourceType' (FHIR R4, JSON)", _before + reader.TokenStartIndex));
        }
    }

    private bool Begin(long offset)
    {
        if (Entries.Count == bounds.MaxEntries)
        {
            return Stop(Error("Bundle.entry", "TooMany", $"at most {bounds.MaxEntries} entries", offset));
        }

        _entry = new EntryIndex { Index = Entries.Count, Offset = offset };
        _resourceId = "";
        return true;
    }

    private void BeginPart(long offset)
    {
        if (_names[3] == Name.Request)
        {
            _entry!.HasRequest = true;
        }

        if (_names[3] == Name.Resource)
        {
            _entry!.IsAmbiguous |= _entry.ResourceOffset > 0;
            _entry.ResourceOffset = offset;
            _inResource = true;
        }
    }

    private void End(long offset)
    {
        var entry = _entry!;
        entry.Length = offset - entry.Offset;
        entry.References = [.. _references];
        entry.Identity = entry.Type.Length > 0 && _resourceId.Length > 0 ? ReferenceKey.Of($"{entry.Type}/{_resourceId}") : entry.Identity;
        Entries.Add(entry);
        _references.Clear();
        _entry = null;
    }

    private void Text(ref Utf8JsonReader reader, int depth)
    {
        if (_isReference && ReferenceKey.Of(JsonText.Of(ref reader)) is > 0 and var key)
        {
            _references.Add(key);
        }

        if (_entry is not null)
        {
            EntryText(ref reader, depth);
        }
        else if (depth == 1)
        {
            RootText(JsonText.Of(ref reader));
        }
    }

    private void RootText(string text)
    {
        if (_names[1] == Name.ResourceType)
        {
            ResourceType = text;
        }
        else if (_names[1] == Name.Id)
        {
            Id = text;
        }
        else if (_names[1] == Name.Type)
        {
            BundleType = text;
        }
    }

    private void EntryText(ref Utf8JsonReader reader, int depth)
    {
        var entry = _entry!;
        switch (depth, _names[3], depth > 3 ? _names[4] : Name.Another)
        {
            case (3, Name.FullUrl, _):
                entry.FullUrl = ReferenceKey.Of(JsonText.Of(ref reader));
                break;
            case (4, Name.Resource, Name.ResourceType) when _inResource:
                entry.Type = Shared(JsonText.Of(ref reader));
                break;
            case (4, Name.Resource, Name.Id) when _inResource:
                _resourceId = JsonText.Of(ref reader);
                break;
            case (5, Name.Resource, Name.Meta) when _inResource && _names[5] == Name.VersionId:
                entry.Version = ReferenceKey.Of($"urn:{JsonText.Of(ref reader)}");
                break;
            case (4, Name.Response, Name.Etag) when entry.Version == 0:
                entry.Version = ReferenceKey.Of($"urn:{EntryFields.VersionOf(JsonText.Of(ref reader))}");
                break;
            case (4, Name.Request, Name.Method):
                entry.Method = MethodOf(JsonText.Of(ref reader));
                break;
            case (4, Name.Request, Name.Url) when ReferenceKey.Tail(JsonText.Of(ref reader)) is var (type, id):
                // Of a deletion there is nothing else to tell what it is about.
                entry.Type = entry.Type.Length == 0 ? Shared(type) : entry.Type;
                entry.Identity = entry.Identity == 0 ? ReferenceKey.Of($"{type}/{id}") : entry.Identity;
                break;
            default:
                break;
        }
    }

    private bool Stop(FhirProblem problem)
    {
        Problems.Add(problem);
        return false;
    }

    private string Shared(string type)
    {
        if (_types.TryGetValue(type, out var known))
        {
            return known;
        }

        // The types of R4 are fewer than two hundred; what a hostile sender makes up is not gathered.
        if (_types.Count < 200)
        {
            _types[type] = type;
        }

        return type;
    }

    private static FhirMethod MethodOf(string word) => word switch
    {
        "POST" => FhirMethod.Post,
        "PUT" => FhirMethod.Put,
        "DELETE" => FhirMethod.Delete,
        _ => FhirMethod.Other,
    };

    private static Name NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("resourceType"u8) ? Name.ResourceType
        : reader.ValueTextEquals("id"u8) ? Name.Id
        : reader.ValueTextEquals("type"u8) ? Name.Type
        : reader.ValueTextEquals("entry"u8) ? Name.Entry
        : reader.ValueTextEquals("fullUrl"u8) ? Name.FullUrl
        : reader.ValueTextEquals("resource"u8) ? Name.Resource
        : reader.ValueTextEquals("request"u8) ? Name.Request
        : reader.ValueTextEquals("response"u8) ? Name.Response
        : reader.ValueTextEquals("method"u8) ? Name.Method
        : reader.ValueTextEquals("url"u8) ? Name.Url
        : reader.ValueTextEquals("meta"u8) ? Name.Meta
        : reader.ValueTextEquals("versionId"u8) ? Name.VersionId
        : reader.ValueTextEquals("etag"u8) ? Name.Etag
        : Name.Another;

    private long Offset(JsonException fault) => _before + (fault.BytePositionInLine ?? 0);

    private static FhirProblem Error(string location, string rule, string expected, long offset) => new(FhirSeverity.Error, location, rule, expected, offset);
}
