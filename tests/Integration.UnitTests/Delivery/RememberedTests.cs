using Integration.Delivery;
using Integration.UnitTests.Odoo;

namespace Integration.UnitTests.Delivery;

public sealed class RememberedTests
{
    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(10);
    private readonly ManualTime _time = new();

    [Fact]
    public void An_answer_holds_for_its_time_and_not_longer_for_being_changed()
    {
        var remembered = new Remembered<string, long>(s_keep, _time);
        remembered.Keep("newest", 5);
        _time.Advance(s_keep - TimeSpan.FromSeconds(1));
        remembered.Change("newest", known => Math.Max(known, 7));

        Assert.True(remembered.TryGet("newest", out var known));
        Assert.Equal(7, known);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(remembered.TryGet("newest", out _));
    }

    [Fact]
    public void What_is_not_known_is_not_changed()
    {
        var remembered = new Remembered<string, long>(s_keep, _time);
        remembered.Change("newest", _ => 7);

        Assert.False(remembered.TryGet("newest", out _));
    }

    [Fact]
    public void One_answer_more_than_the_most_forgets_all_before()
    {
        var remembered = new Remembered<int, int>(s_keep, _time);
        for (var key = 0; key < Remembered<int, int>.Most; key++) remembered.Keep(key, key);
        Assert.True(remembered.TryGet(0, out _));

        remembered.Keep(-1, 0);

        Assert.False(remembered.TryGet(0, out _));
        Assert.True(remembered.TryGet(-1, out _));
    }

    [Fact]
    public void Nothing_holds_where_everything_is_to_be_asked_for()
    {
        var remembered = new Remembered<string, long>(TimeSpan.Zero, _time);
        remembered.Keep("newest", 5);

        Assert.False(remembered.TryGet("newest", out _));
    }

    [Fact]
    public void Look_ups_are_kept_for_ten_minutes_at_most()
    {
        Assert.Empty(new DeliveryOptions { LookUpsKept = TimeSpan.FromMinutes(10) }.Errors());
        Assert.Contains("LookUpsKept", Assert.Single(new DeliveryOptions { LookUpsKept = TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1) }.Errors()), StringComparison.Ordinal);
    }
}
