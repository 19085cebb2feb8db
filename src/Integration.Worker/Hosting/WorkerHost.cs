using System.Net;
using Integration.Pipeline;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Integration.Worker.Hosting;

/// <summary>One process: the stages of its roles, and its health and metrics on loopback.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    /// <summary>How long a stop waits for what is in hand.</summary>
    public static readonly TimeSpan StopTimeOut = TimeSpan.FromSeconds(60);

    private readonly WebApplication _application;

    private WorkerHost(WebApplication application) => _application = application;

    public IServiceProvider Services => _application.Services;

    /// <summary>Where health and metrics are answered, once started.</summary>
    public Uri HealthAddress => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>A worker that listens and works once it is started.</summary>
    public static WorkerHost Build(Settings settings, Roles roles, Action<ILoggingBuilder> logging)
    {
        var builder = Empty(settings.Stages, logging);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, settings.Health.Port, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddWork(settings.Stages, roles).AddSingleton<MetricsPage>();
        var application = builder.Build();
        HealthEndpoints.Map(application, roles);
        return new WorkerHost(application);
    }

    /// <summary>The same parts without anything that listens or works by itself, for verbs.</summary>
    public static async Task<WorkerHost> OpenAsync(Settings settings, CancellationToken cancellationToken)
    {
        var host = new WorkerHost(Empty(settings.Stages, WorkerLogging.Quiet()).Build());
        await host.StartUpAsync(cancellationToken);
        return host;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartUpAsync(cancellationToken);
        await Services.GetRequiredService<StartUp>().LetGoAsync(cancellationToken);
        _ = Services.GetRequiredService<MetricsPage>();
        await _application.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await _application.WaitForShutdownAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task StartUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Services.GetRequiredService<StartUp>().RunAsync(cancellationToken);
        }
        catch (ArgumentException fault)
        {
            // A seed that does not fit what was changed by command.
            throw new SettingsException([fault.Message]);
        }
    }

    private static WebApplicationBuilder Empty(StageSettings settings, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateSlimBuilder();
        logging(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeOut);
        builder.Services.AddParts(settings);
        return builder;
    }
}
