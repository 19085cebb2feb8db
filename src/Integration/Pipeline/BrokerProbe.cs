using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Integration.Pipeline;

/// <summary>Asks the broker whether it would take this process.</summary>
public static class BrokerProbe
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(5);

    /// <returns>What answered, or null with the reason why nothing did.</returns>
    public static async Task<(string? Version, string? Fault)> AskAsync(BusOptions options, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(options.ReadAddress()), RequestedConnectionTimeout = TimeOut, ClientProvidedName = "integration doctor" };
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            var version = connection.ServerProperties is { } properties && properties.TryGetValue("version", out var value) && value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : "unknown";
            return (version, null);
        }
        catch (BrokerUnreachableException fault)
        {
            return (null, fault.InnerException?.Message ?? fault.Message);
        }
    }
}
