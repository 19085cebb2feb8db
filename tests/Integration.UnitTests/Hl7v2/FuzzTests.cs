using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

/// <summary>Breaks real messages at random, the same way in every run.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20_260_101;
    private const int Rounds = 5_000;
    private static readonly byte[] Troublesome = [.. "|^~\\&#\"\r\n\0\u000b\u001c MSHX0Z\u007f"u8, 0x80, 0xC3, 0xEF, 0xFE, 0xFF];

    [CorpusFact]
    public void A_broken_message_gives_a_message_or_problems_and_can_always_be_answered()
    {
        var random = new Random(Seed);
        var pieces = Corpus.Files().SelectMany(path => Hl7File.Read(Corpus.Read(path)).Messages).Select(piece => piece.Bytes).Where(piece => piece.Length < 3_000).ToArray();
        int read = 0, refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(random, pieces[random.Next(pieces.Length)].ToArray());
            var options = new Hl7ParseOptions { DefaultCharset = (Hl7Charset)random.Next(4), MaxSegments = random.Next(1, 200) };
            var result = Hl7Parser.Parse(bytes, options);
            Assert.Equal(result.Message is null, result.Problems.Count > 0);
            Assert.All(result.Problems, problem => Assert.InRange(problem.ByteOffset, 0, bytes.Length));
            CorpusTests.ReadEverything(result.Message);
            foreach (var piece in Hl7File.Read(bytes).Messages)
            {
                Assert.False(piece.Bytes.IsEmpty);
            }

            var answer = new Acknowledgement(AcknowledgementCode.AR, "1", DateTimeOffset.UnixEpoch, [.. result.Problems.Select(AcknowledgementError.From)]).ToBytes(result.Header);
            Assert.True(Hl7Parser.Parse(answer, options).Header is { MessageType: "ACK" }, $"round {round}: the answer cannot be read");
            _ = result.Message is null ? refused++ : read++;
        }

        // Both must happen often, or the mutations prove nothing.
        Assert.InRange(read, Rounds / 10, Rounds);
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var list = new List<byte>(bytes);
        for (var changes = random.Next(1, 6); changes > 0 && list.Count > 1; changes--)
        {
            // Half of the changes hit the header, where they matter most.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(list.Count, 100) : list.Count);
            var length = random.Next(1, Math.Min(40, list.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0:
                    list[at] = Troublesome[random.Next(Troublesome.Length)];
                    break;
                case 1:
                    list.Insert(at, Troublesome[random.Next(Troublesome.Length)]);
                    break;
                case 2:
                    list.RemoveRange(at, length);
                    break;
                case 3:
                    list.InsertRange(random.Next(list.Count), list.GetRange(at, length));
                    break;
                default:
                    list[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. list];
    }
}
