using System.CommandLine;
using Integration.Delivery;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Worker.Hosting;
using RabbitMQ.Client.Exceptions;

namespace Integration.Worker.Commands;

/// <summary>integration queues</summary>
internal static class QueuesVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("queues", "What waits, by database, interface, stage and number of tries: depth, the oldest, the next try; the broker's wake-ups and who consumes them; and what is paused.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var queues = await journal.QueueDetailsAsync(cancellationToken);
            var pauses = await journal.PausesAsync(cancellationToken);
            var (broker, brokerFault) = await BrokerAsync(parsed.GetValue(settings), cancellationToken);
            var stopped = pauses.Select(pause => pause.Scope).ToHashSet(StringComparer.Ordinal);
            if (parsed.GetValue(json))
            {
                Output.Json(new
                {
                    Queues = queues.Select(queue => new { queue.Database, queue.Interface, queue.Stage, queue.State, queue.Level, queue.Depth, queue.Oldest, queue.NextDue, Paused = IsPaused(queue, stopped) }),
                    Pauses = pauses,
                    Broker = broker,
                    BrokerFault = brokerFault,
                });
                return ExitCode.Done;
            }

            if (queues.Count == 0)
            {
                Output.Line("Nothing waits.");
            }
            else
            {
                Output.Table(
                    "What waits",
                    ["database", "interface", "stage", "state", "tries", "depth", "oldest", "next try"],
                    queues.Select(queue => (IReadOnlyList<string>)
                    [
                        queue.Database ?? "-", queue.Interface, queue.Stage, queue.State, Output.Number(queue.Level), Output.Number(queue.Depth), Output.Time(queue.Oldest),
                        IsPaused(queue, stopped) ? "PAUSED" : queue.State is "held" or "parked" ? "when a person decides" : Output.Time(queue.NextDue),
                    ]));
            }

            if (queues.Any(queue => queue.State is "held" or "parked"))
            {
                Output.Line("What is held or parked waits for a person: 'integration exceptions' says for what.");
            }

            if (broker is not null)
            {
                Output.Table(
                    "Wake-ups on the broker",
                    ["queue", "depth", "consumers"],
                    broker.Select(queue => (IReadOnlyList<string>)
                        [queue.Name, queue.Depth is { } depth ? Output.Number(depth) : "no such queue", queue.IsConsumed ? Output.Number(queue.Consumers ?? 0) : "waits"]));
            }

            if (brokerFault is not null)
            {
                Output.Line($"The broker does not answer ({brokerFault}): work is found by the sweep until it does.");
            }

            foreach (var pause in pauses)
            {
                Output.Line($"PAUSED {pause.Scope} since {Output.Time(pause.Since)} by {pause.Author}: {pause.Reason}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <returns>Neither where wake-ups stay in memory.</returns>
    private static async Task<(IReadOnlyList<QueueAtBroker>? Queues, string? Fault)> BrokerAsync(FileInfo? file, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var configuration = WorkerConfiguration.Read(file);
        var bus = Settings.Bind<BusOptions>(configuration, BusOptions.Section, errors);
        var delivery = Settings.Bind<DeliveryOptions>(configuration, DeliveryOptions.Section, errors);
        errors.AddRange(bus.Errors(Roles.All));
        errors.AddRange(delivery.Errors());
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        if (bus.Transport == BusTransport.Memory)
        {
            return (null, null);
        }

        try
        {
            return (await new BrokerQueues(bus, new RetryQueues(delivery)).LookAsync(declare: false, cancellationToken), null);
        }
        catch (BrokerUnreachableException fault)
        {
            return (null, fault.InnerException?.Message ?? fault.Message);
        }
    }

    private static bool IsPaused(QueueDetail queue, HashSet<string> scopes) =>
        scopes.Contains($"interface:{queue.Interface}") || (queue.Stage == "deliver" && (scopes.Contains("odoo") || scopes.Contains($"odoo:{queue.Database}")));
}
