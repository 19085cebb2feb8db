using Integration.UnitTests.Hl7v2;

namespace Integration.UnitTests.Fhir;

/// <summary>The public FHIR R4 data beside the repository, read in place and as bytes.</summary>
internal static class FhirCorpus
{
    private static string Folder => Path.Combine(Corpus.Folder ?? throw new DirectoryNotFoundException("shared/corpus is required where CI is set."), "fhir-r4");

    public static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Folder, path));

    /// <summary>All files, by path relative to <c>fhir-r4</c>, in a fixed order.</summary>
    public static IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "LICENCE.txt")
            .Select(path => Path.GetRelativePath(Folder, path))
            .Order(StringComparer.Ordinal)];
}
