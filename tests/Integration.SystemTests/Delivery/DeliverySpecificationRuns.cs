using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public sealed class Delivery_to_the_stand_in(StandInOdoo server) : DeliverySpecification, IClassFixture<StandInOdoo>
{
    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => Task.FromResult(server.Connect(role));
}

[Needs(RealOdoo.Url)]
public sealed partial class Delivery_to_Odoo_19(RealOdoo server) : DeliverySpecification, IClassFixture<RealOdoo>
{
    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => server.ConnectAsync(role);
}
