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

public sealed class The_stand_in_follows_the_specification_over_json2(StandInOdoo server) : OdooSpecification, IClassFixture<StandInOdoo>
{
    private static readonly ApiKeyRing Keys = new();

    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => Keys.WithKeyAsync(server.Connect(role));
}

[Needs(RealOdoo.Url)]
public sealed class Odoo_19_follows_the_specification_over_json2(RealOdoo server) : OdooSpecification, IClassFixture<RealOdoo>
{
    private static readonly ApiKeyRing Keys = new();

    protected override async Task<OdooConnection> ConnectAsync(OdooRole role) => await Keys.WithKeyAsync(await server.ConnectAsync(role));
}
