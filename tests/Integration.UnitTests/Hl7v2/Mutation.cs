namespace Integration.UnitTests.Hl7v2;

/// <summary>One of the corpus messages with one to five things done to it, the same for the same number.</summary>
internal sealed class Mutation
{
    private static readonly byte[] Troublesome = [.. "|^~\\&#\"\r\n\0\u000b\u001c MSHX0Z\u007f"u8, 0x80, 0xC3, 0xEF, 0xFE, 0xFF];
    private static readonly byte[] Blocks = [0x0B, 0x1C, (byte)'\r', (byte)'\n', 0];

    private readonly Random random;
    private readonly byte[][] pieces;
    private readonly List<byte> bytes;
    private readonly List<string> done = [];

    public Mutation(int number, byte[][] pieces)
    {
        random = new Random(number);
        this.pieces = pieces;
        var piece = random.Next(pieces.Length);
        bytes = [.. pieces[piece]];
        done.Add($"message {piece}");
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Count > 1; changes--)
        {
            Change();
        }
    }

    public byte[] Bytes => [.. bytes];

    /// <summary>What was done, without content.</summary>
    public string Name => string.Join(", ", done);

    private void Change()
    {
        // Half of the changes hit the header, where they matter most.
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 100) : bytes.Count);
        var length = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
        var name = random.Next(9) switch
        {
            0 => Do("put", () => bytes[at] = Troublesome[random.Next(Troublesome.Length)]),
            1 => Do("insert", () => bytes.Insert(at, Troublesome[random.Next(Troublesome.Length)])),
            2 => Do("remove", () => bytes.RemoveRange(at, length)),
            3 => Do("repeat", () => bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length))),
            4 => Do("flip", () => bytes[at] ^= (byte)(1 << random.Next(8))),
            5 => Do("truncate", () => bytes.RemoveRange(Math.Max(1, at), bytes.Count - Math.Max(1, at))),
            6 => Do("splice", () => Splice(at)),
            7 => Do("swap delimiters", SwapDelimiters),
            _ => Do("repeat segment", () => RepeatSegment(at)),
        };
        done.Add($"{name} at {at}");
    }

    private static string Do(string name, Action change)
    {
        change();
        return name;
    }

    private void Splice(int at)
    {
        var other = pieces[random.Next(pieces.Length)];
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(random.Next(2) == 0 ? other.AsSpan(random.Next(other.Length)) : (ReadOnlySpan<byte>)[Blocks[random.Next(Blocks.Length)], .. other]);
    }

    /// <summary>One delimiter for another throughout: what was structure becomes text and the other way round.</summary>
    private void SwapDelimiters()
    {
        var (one, other) = (Troublesome[random.Next(6)], Troublesome[random.Next(6)]);
        for (var i = 0; i < bytes.Count; i++)
        {
            bytes[i] = bytes[i] == one ? other : bytes[i] == other ? one : bytes[i];
        }
    }

    private void RepeatSegment(int at)
    {
        var start = bytes.LastIndexOf((byte)'\r', at) + 1;
        var end = bytes.IndexOf((byte)'\r', at);
        var segment = bytes.GetRange(start, (end < 0 ? bytes.Count : end + 1) - start);
        for (var times = random.Next(1, 20); times > 0; times--)
        {
            bytes.InsertRange(start, segment);
        }
    }
}
