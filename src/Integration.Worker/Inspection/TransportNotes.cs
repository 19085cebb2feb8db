namespace Integration.Worker.Inspection;

/// <summary>How a message was written down, where it is not with a carriage return after each segment (HL7 v2.9.1 chapter 2, "Encoding rules").</summary>
internal static class TransportNotes
{
    public static IEnumerable<(string Rule, string Text)> Of(ReadOnlySpan<byte> bytes)
    {
        var notes = new List<(string, string)>();
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            notes.Add(("ByteOrderMark", "expected no byte-order mark"));
        }

        int alone = 0, pairs = 0, returns = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == (byte)'\r')
            {
                var pair = at + 1 < bytes.Length && bytes[at + 1] == (byte)'\n';
                pairs += pair ? 1 : 0;
                returns += pair ? 0 : 1;
                at += pair ? 1 : 0;
            }
            else if (bytes[at] == (byte)'\n')
            {
                alone++;
            }
        }

        if (alone + pairs > 0)
        {
            var kind = (alone, pairs, returns) switch
            {
                ( > 0, 0, 0) => "a line feed",
                (0, > 0, 0) => "a carriage return and a line feed",
                _ => "now the one, now the other",
            };
            notes.Add(("SegmentEnd", $"expected a carriage return after each segment; this sender writes {kind}"));
        }

        return notes;
    }
}
