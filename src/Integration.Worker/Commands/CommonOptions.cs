using System.CommandLine;
using Integration.Journal;

namespace Integration.Worker.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<FileInfo?> SettingsFile() => new("--settings")
    {
        Description = "A settings file read after appsettings.json; the environment still wins.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document in place of text." };

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

    public static Option<bool> ShowContents() => new("--show-contents")
    {
        Description = "Print values of the message as they are. They may identify a patient: by default letters are shown as x and digits as 9.",
    };
}
