namespace Integration.Odoo;

/// <summary>
/// The file with a password or API key in its first line. A key that was made by rotation is followed by a comment with its name in Odoo, which is the only way to
/// tell later which of the user's keys this is: Odoo keeps a hash.
/// </summary>
/// <param name="Secret">Password or key; empty while somebody is writing the file.</param>
/// <param name="KeyName">Name of the key in Odoo; null where a person put the secret.</param>
public sealed record OdooSecretFile(string Secret, string? KeyName)
{
    private const string Comment = "# ";

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static OdooSecretFile Read(string path)
    {
        var lines = File.ReadAllLines(path);
        return new OdooSecretFile(
            lines.FirstOrDefault()?.Trim() ?? "",
            lines.Skip(1).FirstOrDefault(line => line.StartsWith(Comment, StringComparison.Ordinal))?[Comment.Length..].Trim());
    }

    /// <summary>In one step and readable by the owner only: who reads meanwhile sees the old file or the new one. Links are followed.</summary>
    /// <exception cref="IOException">It cannot be written; the old file stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old file stands.</exception>
    public void Write(string path)
    {
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        var draft = $"{target}.{Guid.CreateVersion7():N}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(KeyName is null ? $"{Secret}\n" : $"{Secret}\n{Comment}{KeyName}\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public override string ToString() => KeyName ?? "a secret without a name";
}
