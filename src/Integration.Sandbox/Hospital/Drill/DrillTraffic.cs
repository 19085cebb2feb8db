namespace Integration.Sandbox.Hospital.Drill;

/// <summary>The traffic that goes on all the while: every kind in turn by chance, at a steady pace, until it is paused.</summary>
internal sealed class DrillTraffic(DrillHospital hospital, int seed, TimeSpan pause, TimeProvider time)
{
    /// <summary>Whoever waits for so many answers writes nothing new: a slow machine would only fall behind.</summary>
    private const int MostUnanswered = 150;

    private readonly Random _random = new(seed);
    private int _pauses;
    private readonly Action<string>[] _kinds =
    [
        new OrderTraffic(hospital, hospital.Supply, seed + 1).Write,
        new OrderTraffic(hospital, hospital.SupplyAhead, seed + 2).Write,
        new OrderTraffic(hospital, hospital.SupplyBehind, seed + 3).Write,
        new CaseTraffic(hospital, hospital.Schedule, seed + 4).Write,
        new ChargeTraffic(random => hospital.NewCharge(random, hospital.Billing), seed + 5).Write,
        new ChargeTraffic(hospital.NewEhrCharge, seed + 6).Write,
    ];

    /// <summary>Nothing more is written until the answer is disposed.</summary>
    public IDisposable Pause()
    {
        Interlocked.Increment(ref _pauses);
        return new Quiet(() => Interlocked.Decrement(ref _pauses));
    }

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (Volatile.Read(ref _pauses) == 0 && hospital.Unanswered < MostUnanswered)
            {
                _kinds[_random.Next(_kinds.Length)](hospital.Episode);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Quiet(Action over) : IDisposable
    {
        public void Dispose() => over();
    }
}
