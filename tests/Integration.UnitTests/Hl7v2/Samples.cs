using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

/// <summary>Short messages for tests, and the shortest way to read from them.</summary>
internal static class Samples
{
    public const string Header = "MSH|^~\\&|APP|FAC|RECV|RFAC|20260101120000||ADT^A01^ADT_A01|C1|P|2.5.1";

    public static byte[] Bytes(params string[] segments) => Encoding.UTF8.GetBytes(string.Join('\r', segments) + "\r");

    public static Hl7ParseResult Parse(string text, Hl7ParseOptions? options = null) =>
        Hl7Parser.Parse(Encoding.UTF8.GetBytes(text), options ?? new Hl7ParseOptions());

    public static Hl7Message Message(params string[] segments) => Message(Bytes(segments));

    public static Hl7Message Message(byte[] bytes, Hl7ParseOptions? options = null)
    {
        var result = Hl7Parser.Parse(bytes, options ?? new Hl7ParseOptions());
        Assert.Empty(result.Problems);
        return result.Message!;
    }

    /// <summary>ADT with the given segments after the usual header.</summary>
    public static Hl7Message WithHeader(params string[] segments) => Message([Header, .. segments]);

    public static Hl7Problem Only(Hl7ParseResult result)
    {
        Assert.Null(result.Message);
        return Assert.Single(result.Problems);
    }

    public static Hl7Path Path(string text)
    {
        Assert.True(Hl7Path.Parse(text).TryGet(out var path, out var problem), problem?.ToString());
        return path;
    }

    public static string Text(Hl7Scope scope, string path) => Path(path).First(scope).Text;

    public static IEnumerable<string> Texts(Hl7Scope scope, string path) => Path(path).Values(scope).Select(value => value.Text);
}
