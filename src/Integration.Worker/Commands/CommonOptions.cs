using System.CommandLine;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<FileInfo?> SettingsFile() => new("--settings")
    {
        Description = "A settings file read after appsettings.json; the environment still wins.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document in place of text." };

    public static Option<double> Seconds(string name, double seconds) => new(name) { Description = $"{seconds} unless given.", DefaultValueFactory = _ => seconds };

    public static Option<string?> Reason(bool required)
    {
        var reason = new Option<string?>("--reason") { Description = "Why, in your words; kept in the audit.", Required = required };
        reason.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string?>()))
            {
                result.AddError("--reason: say why, in a few words.");
            }
        });
        return reason;
    }

    public static Option<string?> Since() => new("--since") { Description = $"Only what is newer: {Moments.Forms}." };

    public static Option<string> By() => new("--by") { Description = "Who orders it; the user of the operating system unless said.", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>Who orders, and why.</summary>
    public static Signature Sign(this ParseResult parsed, Option<string> by, Option<string?> reason) => new(parsed.GetRequiredValue(by), parsed.GetValue(reason));

    /// <summary>The files among the arguments, and those of the folders among them, in the order of their names.</summary>
    public static IEnumerable<string> Files(IEnumerable<string> paths, string pattern) =>
        paths.SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : Enumerable.Repeat(path, 1));

    /// <summary>The value of <c>--to</c>.</summary>
    /// <exception cref="SettingsException">It is no address of one of these schemes, or names no port.</exception>
    public static Uri Address(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.Port > 0
            ? address
            : throw new SettingsException([$"--to: {string.Join(" or ", schemes.Select(scheme => $"{scheme}://host:port"))}, not {text}."]);

    public static Option<bool> ShowContents() => new("--show-contents")
    {
        Description = "Print values of the message as they are. They may identify a patient: by default letters are shown as x and digits as 9.",
    };
}
