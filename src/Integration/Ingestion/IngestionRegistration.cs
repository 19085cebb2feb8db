using Integration.Contracts;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Fhir.Polling;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Ingestion.Files;
using Integration.Ingestion.Mllp;
using Integration.Ingestion.Watching;
using Integration.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion;

/// <summary>
/// Bytes in, a received message in the journal, an acknowledgement out, or an outcome file beside a dropped file. It checks only what the acknowledgement needs, appends, and answers AA after the commit: accepted means durable. It knows neither bus nor Odoo, and goes
/// on while both are down.
/// </summary>
internal static class IngestionRegistration
{
    public static IServiceCollection AddIngestion(this IServiceCollection services, IngestionOptions options, IReadOnlyList<InterfaceDefinition> interfaces)
    {
        services.AddSingleton(options).AddSingleton(new ListeningInterfaces(interfaces)).AddSingleton<TurnedAway>().AddSingleton<MllpListener>().AddSingleton<FhirListener>();
        return services.AddHostedService(provider => provider.GetRequiredService<MllpListener>()).AddHostedService(provider => provider.GetRequiredService<FhirListener>()).AddHostedService<FolderListener>().AddHostedService<FeedWatch>()
            .AddAsking(options);
    }

    /// <summary>HTTP out to FHIR servers, and what they tell by themselves.</summary>
    private static IServiceCollection AddAsking(this IServiceCollection services, IngestionOptions options) => services
        .AddSingleton(options.Polling)
        .AddSingleton<PollHints>()
        .AddSingleton<Func<InterfaceDefinition, TakeChanges>>(provider => feed =>
        {
            var intake = new FhirIntake(
                feed, provider.GetRequiredService<IMessageAppend>(), provider.GetRequiredService<IFileJournal>(), provider.GetRequiredService<MessageAppended>(), provider.GetRequiredService<EventNoted>(),
                provider.GetRequiredService<ILogger<FhirIntake>>());
            return ChangesTaken.From(intake.Takes, options.Bounds, intake.TakePartsAsync);
        })
        .AddSingleton<FhirNotifications>()
        .AddSingleton<IFhirNotifications>(provider => provider.GetRequiredService<FhirNotifications>())
        .AddSingleton<FhirConnections>()
        .AddHostedService<FhirPoller>();
}
