using Integration.Contracts;
using Integration.Delivery;

namespace Integration.UnitTests.Delivery;

public sealed class DeliveryFailuresTests
{
    [Theory]
    [InlineData(FailureKind.Unavailable, 1, PostingResultKind.Retry, 5)]
    [InlineData(FailureKind.Unavailable, 3, PostingResultKind.Retry, 120)]
    [InlineData(FailureKind.Unavailable, 5, PostingResultKind.Retry, 1800)]
    [InlineData(FailureKind.Unavailable, 500, PostingResultKind.Retry, 1800)]
    [InlineData(FailureKind.Throttled, 4, PostingResultKind.Retry, 30)]
    [InlineData(FailureKind.Conflict, 1, PostingResultKind.Retry, 1)]
    [InlineData(FailureKind.Conflict, 3, PostingResultKind.Retry, 10)]
    [InlineData(FailureKind.Conflict, 4, PostingResultKind.Parked, null)]
    [InlineData(FailureKind.AccessDenied, 1, PostingResultKind.Held, null)]
    [InlineData(FailureKind.MissingReference, 1, PostingResultKind.Held, null)]
    [InlineData(FailureKind.Unmapped, 1, PostingResultKind.Held, null)]
    [InlineData(FailureKind.Protected, 1, PostingResultKind.Protected, null)]
    [InlineData(FailureKind.Rejected, 1, PostingResultKind.Parked, null)]
    [InlineData(FailureKind.Invalid, 1, PostingResultKind.Parked, null)]
    [InlineData(FailureKind.Defect, 1, PostingResultKind.Parked, null)]
    public void Each_kind_has_its_ladder_or_waits_for_a_person(FailureKind kind, int starts, PostingResultKind expected, int? seconds)
    {
        var decided = new DeliveryFailures(new DeliveryOptions { Jitter = 0 }, new Random(1)).Decide(new Failure(kind, "", ""), starts);

        Assert.Equal((expected, seconds is { } number ? TimeSpan.FromSeconds(number) : (TimeSpan?)null), decided);
    }

    [Fact]
    public void Every_kind_is_decided() =>
        Assert.All(Enum.GetValues<FailureKind>(), kind => Decide(new Failure(kind, "", ""), new Random(1)));

    [Fact]
    public void Jitter_adds_at_most_its_share_and_repeats_with_its_source()
    {
        var failure = new Failure(FailureKind.Unavailable, "", "");
        var delays = Enumerable.Range(0, 50).Select(seed => Decide(failure, new Random(seed))).ToArray();

        Assert.All(delays, delay => Assert.InRange(delay.TotalSeconds, 5, 6));
        Assert.True(delays.Distinct().Count() > 40);
        Assert.Equal(delays, Enumerable.Range(0, 50).Select(seed => Decide(failure, new Random(seed))));
    }

    [Fact]
    public void Options_name_all_their_errors_at_once()
    {
        Assert.Empty(new DeliveryOptions().Errors());
        var wrong = new DeliveryOptions
        {
            RecordsPerLoad = 201,
            ExpectedLoadTime = TimeSpan.FromSeconds(101),
            MillisecondsPerOtherRecord = 0,
            CallsPerBatch = 10_001,
            Jitter = 1.1,
            Conflict = [TimeSpan.Zero],
        };

        Assert.Equal(6, wrong.Errors().Count);
    }

    [Theory]
    [InlineData(90, 90)]
    [InlineData(1, 2)]
    public void A_server_that_says_when_to_come_back_is_believed_unless_it_says_sooner(int asked, int delay) => Assert.Equal(
        TimeSpan.FromSeconds(delay),
        new DeliveryFailures(new DeliveryOptions { Jitter = 0 }, new Random(1)).Decide(new Failure(FailureKind.Throttled, "", "") { RetryAfter = TimeSpan.FromSeconds(asked) }, 1).Delay);

    private static TimeSpan Decide(Failure failure, Random random) => new DeliveryFailures(new DeliveryOptions(), random).Decide(failure, 1).Delay ?? TimeSpan.Zero;
}
