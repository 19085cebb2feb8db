using Integration.Contracts;
using Integration.Delivery;
using Integration.Ingestion;
using Integration.Ingestion.Watching;
using Integration.Journal;
using Integration.Routing;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Integration.Pipeline;

/// <summary>
/// The table of contents. A message walks ingestion → journal → mapping → routing → journal → delivery → Odoo, and reconciliation walks back; only this room knows the order.
/// </summary>
public static class Stages
{
    /// <summary>The parts of every stage, none of which does anything by itself yet.</summary>
    public static IServiceCollection AddParts(this IServiceCollection services, StageSettings settings)
    {
        services.AddSingleton(settings).AddSingleton(settings.Pipeline).AddSingleton(ClockSkew.Clock());
        services.AddJournal(settings.Journal);
        services.AddSingleton(new Translator(settings.Interfaces, settings.Mappings, settings.Hash));
        services.AddRouting(settings.Routing);
        services.AddDelivery(settings.Delivery);
        services.AddSingleton(provider => new OdooDatabases([.. settings.Odoo.Select(database => OdooDatabase.Open(database, provider))]));
        return services.AddSingleton<ReconcileRun>().AddSingleton<GoLiveRun>().AddSingleton<BreakSettling>().AddSingleton<ReplayPlanning>()
            .AddSingleton<StartUp>().AddSingleton<TableCache>().AddSingleton<ProcessStep>();
    }

    /// <summary>What listens and works, by role. The first three lines are the walk.</summary>
    public static IServiceCollection AddWork(this IServiceCollection services, StageSettings settings, Roles roles)
    {
        services.AddSingleton<ProcessSignal>().AddSingleton<AnswerSignals>().AddBus(settings.Bus, roles);
        services.AddSingleton<MessageAppended>(provider => provider.GetRequiredService<WakeUpPublisher>().Appended);
        services.AddSingleton<EventRecorder>().AddHostedService(provider => provider.GetRequiredService<EventRecorder>()).AddSingleton<EventNoted>(provider => provider.GetRequiredService<EventRecorder>().Note);
        if (roles.HasFlag(Roles.Ingest))
        {
            services.AddIngestion(settings.Ingestion, settings.Interfaces).AddHostedService<AnswerLoop>();
        }

        if (roles.HasFlag(Roles.Process))
        {
            services.AddHostedService<ProcessLoop>();
        }

        if (roles.HasFlag(Roles.Deliver))
        {
            services.AddHostedService<DeliverLoop>().AddHostedService<MissingLoop>();
        }

        if (roles.HasFlag(Roles.Reconcile))
        {
            services.AddHostedService<ObserveLoop>();
            services.AddQuartz(quartz =>
            {
                Schedule<ReconcileJob>(quartz, settings.Pipeline.ReconcileCron);
                Schedule<PurgeJob>(quartz, settings.Pipeline.PurgeCron);
                Schedule<KeyWatchJob>(quartz, settings.Pipeline.KeyWatchCron);
                quartz.AddTrigger(trigger => trigger.ForJob(nameof(KeyWatchJob)).StartNow());
            });
            services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        }

        return services;
    }

    private static void Schedule<TJob>(IQuartzBuilder quartz, string cron)
        where TJob : IJob
    {
        var key = new JobKey(typeof(TJob).Name);
        quartz.AddJob<TJob>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc)));
    }
}
