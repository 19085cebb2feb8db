using Integration.Hl7v2.Mllp;

namespace Integration.UnitTests.Hl7v2;

public sealed class MllpBudgetTests
{
    private readonly MllpBudget _budget = new(1000);

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task One_byte_below_the_bound_reads_on_and_at_the_bound_it_waits_for_an_answer()
    {
        _budget.HoldWhole(999);
        await Reads("a");
        _budget.HoldWhole(1);

        var waiting = Reads("a");
        Assert.False(waiting.IsCompleted);
        _budget.HoldWhole(-1);

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Equal(999, _budget.UsedBytes);
    }

    [Fact]
    public async Task Where_only_halves_are_held_one_goes_on_and_the_others_wait_until_it_is_through()
    {
        _budget.HoldHalf(1000);

        await Reads("a");
        await Reads("a");
        var other = Reads("b");
        Assert.False(other.IsCompleted);
        _budget.Settle("c");
        Assert.False(other.IsCompleted);
        _budget.Settle("a");

        await other.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    [Fact]
    public async Task Halves_that_are_given_up_make_room()
    {
        _budget.HoldHalf(600);
        _budget.HoldHalf(400);
        await Reads("a");
        var other = Reads("b");
        _budget.HoldHalf(-400);

        await other.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    [Fact]
    public async Task When_the_last_whole_frame_is_answered_and_only_halves_are_left_one_of_them_goes_on()
    {
        _budget.HoldHalf(1000);
        _budget.HoldWhole(500);
        var waiting = Reads("a");
        Assert.False(waiting.IsCompleted);
        _budget.HoldWhole(-500);

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    [Fact]
    public async Task A_stop_ends_the_waiting()
    {
        _budget.HoldWhole(1000);
        using var stop = new CancellationTokenSource();
        var waiting = _budget.WaitAsync("a", stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task Reads(string connection) => _budget.WaitAsync(connection, None).AsTask();
}
