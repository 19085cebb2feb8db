using Integration.Contracts;
using Integration.Delivery;
using Integration.Journal;
using Integration.Odoo;
using Integration.Reconciliation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>What the configuration says of one Odoo database.</summary>
/// <param name="Name">As in <see cref="InterfaceDefinition.Database"/>.</param>
/// <param name="Quiet">When nothing is written to it.</param>
public sealed record OdooDatabaseSettings(string Name, OdooConnection Connection, QuietWindows Quiet);

/// <summary>
/// One Odoo database this process serves, with its own client (login, circuit, limits), gate and stages: trouble with one never reaches another.
/// </summary>
internal sealed record OdooDatabase(
    OdooDatabaseSettings Settings, OdooClient Client, OdooFingerprint Fingerprint, OdooGate Gate, OdooDelivery Delivery, OdooReconciliation Reconciliation, WorkSignal Signal)
{
    public string Name => Settings.Name;

    public static OdooDatabase Open(OdooDatabaseSettings settings, IServiceProvider services) => Open(settings, OdooHttp.Create(settings.Connection), services);

    public static OdooDatabase Open(OdooDatabaseSettings settings, HttpClient http, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var client = new OdooClient(http, settings.Connection, time);
        var fingerprint = new OdooFingerprint(settings.Connection);
        var gate = new OdooGate(
            settings, services.GetRequiredService<IJournal>(), client, fingerprint, services.GetRequiredService<PipelineOptions>(), time, services.GetRequiredService<ILogger<OdooGate>>());
        return new OdooDatabase(
            settings,
            client,
            fingerprint,
            gate,
            ActivatorUtilities.CreateInstance<OdooDelivery>(services, client),
            ActivatorUtilities.CreateInstance<OdooReconciliation>(services, client),
            new WorkSignal(time));
    }
}

/// <summary>All of them, in the order of the configuration.</summary>
internal sealed class OdooDatabases(IReadOnlyList<OdooDatabase> all)
{
    public IReadOnlyList<OdooDatabase> All { get; } = all;

    /// <returns>Null when this process serves no database of that name.</returns>
    public OdooDatabase? Find(string name) => All.FirstOrDefault(database => database.Name == name);
}
