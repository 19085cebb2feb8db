using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Integration.Fhir.Definitions;

namespace Integration.Fhir.Elements;

internal ref partial struct FhirReading
{
    private readonly int At => start + (int)_json.TokenStartIndex;

    private readonly FhirKeys Keys(FhirType? type)
    {
        while (_keys.Count <= _json.CurrentDepth)
        {
            _keys.Add(new FhirKeys());
        }

        var keys = _keys[_json.CurrentDepth];
        keys.Begin(type, _open.Count);
        return keys;
    }

    /// <summary>The children of an object of which all was read.</summary>
    private readonly FhirElement[] Close(int firstChild)
    {
        var children = CollectionsMarshal.AsSpan(_open)[firstChild..].ToArray();
        CollectionsMarshal.SetCount(_open, firstChild);
        return children;
    }

    /// <summary>Takes out the children of a key, which follow each other, of the object that is being read.</summary>
    private readonly FhirElement[] Take(int firstChild, string key)
    {
        var start = _open.FindIndex(firstChild, child => ReferenceEquals(child.Key, key));
        if (start < 0)
        {
            return [];
        }

        var end = start;
        while (end < _open.Count && ReferenceEquals(_open[end].Key, key))
        {
            end++;
        }

        var taken = CollectionsMarshal.AsSpan(_open)[start..end].ToArray();
        _open.RemoveRange(start, end - start);
        return taken;
    }

    private bool Next() => !_stopped && _json.Read();

    /// <summary>What the object the reader stands on says it is, wherever in it that stands; null where it does not say.</summary>
    private string? ResourceType()
    {
        var ahead = _json;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isType = ahead.ValueTextEquals("resourceType"u8);
            ahead.Read();
            if (isType)
            {
                return ahead.TokenType == JsonTokenType.String && Decoded(ref ahead) is { Length: > 0 } type ? type : null;
            }

            ahead.Skip();
        }

        return null;
    }

    /// <returns>Where the JSON has escapes, the text without them; else null.</returns>
    private string? SetValue(FhirElement element)
    {
        var isQuoted = _json.TokenType == JsonTokenType.String;
        var decoded = isQuoted && _json.ValueIsEscaped ? Decoded(ref _json) : null;
        element.SetJson(source, At, start + (int)_json.BytesConsumed - At);
        element.SetValue(isQuoted, decoded);
        return decoded;
    }

    /// <summary>Without escapes. Half of a surrogate pair, which no text can hold, is an error, and nothing.</summary>
    private string Decoded(ref Utf8JsonReader text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            Error("", "BadEscape", "escapes that are characters", start + text.TokenStartIndex);
            return "";
        }
    }

    private static bool IsOneOf(FrozenSet<string> codes, ReadOnlySpan<byte> value)
    {
        Span<char> text = stackalloc char[LongestKey];
        return value.Length <= LongestKey && codes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..Encoding.UTF8.GetChars(value, text)]);
    }

    /// <summary>A name as it may be told and logged: no text that happens to stand where a name should.</summary>
    private static string Shown(string name) => name.Length is > 0 and <= LongestKey && !name.AsSpan().ContainsAnyExcept(s_nameSigns) ? name : "?";

    private static string Place(FhirElement owner, FhirProperty property, int index) =>
        new FhirElement(property.Element.Name, "", owner, index, null).Location;

    private void Count(FhirElement element)
    {
        if (++_elements > options.MaxElements)
        {
            Stop(element.Location, "TooManyElements", $"at most {options.MaxElements} elements", At);
        }
    }

    private void Stop(string location, string rule, string expected, long at)
    {
        if (!_stopped)
        {
            _stopped = true;
            _problems.Add(new FhirProblem(FhirSeverity.Error, location, rule, expected, at));
        }
    }

    private void Error(string location, string rule, string expected, long at)
    {
        if (!_stopped && _errors++ < options.MaxProblems)
        {
            _problems.Add(new FhirProblem(FhirSeverity.Error, location, rule, expected, at));
        }
    }

    private void Warn(string location, string rule, string expected, long at)
    {
        if (!_stopped && _warnings++ < options.MaxProblems)
        {
            _problems.Add(new FhirProblem(FhirSeverity.Warning, location, rule, expected, at));
        }
    }
}
