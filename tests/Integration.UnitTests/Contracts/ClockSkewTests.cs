using Integration.Contracts;

namespace Integration.UnitTests.Contracts;

public sealed class ClockSkewTests
{
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("02:00:00", 2)]
    [InlineData("-02:00:00", -2)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void The_clock_is_as_wrong_as_it_is_told_to_be(string? setting, int hours) =>
        Assert.InRange(ClockSkew.Clock(setting).GetUtcNow() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(hours) - Near, TimeSpan.FromHours(hours) + Near);

    [Theory]
    [InlineData("two hours")]
    [InlineData("1.00:00:01")]
    public void A_setting_that_is_none_is_refused(string setting) => Assert.Throws<InvalidOperationException>(() => ClockSkew.Clock(setting));
}
