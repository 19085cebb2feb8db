using System.Globalization;

namespace Integration.Ingestion.Files;

/// <summary>
/// The folder of an interface: files arrive in <c>in</c> and end in <c>done</c> or <c>failed</c>, each beside its outcome file. Nothing in it is ever overwritten, and links are not followed.
/// </summary>
internal sealed class DropFolder(string root)
{
    public const string OutcomeSuffix = ".outcome.json";

    private static readonly string[] s_unfinished = [".tmp", ".part"];

    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private string In => Path.Combine(root, "in");

    /// <summary>Makes what is missing and tries to write.</summary>
    /// <exception cref="IOException">It cannot be used; the message names the folder.</exception>
    public void Prepare()
    {
        foreach (var name in new[] { "in", "done", "failed" })
        {
            var folder = Path.Combine(root, name);
            try
            {
                Directory.CreateDirectory(folder);
                var probe = Path.Combine(folder, $".probe-{Guid.CreateVersion7():N}.tmp");
                File.Create(probe).Dispose();
                File.Delete(probe);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"the folder {folder} cannot be written: {fault.Message} Make it writable for the worker's user, or correct 'folder'.", fault);
            }
        }
    }

    /// <summary>What lies in <c>in</c>, in the order of the names (by their characters' codes). Names that say "not yet" are left out, and so are folders.</summary>
    public IReadOnlyList<DroppedFile> List() =>
    [
        .. new DirectoryInfo(In).EnumerateFiles("*", s_everything)
            .Where(file => !file.Name.StartsWith('.') && !s_unfinished.Any(ending => file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(Describe),
    ];

    /// <summary>The file of that name as it is now; null when there is none.</summary>
    public DroppedFile? Find(string name)
    {
        var file = new FileInfo(Path.Combine(In, name));
        return file.Exists ? Describe(file) : null;
    }

    /// <summary>The file's bytes, or null when it is longer than <paramref name="most"/> bytes. Who replaces it by another meanwhile does not change what is read.</summary>
    public Stream? Open(string name, long most)
    {
        // Something without length may be a pipe, which would be waited for without end; there is nothing to read in any case.
        if (Find(name) is not { Length: > 0 } file)
        {
            return Stream.Null;
        }

        return file.Length > most ? null : new FileStream(Path.Combine(In, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Where a file may be put, relative to the folder: a place where nothing lies yet.</summary>
    /// <param name="id">Unique to the file; part of the name where its own name is taken.</param>
    public string FreeTarget(bool failed, DateOnly day, string name, long id)
    {
        var folder = Path.Combine(failed ? "failed" : "done", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var target = Path.Combine(folder, name);
        return Has(target) || File.Exists(Path.Combine(root, target + OutcomeSuffix))
            ? Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}.{id.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(name)}")
            : target;
    }

    public bool Has(string target) => File.Exists(Path.Combine(root, target));

    public void Move(string name, string target)
    {
        var to = Path.Combine(root, target);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Move(Path.Combine(In, name), to, overwrite: false);
    }

    /// <summary>Writes the outcome file of a target; whoever looks sees all of it or nothing.</summary>
    public async Task WriteOutcomeAsync(string target, Func<Stream, Task> write)
    {
        var path = Path.Combine(root, target + OutcomeSuffix);
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.part");
        await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            await write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static DroppedFile Describe(FileInfo file) =>
        new(file.Name, file.LinkTarget is null ? file.Length : 0, file.LastWriteTimeUtc, file.LinkTarget is not null);
}

/// <param name="Length">In bytes.</param>
/// <param name="Written">When it was written last, UTC, by the clock of whoever keeps the folder: good for comparing with itself only.</param>
internal sealed record DroppedFile(string Name, long Length, DateTime Written, bool IsLink);
