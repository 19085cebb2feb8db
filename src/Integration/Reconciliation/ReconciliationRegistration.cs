using Integration.Odoo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Integration.Reconciliation;

/// <summary>Reconciliation pages through the delivered postings, reads the same records from Odoo and says what differs. It repairs nothing.</summary>
public static class ReconciliationRegistration
{
    /// <summary>Needs a <see cref="TimeProvider"/> and an <see cref="OdooClient"/> among the services.</summary>
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.TryAddSingleton<OdooReconciliation>();
        return services;
    }
}
