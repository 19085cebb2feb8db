using Integration.Odoo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Integration.Delivery;

/// <summary>
/// Delivery takes claimed postings and brings Odoo to what they want: locate, read, judge who owns the record, resolve references, check units, load what
/// differs, confirm or call off, read back. It knows Odoo and the contracts, and nothing of the journal or the bus.
/// </summary>
public static class DeliveryRegistration
{
    /// <summary>
    /// What every <see cref="OdooDelivery"/> shares. There is one for each Odoo database, made with its <see cref="OdooClient"/>, whose <see cref="HttpClient"/> goes through a <see cref="FailPointHandler"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every error.</exception>
    public static IServiceCollection AddDelivery(this IServiceCollection services, DeliveryOptions options)
    {
        var errors = options.Errors();
        if (errors.Count > 0) throw new ArgumentException(string.Join(' ', errors), nameof(options));
        services.TryAddSingleton(options);
        services.TryAddSingleton(new DeliveryFailures(options, Random.Shared));
        return services;
    }
}
