namespace Integration.Ingestion.Fhir;

/// <summary>A request's body: in memory while it is small, else in a temporary file that only this process can read and that is gone with it.</summary>
internal static class SpooledBody
{
    private const int Piece = 64 * 1024;

    /// <returns>Null when it is longer than <paramref name="most"/> bytes.</returns>
    public static async Task<Stream?> ReadAsync(Stream body, int mostInMemory, long most, CancellationToken cancellationToken)
    {
        Stream spool = new MemoryStream();
        try
        {
            var piece = new byte[Piece];
            for (var read = await body.ReadAsync(piece, cancellationToken); read > 0; read = await body.ReadAsync(piece, cancellationToken))
            {
                if (spool.Length + read > most)
                {
                    await spool.DisposeAsync();
                    return null;
                }

                if (spool is MemoryStream memory && spool.Length + read > mostInMemory)
                {
                    spool = OpenFile();
                    memory.WriteTo(spool);
                }

                await spool.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }

            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static FileStream OpenFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(Path.GetTempPath(), $"integration-{Guid.CreateVersion7():N}.spool");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // Without a name at once: a process that is killed leaves nothing behind.
            File.Delete(path);
        }

        return file;
    }
}
