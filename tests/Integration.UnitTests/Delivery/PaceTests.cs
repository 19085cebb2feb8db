using Integration.Delivery;

namespace Integration.UnitTests.Delivery;

public sealed class PaceTests
{
    private const string Orders = "purchase.order";
    private static readonly DeliveryOptions Options = new() { RecordsPerLoad = 50, ExpectedLoadTime = TimeSpan.FromSeconds(10), MillisecondsPerRecord = { [Orders] = 100 }, MillisecondsPerOtherRecord = 20 };
    private readonly Pace _pace = new(Options);

    [Fact]
    public void Before_the_first_call_the_options_count_for_each_kind_of_call()
    {
        Assert.Equal((50, Milliseconds(100)), (_pace.Most(Orders, null), _pace.PerRecord(Orders, null)));
        Assert.Equal(Milliseconds(20), _pace.PerRecord("mail.message", null));
        Assert.Equal(Milliseconds(20), _pace.PerRecord(Orders, "button_cancel"));
    }

    [Fact]
    public void A_slow_Odoo_gets_smaller_calls_of_that_kind_and_larger_ones_once_it_has_recovered()
    {
        for (var call = 0; call < 5; call++) Learn(50, TimeSpan.FromSeconds(50));
        Assert.InRange(_pace.Most(Orders, null), 9, 11);
        Assert.Equal(50, _pace.Most(Orders, "button_cancel"));

        for (var call = 0; call < 20; call++) Learn(_pace.Most(Orders, null), Milliseconds(50) * _pace.Most(Orders, null));
        Assert.Equal(50, _pace.Most(Orders, null));
    }

    [Fact]
    public void A_small_call_weighs_little_because_most_of_its_time_is_its_own()
    {
        Learn(1, TimeSpan.FromSeconds(1));
        Assert.InRange(_pace.PerRecord(Orders, null), Milliseconds(101), Milliseconds(150));
    }

    [Fact]
    public void It_stays_between_a_tenth_of_the_options_and_one_record_a_call()
    {
        for (var call = 0; call < 50; call++) Learn(50, Milliseconds(1));
        Assert.Equal(Milliseconds(10), _pace.PerRecord(Orders, null));

        for (var call = 0; call < 50; call++) Learn(50, TimeSpan.FromHours(1));
        Assert.Equal((1, TimeSpan.FromSeconds(10)), (_pace.Most(Orders, null), _pace.PerRecord(Orders, null)));
    }

    [Fact]
    public void A_call_without_an_answer_can_only_make_calls_smaller()
    {
        _pace.Learn(Orders, null, 50, Milliseconds(1), ended: false);
        Assert.Equal(Milliseconds(100), _pace.PerRecord(Orders, null));

        _pace.Learn(Orders, null, 50, TimeSpan.FromSeconds(100), ended: false);
        Assert.True(_pace.Most(Orders, null) < 10);
    }

    [Fact]
    public void What_was_never_sent_teaches_nothing()
    {
        Learn(50, TimeSpan.Zero);
        Learn(0, TimeSpan.FromSeconds(9));
        Assert.Equal(Milliseconds(100), _pace.PerRecord(Orders, null));
    }

    private void Learn(int records, TimeSpan took) => _pace.Learn(Orders, null, records, took, ended: true);

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
