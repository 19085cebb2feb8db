namespace Integration.Ingestion;

/// <summary>What one commit holds at most of messages that come together, in a file or a bundle.</summary>
internal static class AppendWindow
{
    public const int MostMessages = 256;

    /// <summary>Unless one message has more.</summary>
    public const int MostBytes = 8 * 1024 * 1024;
}
