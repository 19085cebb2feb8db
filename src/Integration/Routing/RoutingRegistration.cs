using Integration.Routing.Folds;
using Integration.Routing.Folds.Beds;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Routing;

/// <summary>
/// Routing turns what is known of one domain key into all records that should be in Odoo for it. It keeps the contracts of the key in the order they were asserted and tells the whole story again with every input, so a late
/// contract takes its place in the past and every order of arrival ends in the same records. It reads no clock and touches nothing outside: time comes in as ticks.
/// </summary>
internal static class RoutingRegistration
{
    public static IServiceCollection AddRouting(this IServiceCollection services, FoldOptions options) => services.AddSingleton(Folds(options));

    /// <summary>All folds; a new one is one line here.</summary>
    public static FoldRegistry Folds(FoldOptions options) => new(
    [
        new CaseFold(options),
        new RequisitionFold(options),
        new ChargeFold(options),
        new VisitFold(options),
        new BedStatusFold(options),
        new BedFold(options),
        new UnitFold(options),
        new AssetFold(options),
        new MasterFold(options),
    ]);
}
