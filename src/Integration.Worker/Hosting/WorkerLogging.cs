using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Integration.Worker.Hosting;

/// <summary>Logs are JSON lines on standard output and, where a folder is configured, in daily files. Ids only: nothing here ever sees a payload.</summary>
internal static class WorkerLogging
{
    /// <summary>Days of log files that are kept.</summary>
    private const int FilesKept = 31;

    public static Action<ILoggingBuilder> Production(IConfiguration configuration) => logging =>
    {
        var settings = Levels(configuration["Integration:Logging:Level"]).WriteTo.Console(new JsonFormatter(renderMessage: true));
        if (configuration["Integration:Logging:Folder"] is { Length: > 0 } folder)
        {
            settings = settings.WriteTo.File(new JsonFormatter(renderMessage: true), Path.Combine(folder, "integration-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: FilesKept);
        }

        logging.ClearProviders().AddSerilog(settings.CreateLogger(), dispose: true);
    };

    /// <summary>For verbs that print a report: only what goes wrong, on standard error.</summary>
    public static Action<ILoggingBuilder> Quiet() => logging =>
        logging.ClearProviders().AddSerilog(Levels(nameof(LogEventLevel.Error)).WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: null).CreateLogger(), dispose: true);

    /// <summary>For the demo: everything, in a file.</summary>
    public static Action<ILoggingBuilder> ToFile(string path) => logging =>
        logging.ClearProviders().AddSerilog(Levels(null).WriteTo.File(new JsonFormatter(renderMessage: true), path).CreateLogger(), dispose: true);

    private static LoggerConfiguration Levels(string? level) => new LoggerConfiguration()
        .MinimumLevel.Is(Enum.TryParse<LogEventLevel>(level, ignoreCase: true, out var chosen) ? chosen : LogEventLevel.Information)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
        .MinimumLevel.Override("Quartz", LogEventLevel.Warning);
}
