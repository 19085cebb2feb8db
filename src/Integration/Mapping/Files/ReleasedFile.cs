using System.Security.Cryptography;

namespace Integration.Mapping.Files;

/// <summary><c>released.sha256</c>: a mapping file never changes once it is released (rule 23). The format is that of <c>sha256sum</c>, so that <c>sha256sum -c</c> tells the same.</summary>
internal static class ReleasedFile
{
    public const string Name = "released.sha256";

    /// <param name="active">Names of the mappings in use: each must be released.</param>
    public static void Check(string folder, IEnumerable<string> active, FileProblems problems)
    {
        var list = Path.Combine(folder, Name);
        if (!File.Exists(list))
        {
            problems.Add(list, 0, "The file is missing.");
            return;
        }

        var released = new HashSet<string>(StringComparer.Ordinal);
        var lines = File.ReadAllLines(list);
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].Split("  ", 2) is not [{ Length: 64 } hash, var file])
            {
                problems.Add(list, at + 1, "A line is a SHA-256 in 64 hexadecimal digits, two blanks and a file.");
                continue;
            }

            released.Add(file);
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                problems.Add(list, at + 1, $"The released file {file} is gone.");
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) != hash)
            {
                problems.Add(path, 0, "The file is released and was changed: copy it to the next version, and change that.");
            }
        }

        foreach (var name in active.Where(name => !released.Contains($"{name}.yaml")))
        {
            problems.Add(Path.Combine(folder, ActiveFile.Name), 0, $"'{name}' is in use but not released: add it to {Name} with sha256sum.");
        }
    }
}
