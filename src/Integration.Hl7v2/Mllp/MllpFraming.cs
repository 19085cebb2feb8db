namespace Integration.Hl7v2.Mllp;

/// <summary>The block characters of MLLP.</summary>
public static class MllpFraming
{
    public const byte StartBlock = 0x0B;
    public const byte EndBlock = 0x1C;
    public const byte CarriageReturn = 0x0D;
    internal const byte LineFeed = 0x0A;

    /// <summary>Bytes a frame has beside its payload.</summary>
    internal const int Overhead = 3;

    /// <summary>The payload between its block characters.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> payload) => [StartBlock, .. payload, EndBlock, CarriageReturn];

    /// <summary>The same into a buffer that is long enough; how many bytes it took.</summary>
    internal static int Wrap(ReadOnlySpan<byte> payload, Span<byte> into)
    {
        into[0] = StartBlock;
        payload.CopyTo(into[1..]);
        into[payload.Length + 1] = EndBlock;
        into[payload.Length + 2] = CarriageReturn;
        return payload.Length + Overhead;
    }
}
