using System.Runtime.CompilerServices;

namespace Integration.UnitTests.Hl7v2;

/// <summary>The public HL7 v2 data beside the repository, read in place and as bytes.</summary>
internal static class Corpus
{
    /// <summary>The folder <c>shared/corpus</c>, or null on a machine without it.</summary>
    public static string? Folder { get; } = Find();

    public static string? MissingReason =>
        Folder is null && Environment.GetEnvironmentVariable("CI") is not "true"
            ? "The corpus is not here: put shared/corpus beside the repository or set INTEGRATION_CORPUS."
            : null;

    public static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Hl7, path));

    /// <summary>All HL7 v2 files, by path relative to <c>hl7v2</c>, in a fixed order.</summary>
    public static IReadOnlyList<string> Files(string under = "") =>
        [.. Directory.EnumerateFiles(Path.Combine(Hl7, under), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "LICENCE.txt")
            .Select(path => Path.GetRelativePath(Hl7, path))
            .Order(StringComparer.Ordinal)];

    private static string Hl7 => Path.Combine(Folder ?? throw new DirectoryNotFoundException("shared/corpus is required where CI is set."), "hl7v2");

    private static string? Find([CallerFilePath] string here = "")
    {
        if (Environment.GetEnvironmentVariable("INTEGRATION_CORPUS") is { Length: > 0 } given)
        {
            return given;
        }

        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, "shared", "corpus");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A test that needs the corpus: skipped on a laptop without it, failing where CI is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute() => Skip = Corpus.MissingReason;
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusTheoryAttribute : TheoryAttribute
{
    public CorpusTheoryAttribute() => Skip = Corpus.MissingReason;
}
