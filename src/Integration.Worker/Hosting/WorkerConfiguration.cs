namespace Integration.Worker.Hosting;

/// <summary>Where settings come from: appsettings.json beside the program and in the working folder, then the file named on the command line, then the environment.</summary>
internal static class WorkerConfiguration
{
    public static IConfiguration Read(FileInfo? settings)
    {
        if (settings is { Exists: false })
        {
            throw new SettingsException([$"--settings: there is no file {settings.FullName}."]);
        }

        var builder = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true);
        if (settings is not null)
        {
            builder.AddJsonFile(settings.FullName, optional: false);
        }

        try
        {
            return builder.AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException fault)
        {
            throw new SettingsException([fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message]);
        }
    }
}
