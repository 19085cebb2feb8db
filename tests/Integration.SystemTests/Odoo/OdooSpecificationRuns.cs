using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

public sealed class The_stand_in_follows_the_specification(StandInOdoo server) : OdooSpecification, IClassFixture<StandInOdoo>
{
    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => Task.FromResult(server.Connect(role));
}

[Needs(RealOdoo.Url)]
public sealed class Odoo_19_follows_the_specification(RealOdoo server) : OdooSpecification, IClassFixture<RealOdoo>
{
    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => server.ConnectAsync(role);
}
