using System.Runtime.CompilerServices;
using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.Benchmarks;

/// <summary>The readable messages of the corpus beside the repository that are UTF-8 and divided by <c>|^~\&amp;</c>, so that splitting texts is a fair baseline; without the corpus made-up ones.</summary>
internal static class Messages
{
    /// <summary>Longer ones are documents in base64: they would hide all others.</summary>
    private const int MaxBytes = 64 * 1024;

    public static byte[][] All { get; } = Load();

    public static int HeaderLength(byte[] message) => message.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end ? end : message.Length;

    private static byte[][] Load()
    {
        var folder = Folder();
        return folder is null ? [.. Enumerable.Range(0, 500).Select(Made)]
            : [.. Directory.EnumerateFiles(Path.Combine(folder, "hl7v2"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .SelectMany(path => Hl7File.Read(File.ReadAllBytes(path)).Messages)
                .Where(piece => piece.Bytes.Length <= MaxBytes && piece.Bytes.Span.StartsWith("MSH|^~\\&|"u8))
                .Where(piece => Hl7Parser.Parse(piece.Bytes, new Hl7ParseOptions()).Message is { Header.Charset: Hl7Charset.Utf8 or Hl7Charset.Ascii })
                .Select(piece => piece.Bytes.ToArray())];
    }

    private static byte[] Made(int number) =>
        Encoding.UTF8.GetBytes(
            $"MSH|^~\\&|SCHED^1.2.3^ISO|NORTH|INT|NORTH|20260101120000||SIU^S12^SIU_S12|C{number}|P|2.5.1|||AL|NE||UNICODE UTF-8\r"
            + $"SCH|P{number}^APP|F{number}^APP|||||HIP^Total hip^L|||60|min|^^^20260102080000\rPID|1||4711^^^HOSP^MR~0815^^^CITY&1.2&ISO||DOE^JOHN^^^^^L||19700101|M\r"
            + string.Concat(Enumerable.Range(1, 8).Select(line => $"RGS|{line}|A\rAIS|{line}|A|ITEM{line}^Thing&Part^L|20260102080000|||30|min\rNTE|1||Bring two \\T\\ keep one\r")));

    internal static string? Folder([CallerFilePath] string here = "")
    {
        if (Environment.GetEnvironmentVariable("INTEGRATION_CORPUS") is { Length: > 0 } given)
        {
            return given;
        }

        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, "shared", "corpus")))
            {
                return Path.Combine(folder, "shared", "corpus");
            }
        }

        return null;
    }
}
