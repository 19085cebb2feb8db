using Integration.Pipeline;

namespace Integration.UnitTests.Pipeline;

public sealed class BusRolesTests
{
    [Theory]
    [InlineData(Roles.Ingest, false, false)]
    [InlineData(Roles.Process, true, false)]
    [InlineData(Roles.Deliver, false, true)]
    [InlineData(Roles.All, true, true)]
    public void A_process_looks_after_the_queues_of_its_own_roles_only(Roles roles, bool process, bool deliver) => Assert.Equal(
        (process, deliver, false),
        (BusRegistration.Consumes(roles, BusRegistration.ProcessQueue), BusRegistration.Consumes(roles, BusRegistration.DeliverQueue), BusRegistration.Consumes(roles, "integration-deliver-retry-5s")));
}
