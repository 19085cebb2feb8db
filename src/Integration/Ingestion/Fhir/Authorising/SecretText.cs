using Integration.Contracts;

namespace Integration.Ingestion.Fhir.Authorising;

/// <summary>Reads secrets when they are used, so that a file that was changed counts at once.</summary>
internal static class SecretText
{
    /// <summary>A secret is a line or a key; what is larger is another file.</summary>
    private const int Longest = 64 * 1024;

    /// <exception cref="FhirServerException">There is none. Where it should stand is said, never what stands there.</exception>
    public static string Read(SecretSource source)
    {
        var text = source.File is { } file ? FromFile(file) : Environment.GetEnvironmentVariable(source.Variable!);
        return string.IsNullOrWhiteSpace(text) ? throw Missing(source, null) : text.Trim();
    }

    /// <summary>Whether every user of this machine can read the file it stands in.</summary>
    public static bool IsReadableByAll(SecretSource source) =>
        source.File is { } file && !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead);

    private static string FromFile(string file)
    {
        try
        {
            return new FileInfo(file).Length > Longest ? "" : File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Missing(new SecretSource(file, null), fault);
        }
    }

    private static FhirServerException Missing(SecretSource source, Exception? fault) =>
        new(FhirServerFault.NotAuthorised, source.File is { } file ? $"no secret can be read from {file}" : $"the environment has no secret {source.Variable}", fault);
}
