using System.Runtime.CompilerServices;

namespace Integration.UnitTests.Architecture;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A path from the root, with <c>/</c> between its parts.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>Every C# file under a folder of the root that people wrote, by its path from the root.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(At(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(At(path)))),
    ];

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new FileInfo(here).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Integration.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Integration.sln is not above the tests: run them where they were built.");
    }
}
