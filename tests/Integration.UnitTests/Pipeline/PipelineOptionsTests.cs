using Integration.Pipeline;

namespace Integration.UnitTests.Pipeline;

public sealed class PipelineOptionsTests
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(90);

    [Fact]
    public void What_is_shipped_fits_together() => Assert.Empty(new PipelineOptions().Errors(TimeOut, TimeSpan.FromSeconds(20)));

    [Fact]
    public void A_call_that_would_never_be_begun_is_refused_at_the_start()
    {
        var options = new PipelineOptions { DeliverLease = TimeSpan.FromSeconds(100) };

        Assert.Empty(options.Errors(TimeOut, TimeSpan.FromSeconds(50)));
        Assert.Contains("ExpectedLoadTime (00:00:51) must not be longer than half", Assert.Single(options.Errors(TimeOut, TimeSpan.FromSeconds(51))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_that_a_slow_answer_would_lose_is_refused_at_the_start() =>
        Assert.Contains("must be longer than Integration:Odoo:TimeOut", Assert.Single(new PipelineOptions { DeliverLease = TimeOut }.Errors(TimeOut, TimeSpan.FromSeconds(20))), StringComparison.Ordinal);
}
