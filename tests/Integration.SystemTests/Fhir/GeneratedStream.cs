using System.Globalization;
using System.Text;

namespace Integration.SystemTests.Fhir;

/// <summary>A hundred megabytes that nobody holds: a beginning, so many records of the same length each with its number, and an end.</summary>
internal sealed class GeneratedStream(string begin, Func<string, string> record, string between, int records, string end) : Stream
{
    private const string Number = "00000000";

    private readonly byte[] _begin = Encoding.UTF8.GetBytes(begin);
    private readonly byte[] _record = Encoding.UTF8.GetBytes(record(Number) + between);
    private readonly byte[] _end = Encoding.UTF8.GetBytes(end);
    private readonly int _numberAt = record(Number).IndexOf(Number, StringComparison.Ordinal);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _begin.Length + ((long)_record.Length * records) - between.Length + _end.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = 0;
        var middle = ((long)_record.Length * records) - between.Length;
        while (read < count && Position < Length)
        {
            var inner = Position - _begin.Length;
            var (piece, at) = inner < 0 ? (_begin, Position) : inner < middle ? (Numbered(inner / _record.Length), inner % _record.Length) : (_end, inner - middle);
            var most = inner >= 0 && inner < middle ? Math.Min(piece.Length - at, middle - inner) : piece.Length - at;
            var now = (int)Math.Min(count - read, most);
            Array.Copy(piece, at, buffer, offset + read, now);
            read += now;
            Position += now;
        }

        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        SeekOrigin.End => Length + offset,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte[] Numbered(long number)
    {
        Encoding.ASCII.GetBytes(number.ToString(Number, CultureInfo.InvariantCulture), _record.AsSpan(_numberAt));
        return _record;
    }
}
