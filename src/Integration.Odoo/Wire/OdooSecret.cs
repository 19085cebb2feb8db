namespace Integration.Odoo.Wire;

/// <summary>
/// The secret as it is now: a changed file is noticed within a second, so that a new key is taken up while the old one lives. What cannot be read, or is empty
/// because somebody is writing it, changes nothing.
/// </summary>
internal sealed class OdooSecret(OdooConnection connection, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private string _secret = connection.Secret;
    private (DateTime Written, long Length) _seen;
    private long? _looked;

    /// <summary>For every call: looks at the file's time and length at most once a second.</summary>
    public string Current()
    {
        if (connection.SecretFile is not { } path) return _secret;
        lock (_lock)
        {
            if (_looked is { } last && time.GetElapsedTime(last) < LookEvery) return _secret;
            return Look(path, always: false);
        }
    }

    /// <summary>For a login: reads the file whatever its time says.</summary>
    public string Now()
    {
        if (connection.SecretFile is not { } path) return _secret;
        lock (_lock) return Look(path, always: true);
    }

    private string Look(string path, bool always)
    {
        _looked = time.GetTimestamp();
        try
        {
            var file = new FileInfo(path);
            var seen = (file.LastWriteTimeUtc, file.Exists ? file.Length : 0);
            if (!always && seen == _seen) return _secret;
            if (OdooSecretFile.Read(path).Secret is { Length: > 0 } secret) _secret = secret;
            _seen = seen;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Gone for a moment, or for good: the doctor says so, and the secret that is known still works.
            _seen = default;
        }

        return _secret;
    }
}
