using Integration.Delivery;

namespace Integration.UnitTests.Delivery;

public sealed class LanesTests
{
    [Fact]
    public async Task One_more_than_there_are_lanes_waits_until_another_has_left()
    {
        var lanes = new Lanes(2);
        using var first = await lanes.EnterAsync(CancellationToken.None);
        var second = await lanes.EnterAsync(CancellationToken.None);

        var third = lanes.EnterAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);
        second.Dispose();

        using var lane = await third;
    }
}
