using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Integration.Pipeline;

/// <summary>The broker's queues as the broker tells of them.</summary>
internal sealed class BrokerQueues(BusOptions options, RetryQueues retries)
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(5);

    /// <param name="declare">Make the retry queues that are not there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokerUnreachableException">Nobody answers.</exception>
    public async Task<IReadOnlyList<QueueAtBroker>> LookAsync(bool declare, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(options.ReadAddress()), RequestedConnectionTimeout = TimeOut, ClientProvidedName = "integration watch", AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        if (declare)
        {
            await DeclareAsync(connection, cancellationToken);
        }

        var found = new List<QueueAtBroker>();
        foreach (var name in new[] { BusRegistration.ProcessQueue, BusRegistration.DeliverQueue })
        {
            found.Add(await LookAsync(connection, name, isConsumed: true, cancellationToken));
        }

        foreach (var queue in retries.All)
        {
            found.Add(await LookAsync(connection, queue.Name, isConsumed: false, cancellationToken));
        }

        return found;
    }

    private async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(RetryQueues.Exchange, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        foreach (var queue in retries.All)
        {
            await channel.QueueDeclareAsync(
                queue.Name,
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?>
                {
                    ["x-queue-type"] = "quorum",
                    ["x-message-ttl"] = (long)queue.Delay.TotalMilliseconds,
                    ["x-dead-letter-exchange"] = "",
                    ["x-dead-letter-routing-key"] = BusRegistration.DeliverQueue,
                },
                cancellationToken: cancellationToken);
            await channel.QueueBindAsync(queue.Name, RetryQueues.Exchange, queue.Name, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Asking for a queue that is not there closes the channel, so each has its own.</summary>
    private static async Task<QueueAtBroker> LookAsync(IConnection connection, string name, bool isConsumed, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var queue = await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return new QueueAtBroker(name, isConsumed, queue.MessageCount, queue.ConsumerCount);
        }
        catch (OperationInterruptedException)
        {
            return new QueueAtBroker(name, isConsumed, null, null);
        }
    }
}

/// <param name="IsConsumed">Whether a worker should consume it; retry queues only wait.</param>
/// <param name="Depth">Wake-ups in it; null where there is no such queue.</param>
public sealed record QueueAtBroker(string Name, bool IsConsumed, long? Depth, long? Consumers);
