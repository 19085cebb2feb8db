using Integration.Contracts;
using Integration.Delivery;
using Integration.Ingestion;
using Integration.Journal;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Routing;
using Integration.Security;

namespace Integration.Worker.Hosting;

/// <summary>Everything the process is told, read and checked once at start: either all of it is right, or all that is wrong is said together.</summary>
internal sealed record Settings(StageSettings Stages, HealthOptions Health)
{
    /// <exception cref="SettingsException">With every error found.</exception>
    public static Settings Read(IConfiguration configuration, Roles roles)
    {
        var errors = new List<string>();
        errors.AddRange(OdooFaults.Errors.Select(error => $"OdooFaults.csv, {error}"));
        var journal = Bind<JournalOptions>(configuration, JournalOptions.Section, errors);
        errors.AddRange(journal.Errors());
        var bus = Bind<BusOptions>(configuration, BusOptions.Section, errors);
        errors.AddRange(bus.Errors(roles));
        var odoo = OdooSettings.ReadAll(configuration, errors);
        var ingestion = Bind<IngestionOptions>(configuration, IngestionOptions.Section, errors);
        errors.AddRange(ingestion.Errors());
        var pipeline = Bind<PipelineOptions>(configuration, PipelineOptions.Section, errors);
        var delivery = Bind<DeliveryOptions>(configuration, DeliveryOptions.Section, errors);
        errors.AddRange(pipeline.Errors(odoo.Select(database => database.Connection.TimeOut).DefaultIfEmpty().Max(), delivery.ExpectedLoadTime));
        errors.AddRange(delivery.Errors());
        var routing = Bind<FoldOptions>(configuration, FoldOptions.Section, errors);
        errors.AddRange(routing.Errors());
        var key = Bind<SecurityOptions>(configuration, SecurityOptions.Section, errors).ReadKey(errors);
        var files = MappingFiles.Read(configuration, errors);
        var databases = odoo.Select(database => database.Name).ToList();
        errors.AddRange((files?.Interfaces ?? []).Where(feed => databases.Count > 0 && !databases.Contains(feed.Database))
            .Select(feed => $"Interface {feed.Name} writes to the Odoo database '{feed.Database}', which {OdooSettings.Section} does not have; it has {string.Join(", ", databases)}."));
        var health = Bind<HealthOptions>(configuration, HealthOptions.Section, errors);
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        var stages = new StageSettings(journal, bus, odoo, ingestion, pipeline, routing, delivery, new KeyedHash(key!), files!.Mappings, files.Interfaces);
        return new Settings(stages, health);
    }

    /// <summary>A section, or its defaults where a value in it cannot be read; that is then one of the errors.</summary>
    public static T Bind<T>(IConfiguration configuration, string section, ICollection<string> errors)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException fault)
        {
            errors.Add(fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message);
            return new T();
        }
    }
}

/// <summary>The settings cannot be used.</summary>
internal sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
