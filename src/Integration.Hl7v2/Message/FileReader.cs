using System.Globalization;
using System.Text;
using static Integration.Hl7v2.Mllp.MllpFraming;

namespace Integration.Hl7v2.Message;

/// <summary>One walk through the lines of a file. It searches a view with one byte a character, so that UTF-16 is cut like everything else.</summary>
internal sealed class FileReader
{
    private const int MaxProblems = 100;
    private const byte WideMark = 0xFE;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly ReadOnlyMemory<byte> view;
    private readonly Hl7Charset? charset;
    private readonly int width;
    private readonly List<Hl7Piece> pieces = [];
    private readonly List<Hl7EnvelopeSegment> envelope = [];
    private readonly List<Hl7Problem> problems = [];
    private readonly BatchCount file = new("FHS", "FTS");
    private readonly BatchCount batch = new("BHS", "BTS");
    private int start;
    private bool isMessage;

    public FileReader(ReadOnlyMemory<byte> bytes, Hl7Charset? charset)
    {
        this.bytes = bytes;
        this.charset = charset;
        width = charset is Hl7Charset.Utf16LittleEndian or Hl7Charset.Utf16BigEndian ? 2 : 1;
        view = width == 2 ? Narrow(bytes.Span, charset == Hl7Charset.Utf16LittleEndian ? 0 : 1) : bytes;
    }

    public Hl7FileContents Read()
    {
        var text = view.Span;
        var at = 0;
        while (at < text.Length)
        {
            var length = text[at..].IndexOfAny((byte)'\r', (byte)'\n', EndBlock);
            var next = length < 0 ? text.Length : at + length + 1;
            ReadLine(at, length < 0 ? next : next - 1);
            if (length >= 0 && text[next - 1] == EndBlock && IsFrameEnd(text, next))
            {
                Close(next - 1, next);
            }

            at = next;
        }

        Close(text.Length, text.Length);
        ReportOpen(batch, text.Length);
        ReportOpen(file, text.Length);
        if (bytes.Length % width != 0)
        {
            Report(Hl7ProblemKind.Undecodable, Hl7Location.Message, text.Length, "well-formed UTF-16");
        }

        return new Hl7FileContents(pieces, envelope, problems, charset);
    }

    /// <summary>One byte a character: what is no ASCII is no delimiter either, and only the byte-order mark keeps its own.</summary>
    private static byte[] Narrow(ReadOnlySpan<byte> bytes, int low)
    {
        var narrow = new byte[bytes.Length / 2];
        for (var i = 0; i < narrow.Length; i++)
        {
            var (character, high) = (bytes[(2 * i) + low], bytes[(2 * i) + 1 - low]);
            narrow[i] = high == 0 && character < 0x80 ? character : high == 0xFE && character == 0xFF ? WideMark : (byte)0xFF;
        }

        return narrow;
    }

    private static bool IsFrameEnd(ReadOnlySpan<byte> text, int next) => next == text.Length || text[next] is (byte)'\r' or (byte)'\n' or StartBlock;

    private void ReadLine(int at, int end)
    {
        var line = view.Span[at..end];
        var isFrame = line.Length > 0 && line[0] == StartBlock;
        var skipped = SkipMark(line);
        line = line[skipped..];
        if (isFrame)
        {
            Close(at, ++at);
            skipped--;
        }

        if (IsName(line, "MSH"u8))
        {
            Close(at, at);
            isMessage = true;
        }
        else if (IsName(line, "FHS"u8) || IsName(line, "BHS"u8) || IsName(line, "BTS"u8) || IsName(line, "FTS"u8))
        {
            Close(at, end);
            ReadEnvelope(at + skipped, line.TrimEnd((byte)' '));
        }
    }

    private int SkipMark(ReadOnlySpan<byte> line)
    {
        var rest = line.TrimStart(StartBlock);
        rest = width == 2 ? rest.TrimStart(WideMark) : rest.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? rest[3..] : rest;
        return line.Length - rest.TrimStart([StartBlock, (byte)' ', (byte)'\t']).Length;
    }

    /// <summary>A trailer may be nothing but its name.</summary>
    private static bool IsName(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= 3 && Ascii.EqualsIgnoreCase(line[..3], name)
        && (line.Length == 3 ? name.EndsWith("TS"u8) : !char.IsAsciiLetterOrDigit((char)line[3]) && line[3] > (byte)' ');

    /// <summary>Ends the piece before <paramref name="end"/>; the next one begins at <paramref name="next"/>.</summary>
    private void Close(int end, int next)
    {
        var piece = view.Span[start..end];
        var from = start + (piece.Length - piece.TrimStart([StartBlock, (byte)'\r', (byte)'\n', (byte)' ']).Length);
        var to = start + piece.TrimEnd([EndBlock, (byte)'\r', (byte)'\n', (byte)' ']).Length;
        start = next;
        if (to <= from || SkipMark(view.Span[from..to]) == to - from)
        {
            isMessage = false;
            return;
        }

        // The end of the last segment is kept; that of the transport's frame is not part of the message.
        to = to < end && view.Span[to] != EndBlock ? to + 1 : to;
        if (isMessage)
        {
            batch.Contained++;
        }
        else
        {
            Report(Hl7ProblemKind.OutsideMessages, Hl7Location.Message, from, "MSH, FHS, BHS, BTS or FTS");
        }

        pieces.Add(new Hl7Piece(pieces.Count, from * width, bytes.Slice(from * width, (to - from) * width), batch.IsOpen || file.IsOpen));
        isMessage = false;
    }

    private void ReadEnvelope(int at, ReadOnlySpan<byte> line)
    {
        var name = Encoding.ASCII.GetString(line[..3]).ToUpperInvariant();
        var (delimiters, count) = name[1] == 'H' ? (ReadDelimiters(at, line, name), default(int?)) : (null, ReadCount(at, line, name));
        envelope.Add(new Hl7EnvelopeSegment(name, at * width, bytes.Slice(at * width, line.Length * width), delimiters, count));
        switch (name)
        {
            case "FHS":
                ReportOpen(batch, at);
                ReportOpen(file, at);
                file.Open();
                batch.Contained = 0;
                break;
            case "BHS":
                ReportOpen(batch, at);
                file.Contained++;
                batch.Open();
                break;
            case "BTS":
                End(batch, at, count, "messages");
                break;
            default:
                ReportOpen(batch, at);
                End(file, at, count, "batches");
                break;
        }
    }

    private void End(BatchCount part, int at, int? count, string unit)
    {
        if (!part.IsOpen)
        {
            Report(Hl7ProblemKind.BatchEnvelope, new Hl7Location(part.Trailer), at, $"{part.Header} before its {part.Trailer}");
        }

        if (count is { } said && said != part.Contained)
        {
            Report(Hl7ProblemKind.BatchEnvelope, new Hl7Location(part.Trailer, 1, 1), at, $"{part.Contained} {unit}, as there are, not {said}");
        }

        part.Close();
    }

    private void ReportOpen(BatchCount part, int at)
    {
        if (part.IsOpen)
        {
            Report(Hl7ProblemKind.BatchEnvelope, new Hl7Location(part.Header), at, $"{part.Trailer}, the end of what {part.Header} began");
            part.Close();
        }
    }

    private Hl7Delimiters? ReadDelimiters(int at, ReadOnlySpan<byte> line, string name)
    {
        var rest = line[4..];
        var length = rest.IndexOf(line[3]);
        var delimiters = Hl7Delimiters.Read(line[3], length < 0 ? rest : rest[..length]);
        if (delimiters is null)
        {
            Report(Hl7ProblemKind.BadDelimiters, new Hl7Location(name, 1, 2), at, $"three to five distinct punctuation characters in {name}-2, none of them {name}-1");
        }

        return delimiters;
    }

    private int? ReadCount(int at, ReadOnlySpan<byte> line, string name)
    {
        var rest = line.Length > 4 ? line[4..] : default;
        var length = rest.IndexOf(line.Length > 3 ? line[3] : (byte)'|');
        var text = (length < 0 ? rest : rest[..length]).Trim((byte)' ');
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return count;
        }

        if (!text.IsEmpty)
        {
            Report(Hl7ProblemKind.BatchEnvelope, new Hl7Location(name, 1, 1), at + 4, "a number, or nothing");
        }

        return null;
    }

    private void Report(Hl7ProblemKind kind, Hl7Location location, int at, string expected)
    {
        if (problems.Count < MaxProblems)
        {
            problems.Add(new Hl7Problem(kind, location, at * width, expected, Masking.Excerpt(view.Span[at..])));
        }
    }

    /// <summary>What one header began: how much of it came.</summary>
    private sealed class BatchCount(string header, string trailer)
    {
        public string Header => header;

        public string Trailer => trailer;

        public bool IsOpen { get; private set; }

        public int Contained { get; set; }

        public void Open() => (IsOpen, Contained) = (true, 0);

        public void Close() => (IsOpen, Contained) = (false, 0);
    }
}
