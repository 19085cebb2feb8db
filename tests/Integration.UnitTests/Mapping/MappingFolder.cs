using System.Security.Cryptography;
using Integration.Mapping;

namespace Integration.UnitTests.Mapping;

/// <summary>A copy of the shipped mappings that a test may spoil.</summary>
internal sealed class MappingFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mappings-");

    public MappingFolder()
    {
        var shipped = System.IO.Path.Combine(Shipped.Root, "mappings");
        foreach (var file in Directory.GetFiles(shipped, "*", SearchOption.AllDirectories).Where(file => !file.Contains("cases", StringComparison.Ordinal)))
        {
            var copy = At(System.IO.Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Path => _root.FullName;

    public string At(string file) => System.IO.Path.Combine(_root.FullName, file);

    /// <summary>Writes a file without releasing it.</summary>
    public void Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
    }

    public void Replace(string file, string old, string by)
    {
        var text = File.ReadAllText(At(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(At(file), text.Replace(old, by, StringComparison.Ordinal));
    }

    /// <summary>Releases every mapping as it stands now.</summary>
    public void Release() => File.WriteAllLines(
        At("released.sha256"),
        Directory.GetFiles(Path, "v*.yaml", SearchOption.AllDirectories)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {System.IO.Path.GetRelativePath(Path, file)}"));

    public MappingSet Load() => MappingSet.Load(Path) is { Set: { } set } ? set : throw new InvalidOperationException(string.Join(Environment.NewLine, Problems()));

    /// <summary>What is wrong, with paths as seen from the folder.</summary>
    public IReadOnlyList<string> Problems() =>
        [.. MappingSet.Load(Path).Problems.Select(problem => (problem with { File = System.IO.Path.GetRelativePath(Path, problem.File) }).ToString())];

    public void Dispose() => _root.Delete(recursive: true);
}
