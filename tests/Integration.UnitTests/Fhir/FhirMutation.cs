using System.Text;

namespace Integration.UnitTests.Fhir;

/// <summary>One of the corpus resources with one to four things done to it, the same for the same number. Half of what is done leaves JSON behind, so that more than the JSON reader is put to the test.</summary>
internal sealed class FhirMutation
{
    private static readonly byte[][] s_pieces = [.. new[]
    {
        "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "1e999", "-0", "01", "\"\\ud800\"", "\"\"", "{}", "[]", "[null]", "[[1]]", "\"resourceType\":\"Bundle\",", "\"_status\":{\"id\":\"x\"},", "\u0000", "\ufeff", "<",
    }.Select(Encoding.UTF8.GetBytes), [0xC3], [0xFF], [0x80]];

    private static readonly string[] s_values = ["null", "true", "7", "-1.50e3", "\"\"", "\"x\"", "\"\\ud800\"", "{}", "[]", "[null]", "[[1]]", "[\"a\",null]", "{\"a\":1,\"a\":2}", "{\"resourceType\":\"Basic\"}", "{\"id\":\"x\",\"extension\":[{\"url\":\"u\",\"valueString\":\"s\",\"valueCode\":\"c\"}]}"];

    private readonly Random _random;
    private readonly byte[][] _resources;
    private readonly List<byte> _bytes;
    private readonly List<string> _done = [];

    public FhirMutation(int number, byte[][] resources)
    {
        _random = new Random(number);
        _resources = resources;
        var one = _random.Next(resources.Length);
        _bytes = [.. resources[one]];
        _done.Add($"resource {one}");
        var isMild = number % 2 == 0;
        for (var changes = _random.Next(1, 5); changes > 0 && _bytes.Count > 1; changes--)
        {
            _done.Add(isMild ? Mild() : Rough());
        }
    }

    public byte[] Bytes => [.. _bytes];

    /// <summary>What was done, without content.</summary>
    public string Name => string.Join(", ", _done);

    /// <summary>Another value for a key, a key twice, or a key under another name.</summary>
    private string Mild()
    {
        var text = Encoding.UTF8.GetString([.. _bytes]);
        var keys = System.Text.RegularExpressions.Regex.Matches(text, "\"(?<key>\\w+)\"\\s*:\\s*(?<value>\"[^\"\\\\]*\"|[-\\d.]+|true|false|\\{|\\[)").ToList();
        if (keys.Count == 0)
        {
            return "nothing";
        }

        var key = keys[_random.Next(keys.Count)];
        var other = keys[_random.Next(keys.Count)];
        var name = _random.Next(4);
        var isScalar = key.Groups["value"].Value is not ("{" or "[");
        var changed = name switch
        {
            0 when isScalar => $"\"{key.Groups["key"].Value}\":{s_values[_random.Next(s_values.Length)]}",
            1 => $"\"{key.Groups["key"].Value}\":{s_values[_random.Next(s_values.Length)]},{key.Value}",
            2 => $"\"_{key.Groups["key"].Value}\":{s_values[_random.Next(s_values.Length)]},{key.Value}",
            _ => $"\"{other.Groups["key"].Value}\":{key.Groups["value"].Value}",
        };
        _bytes.Clear();
        _bytes.AddRange(Encoding.UTF8.GetBytes(text[..key.Index] + changed + text[(key.Index + key.Length)..]));
        return $"mild {name} at {key.Index}";
    }

    private string Rough()
    {
        var at = _random.Next(_bytes.Count);
        var length = _random.Next(1, Math.Min(40, _bytes.Count - at) + 1);
        var kind = _random.Next(6);
        switch (kind)
        {
            case 0:
                _bytes.InsertRange(at, s_pieces[_random.Next(s_pieces.Length)]);
                break;
            case 1:
                _bytes.RemoveRange(at, length);
                break;
            case 2:
                _bytes.InsertRange(_random.Next(_bytes.Count), _bytes.GetRange(at, length));
                break;
            case 3:
                _bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 4:
                _bytes.RemoveRange(Math.Max(1, at), _bytes.Count - Math.Max(1, at));
                break;
            default:
                var other = _resources[_random.Next(_resources.Length)];
                _bytes.RemoveRange(at, _bytes.Count - at);
                _bytes.AddRange(other.AsSpan(_random.Next(other.Length)));
                break;
        }

        return $"rough {kind} at {at}";
    }
}
