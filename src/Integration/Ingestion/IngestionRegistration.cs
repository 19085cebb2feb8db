using Integration.Contracts;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Files;
using Integration.Ingestion.Mllp;
using Integration.Ingestion.Watching;
using Microsoft.Extensions.DependencyInjection;

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
        return services.AddHostedService(provider => provider.GetRequiredService<MllpListener>()).AddHostedService(provider => provider.GetRequiredService<FhirListener>()).AddHostedService<FolderListener>().AddHostedService<FeedWatch>();
    }
}
