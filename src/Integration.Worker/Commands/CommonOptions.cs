using System.CommandLine;

namespace Integration.Worker.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<FileInfo?> SettingsFile() => new("--settings")
    {
        Description = "A settings file read after appsettings.json; the environment still wins.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document in place of text." };

    public static Option<bool> ShowContents() => new("--show-contents")
    {
        Description = "Print values of the message as they are. They may identify a patient: by default letters are shown as x and digits as 9.",
    };
}
