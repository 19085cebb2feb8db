using Integration.Odoo;

namespace Integration.Pipeline;

/// <summary>
/// Watches the end of the API key in use, and replaces it where the user's password is configured. The old key goes last, after the new one has opened Odoo from
/// the file it will be read from; whatever fails before leaves the old one as it is. Keys that people made are never removed.
/// </summary>
internal sealed class KeyRotation(OdooClient odoo, OdooConnection connection, TimeProvider time)
{
    /// <summary>With fewer days to its end a key is called out, or replaced.</summary>
    public const int LeastDays = 14;

    public bool IsUnattended => connection is { PasswordFile: not null, SecretFile: not null };

    /// <summary>Keys that may be the one in use: the one the secret file names, else all of the user.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked.</exception>
    public async Task<IReadOnlyList<WatchedKey>> LookAsync(CancellationToken cancellationToken)
    {
        var keys = await odoo.KeysAsync(cancellationToken);
        if (NameInFile() is { } name && keys.Any(key => key.Name == name))
        {
            keys = [.. keys.Where(key => key.Name == name)];
        }

        return [.. keys.Select(key => new WatchedKey(key.Name, key.Ends is { } end ? (int)Math.Floor((end - time.GetUtcNow()).TotalDays) : null))];
    }

    /// <exception cref="OdooFault">The password is refused, no key may be made, or the new one opens nothing; the old one stands.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or another process is at it; the old key stands.</exception>
    public async Task<RotatedKey> RotateAsync(CancellationToken cancellationToken)
    {
        if (!IsUnattended)
        {
            throw new InvalidOperationException("A key is rotated only where SecretFile and PasswordFile are set.");
        }

        var path = connection.SecretFile!;
        // One process of a machine at a time; the system lets go of the lock when the process ends.
        await using var turn = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var http = OdooHttp.Create(connection);
        var keys = new OdooKeys(http, connection, OdooSecretFile.Read(connection.PasswordFile!).Secret, time);
        var old = OdooSecretFile.Read(path);
        var name = $"integration {Environment.MachineName} {time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff}";
        var (key, days) = await keys.MakeAsync(name, cancellationToken);
        try
        {
            // From here on nothing is given up half way: a key nobody knows would be left.
            await new OdooClient(http, connection with { Secret = key, SecretFile = null, PasswordFile = null }, time).LogInAsync(CancellationToken.None);
            new OdooSecretFile(key, name).Write(path);
        }
        catch (Exception fault) when (fault is OdooFault or IOException or UnauthorizedAccessException)
        {
            await RemoveAsync(keys, name);
            throw;
        }

        await odoo.LogInAsync(CancellationToken.None);
        return new RotatedKey(name, days, old.KeyName is { } former && await RemoveAsync(keys, former) ? former : null);
    }

    /// <summary>A key that could not be removed ends by itself, and is listed until then.</summary>
    private static async Task<bool> RemoveAsync(OdooKeys keys, string name)
    {
        try
        {
            return await keys.RemoveAsync(name, CancellationToken.None);
        }
        catch (OdooFault)
        {
            return false;
        }
    }

    private string? NameInFile()
    {
        try
        {
            return connection.SecretFile is { } path ? OdooSecretFile.Read(path).KeyName : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <param name="DaysLeft">Whole days; null for a key without end.</param>
internal sealed record WatchedKey(string Name, int? DaysLeft)
{
    public bool IsEnding => DaysLeft < KeyRotation.LeastDays;
}

/// <param name="Name">Of the new key in Odoo.</param>
/// <param name="Days">Its life.</param>
/// <param name="Removed">The one it replaced; null when that was made by a person or could not be removed, and ends by itself.</param>
internal sealed record RotatedKey(string Name, int Days, string? Removed);
