using System.Buffers;
using System.Text;
using System.Text.Json;
using Integration.Fhir.Definitions;

namespace Integration.Fhir.Elements;

/// <summary>One pass over the JSON of a resource. The reader always stands on the last token of what was read.</summary>
internal ref partial struct FhirReading(Utf8JsonReader json, byte[] source, int start, FhirReadOptions options)
{
    private const int LongestKey = 64;
    private static readonly SearchValues<char> s_nameSigns = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly List<FhirProblem> _problems = [];

    /// <summary>One for each level: an object is done with its keys when the next one of its level begins.</summary>
    private readonly List<FhirKeys> _keys = [];

    /// <summary>The children so far of all objects that are being read, those of the innermost last.</summary>
    private readonly List<FhirElement> _open = [];
    private Utf8JsonReader _json = json;
    private int _elements;
    private int _errors;
    private int _warnings;
    private bool _stopped;

    /// <exception cref="JsonException">It is no JSON.</exception>
    public FhirReadResult Read()
    {
        FhirElement? root = null;
        if (Next() && _json.TokenType == JsonTokenType.StartObject)
        {
            root = ReadRoot();
        }
        else
        {
            Error("", "NotAResource", "an object", At);
            _json.Skip();
        }

        // Anything behind the resource is no JSON, and the reader says so.
        Next();
        return new FhirReadResult(_stopped ? null : root, _problems);
    }

    private FhirElement? ReadRoot()
    {
        var type = ResourceType();
        if (type is null)
        {
            Error("resourceType", "NoResourceType", "the type of the resource", At);
            _json.Skip();
            return null;
        }

        var root = new FhirElement(Shown(type), Shown(type), null, -1, null) { IsResource = true, Key = type };
        ReadResource(root, type);
        return root;
    }

    private void ReadResource(FhirElement element, string? type)
    {
        if (type is null)
        {
            Error($"{element.Location}.resourceType", "NoResourceType", "the type of the resource", At);
        }
        else if (FhirDefinitions.Resource(type) is null)
        {
            Warn(element.Location, "UnknownResourceType", "a resource type of FHIR R4", At);
        }

        // A data type that stands where a resource should is still known.
        ReadObject(element, type is null ? null : FhirDefinitions.Type(type) is { Primitive: FhirPrimitive.None } known ? known : null);
    }

    private void ReadObject(FhirElement owner, FhirType? type)
    {
        var begin = At;
        if (_json.CurrentDepth >= options.MaxDepth)
        {
            Stop(owner.Location, "TooDeep", $"at most {options.MaxDepth} levels", begin);
            return;
        }

        var keys = Keys(type);
        var (isEmpty, isTyped) = (true, false);
        while (Next() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (owner.IsResource && _json.ValueTextEquals("resourceType"u8))
            {
                ReadTypeAgain(owner, isTyped);
                isTyped = true;
                continue;
            }

            isEmpty = false;
            var key = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(Decoded(ref _json)) : _json.ValueSpan;
            if (type?.Find(key) is { } property)
            {
                ReadProperty(owner, property, keys);
            }
            else
            {
                ReadUnknown(owner, Encoding.UTF8.GetString(key), type is not null, keys);
            }
        }

        if (_stopped)
        {
            return;
        }

        if (isEmpty && !owner.IsResource)
        {
            Warn(owner.Location, "Empty", "something in it", begin);
        }

        foreach (var (property, at) in keys.Nulls)
        {
            if (!keys.Has(property.Partner))
            {
                Warn($"{owner.Location}.{property.Element.Name}", "Empty", "no null", at);
            }
        }

        foreach (var required in type is null ? [] : type.Required)
        {
            if (!keys.HasElement(required))
            {
                Warn($"{owner.Location}.{required.Name}", "RequiredElement", "the element, which is required", begin);
            }
        }

        owner.SetChildren(Close(keys.FirstChild));

        // What stands beside a primitive is not its JSON.
        if (!ReferenceEquals(type, FhirDefinitions.Element))
        {
            owner.SetJson(source, begin, start + (int)_json.BytesConsumed - begin);
        }
    }

    private void ReadTypeAgain(FhirElement resource, bool isTyped)
    {
        if (isTyped)
        {
            Error($"{resource.Location}.resourceType", "DuplicateKey", "each key once", At);
        }

        Next();
        _json.Skip();
    }

    private void ReadProperty(FhirElement owner, FhirProperty property, FhirKeys keys)
    {
        var at = At;
        var (isNew, isOtherChoice) = keys.Add(property);
        Next();
        if (!isNew)
        {
            Error($"{owner.Location}.{property.Element.Name}", "DuplicateKey", "each key once", at);
            _json.Skip();
            return;
        }

        if (isOtherChoice)
        {
            Error($"{owner.Location}.{property.Element.Name}", "SeveralChoices", "a value of one type", at);
        }

        // The two keys of a primitive are one element: what the other key gave is taken out, and goes in again with this.
        var partners = property.Partner != property.Ordinal && keys.Has(property.Partner) ? Take(keys.FirstChild, property.Key) : null;
        var next = 0;
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            ReadItem(owner, property, keys, property.Element.IsList ? 0 : -1, partners is [var partner, ..] && ++next > 0 ? partner : null);
            if (property.Element.IsList && _json.TokenType != JsonTokenType.Null)
            {
                Warn($"{owner.Location}.{property.Element.Name}", "NotAList", "a list, if only of one", at);
            }
        }
        else
        {
            if (!property.Element.IsList)
            {
                Error($"{owner.Location}.{property.Element.Name}", "NotOne", "one, not a list", at);
            }

            var index = 0;
            for (; Next() && _json.TokenType != JsonTokenType.EndArray; index++)
            {
                while (partners is not null && next < partners.Length && partners[next].Index < index)
                {
                    _open.Add(partners[next++]);
                }

                ReadItem(owner, property, keys, index, partners is not null && next < partners.Length && partners[next].Index == index ? partners[next++] : null);
            }

            if (index == 0)
            {
                Warn($"{owner.Location}.{property.Element.Name}", "Empty", "something in the list", at);
            }
        }

        for (; partners is not null && next < partners.Length; next++)
        {
            _open.Add(partners[next]);
        }
    }

    /// <param name="partner">What the other key of a primitive gave for this place.</param>
    private void ReadItem(FhirElement owner, FhirProperty property, FhirKeys keys, int index, FhirElement? partner)
    {
        var type = property.Type;
        if (_json.TokenType == JsonTokenType.Null)
        {
            if (partner is not null)
            {
                _open.Add(partner);
            }
            else if (type.Primitive != FhirPrimitive.None && index >= 0 && !keys.Has(property.Partner))
            {
                // The other key may have something for this place.
                keys.AddNull(property, At);
            }
            else
            {
                Warn($"{owner.Location}.{property.Element.Name}", "Empty", "no null", At);
            }

            return;
        }

        var isObject = _json.TokenType == JsonTokenType.StartObject;
        var wantsObject = property.IsSibling || type.Primitive == FhirPrimitive.None;
        if (isObject != wantsObject || _json.TokenType == JsonTokenType.StartArray)
        {
            Error(Place(owner, property, index), "WrongKind", property.IsSibling ? "an object" : FhirValueSyntax.InWords(type.Primitive), At);
            _json.Skip();
            return;
        }

        var resourceType = type.IsAnyResource ? ResourceType() : null;
        var element = partner ?? new FhirElement(property.Element.Name, resourceType is null ? type.IsAnyResource ? "" : type.Name : Shown(resourceType), owner, index, null)
        {
            Key = property.Key,
            IsResource = type.IsAnyResource,
        };
        Count(element);
        _open.Add(element);
        if (type.IsAnyResource)
        {
            ReadResource(element, resourceType);
        }
        else if (wantsObject)
        {
            ReadObject(element, property.IsSibling ? FhirDefinitions.Element : type);
        }
        else
        {
            ReadValue(element, property);
        }
    }

    private void ReadValue(FhirElement element, FhirProperty property)
    {
        var isQuoted = _json.TokenType == JsonTokenType.String;
        var text = SetValue(element);
        var primitive = property.Type.Primitive;
        var wanted = primitive == FhirPrimitive.Boolean ? _json.TokenType is JsonTokenType.True or JsonTokenType.False
            : primitive is FhirPrimitive.Integer or FhirPrimitive.UnsignedInt or FhirPrimitive.PositiveInt or FhirPrimitive.Decimal ? _json.TokenType == JsonTokenType.Number
            : isQuoted;
        var value = text is null ? _json.ValueSpan : Encoding.UTF8.GetBytes(text);
        if (!wanted)
        {
            Error(element.Location, "WrongKind", FhirValueSyntax.InWords(primitive) + (isQuoted ? ", not text" : ", as text"), At);
        }
        else if (value.IsEmpty)
        {
            Warn(element.Location, "Empty", "something in it", At);
        }
        else if (!FhirValueSyntax.Holds(primitive, value))
        {
            Warn(element.Location, "BadValue", FhirValueSyntax.InWords(primitive), At);
        }
        else if (property.Element.Codes is { } codes && !IsOneOf(codes, value))
        {
            Warn(element.Location, "NotInValueSet", codes.Count <= 20 ? $"one of {string.Join(", ", codes.Order(StringComparer.Ordinal))}" : "a code of the required value set", At);
        }
    }

    /// <summary>An element the definitions do not know, with all that is in it.</summary>
    private void ReadUnknown(FhirElement owner, string key, bool tell, FhirKeys keys)
    {
        var at = At;
        if (!keys.AddOther(key))
        {
            Error($"{owner.Location}.{Shown(key)}", "DuplicateKey", "each key once", at);
        }

        if (tell)
        {
            Warn($"{owner.Location}.{Shown(key)}", "UnknownElement", "an element of FHIR R4", at);
        }

        Next();
        ReadUnknownValue(owner, key, -1);
    }

    private void ReadUnknownValue(FhirElement owner, string key, int index)
    {
        if (_json.TokenType == JsonTokenType.StartArray && index < 0)
        {
            for (var i = 0; Next() && _json.TokenType != JsonTokenType.EndArray; i++)
            {
                ReadUnknownValue(owner, key, i);
            }

            return;
        }

        // FHIR has no list of lists, so there is no place for one in the tree either.
        if (_json.TokenType == JsonTokenType.StartArray)
        {
            Error($"{owner.Location}.{Shown(key)}", "WrongKind", "no list within a list", At);
            _json.Skip();
        }

        if (_json.TokenType is JsonTokenType.Null or JsonTokenType.EndArray)
        {
            return;
        }

        var element = new FhirElement(Shown(key), "", owner, index, null) { Key = key };
        Count(element);
        _open.Add(element);
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(element, null);
        }
        else
        {
            SetValue(element);
        }
    }
}
