namespace Integration.Hl7v2.Mllp;

/// <summary>The block characters of MLLP.</summary>
public static class MllpFraming
{
    public const byte StartBlock = 0x0B;
    public const byte EndBlock = 0x1C;
    public const byte CarriageReturn = 0x0D;
    internal const byte LineFeed = 0x0A;

    /// <summary>The payload between its block characters.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> payload) => [StartBlock, .. payload, EndBlock, CarriageReturn];
}
