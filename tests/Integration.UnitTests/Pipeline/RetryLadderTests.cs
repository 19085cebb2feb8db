using Integration.Delivery;
using Integration.Pipeline;

namespace Integration.UnitTests.Pipeline;

public sealed class RetryLadderTests
{
    private readonly RetryQueues _queues = new(new DeliveryOptions { Unavailable = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2)], Throttled = [TimeSpan.FromSeconds(5)], Conflict = [TimeSpan.FromHours(1)], Jitter = 0.2 });

    [Fact]
    public void Each_delay_of_the_ladders_has_one_queue_named_after_it() =>
        Assert.Equal(["integration-deliver-retry-5s", "integration-deliver-retry-2m", "integration-deliver-retry-1h"], _queues.All.Select(queue => queue.Name));

    [Fact]
    public void A_wake_up_comes_when_the_longest_jitter_of_its_rung_is_over()
    {
        Assert.Equal("integration-deliver-retry-5s", _queues.For(TimeSpan.FromSeconds(6)).Name);
        Assert.Equal("integration-deliver-retry-2m", _queues.For(TimeSpan.FromSeconds(6.1)).Name);
        Assert.Equal("integration-deliver-retry-1h", _queues.For(TimeSpan.FromDays(1)).Name);
    }
}
