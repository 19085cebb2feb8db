using Integration.Hl7v2.Mllp;
using Integration.UnitTests.Odoo;

namespace Integration.UnitTests.Hl7v2;

public sealed class MllpDeadlineTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTime _time = new();
    private readonly MllpDeadline _deadline;
    private int _passed;

    public MllpDeadlineTests() => _deadline = new MllpDeadline(_time, () => _passed++);

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public void It_passes_once()
    {
        _deadline.Set(Second * 10);
        Assert.Equal([0, 1, 1], After(9, 2, 100));
    }

    [Fact]
    public void Moved_away_it_passes_later()
    {
        _deadline.Set(Second * 10);
        Assert.Equal([0], After(9));
        _deadline.Set(Second * 10);
        Assert.Equal([0, 0, 1], After(2, 7, 2));
    }

    [Fact]
    public void Moved_nearer_it_passes_sooner()
    {
        _deadline.Set(Second * 1000);
        _deadline.Set(Second * 10);
        Assert.Equal([0, 1], After(9, 2));
    }

    [Fact]
    public void Forgotten_or_disposed_it_never_passes()
    {
        _deadline.Set(Second);
        _deadline.Clear();
        Assert.Equal([0], After(2));
        _deadline.Set(Second);
        _deadline.Dispose();
        Assert.Equal([0], After(2));
    }

    [Fact]
    public void What_is_already_over_passes_at_once()
    {
        _deadline.Set(-Second);
        Assert.Equal([1], After(0));
    }

    private List<int> After(params int[] seconds)
    {
        var counts = new List<int>();
        foreach (var wait in seconds)
        {
            _time.Advance(Second * wait);
            counts.Add(_passed);
        }

        return counts;
    }
}
