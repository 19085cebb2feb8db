using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>MassTransit over RabbitMQ (quorum queues, publisher confirms), or in memory when everything is one process. It carries wake-ups and may lose them all.</summary>
internal static class BusRegistration
{
    public const string ProcessQueue = "integration-process";
    public const string DeliverQueue = "integration-deliver";

    public static IServiceCollection AddBus(this IServiceCollection services, BusOptions options, Roles roles)
    {
        services.AddSingleton(options).AddSingleton<RetryQueues>().AddSingleton<RetryTimers>().AddSingleton<BrokerQueues>().AddSingleton<WakeUpPublisher>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeUpPublisher>());
        if (options.Transport == BusTransport.RabbitMq)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<BrokerWatch>(provider, roles, () => Consuming(provider, options, roles)));
        }

        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (options.Transport == BusTransport.Memory)
            {
                bus.UsingInMemory((context, memory) => Endpoints(context, memory, roles, _ => { }));
            }
            else
            {
                bus.UsingRabbitMq((_, rabbit) => Connect(rabbit, options));
            }
        });
    }

    /// <summary>A bus that consumes, beside the one that publishes: it is replaced where its queues were lost, which starting the same one anew does not always mend.</summary>
    private static IBusControl Consuming(IServiceProvider provider, BusOptions options, Roles roles)
    {
        LogContext.ConfigureCurrentLogContext(provider.GetRequiredService<ILoggerFactory>());
        return Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            Connect(rabbit, options);
            Endpoints(provider, rabbit, roles, endpoint => ((IRabbitMqReceiveEndpointConfigurator)endpoint).SetQuorumQueue());
        });
    }

    private static void Connect(IRabbitMqBusFactoryConfigurator rabbit, BusOptions options)
    {
        var address = new Uri(options.ReadAddress());
        rabbit.Host(address.Host, (ushort)(address.Port > 0 ? address.Port : 5672), Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')) is { Length: > 0 } host ? host : "/", host =>
        {
            var user = address.UserInfo.Split(':', 2);
            host.Username(Uri.UnescapeDataString(user[0]));
            host.Password(Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? ""));
            host.PublisherConfirmation = true;
            if (address.Scheme == "amqps")
            {
                host.UseSsl(ssl => ssl.ServerName = address.Host);
            }
        });
    }

    /// <summary>Whether a process of these roles takes from this queue.</summary>
    public static bool Consumes(Roles roles, string queue) => queue switch
    {
        ProcessQueue => roles.HasFlag(Roles.Process),
        DeliverQueue => roles.HasFlag(Roles.Deliver),
        _ => false,
    };

    private static void Endpoints(IServiceProvider provider, IBusFactoryConfigurator bus, Roles roles, Action<IReceiveEndpointConfigurator> durable)
    {
        if (Consumes(roles, ProcessQueue))
        {
            bus.ReceiveEndpoint(ProcessQueue, endpoint =>
            {
                durable(endpoint);
                endpoint.Consumer(() => ActivatorUtilities.CreateInstance<MessagesAppendedConsumer>(provider));
            });
        }

        if (Consumes(roles, DeliverQueue))
        {
            bus.ReceiveEndpoint(DeliverQueue, endpoint =>
            {
                durable(endpoint);
                endpoint.Consumer(() => ActivatorUtilities.CreateInstance<PostingsDueConsumer>(provider));
                endpoint.Consumer(() => ActivatorUtilities.CreateInstance<RetryDueConsumer>(provider));
            });
        }
    }
}
