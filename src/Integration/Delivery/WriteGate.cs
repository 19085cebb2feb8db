using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>
/// Every writing call goes through here: it asks whether writing is allowed, counts calls, keeps the deadline, and closes for good on an outage, so that the
/// rest of the batch is left untried.
/// </summary>
internal sealed class WriteGate(Func<CancellationToken, ValueTask<bool>> mayWrite, DateTimeOffset deadline, int calls, TimeProvider time)
{
    private int _calls = calls;

    public bool IsClosed { get; private set; }

    /// <summary>Why it closed, when Odoo is the reason.</summary>
    public OdooFault? Outage { get; private set; }

    /// <summary>True while one more call of this length may begin.</summary>
    public async Task<bool> OpenAsync(TimeSpan expected, CancellationToken cancellation)
    {
        if (!IsClosed && (_calls == 0 || time.GetUtcNow() + expected > deadline || !await mayWrite(cancellation))) IsClosed = true;
        return !IsClosed;
    }

    /// <param name="point">Where a test may kill the process.</param>
    /// <param name="expected">How long it will take.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<Written<T>> WriteAsync<T>(CallPoint point, TimeSpan expected, Func<Task<T>> call, CancellationToken cancellation)
    {
        if (!await OpenAsync(expected, cancellation)) return new Written<T>(default, null);
        _calls--;
        var watch = new CallWatch();
        try
        {
            var answer = await FailPointHandler.AroundAsync(point, watch, call);
            return new Written<T>(answer, null) { Answered = true, Took = watch.Took };
        }
        catch (OdooFault fault)
        {
            Note(fault);
            // Whoever is not let in was refused nothing: it is the login that has to be mended, not the record.
            return fault.IsLoginDenied ? new Written<T>(default, null) : new Written<T>(default, fault) { Took = watch.Took };
        }
    }

    /// <summary>An outage, or a login that is no longer accepted, met by writing or by reading, closes the gate.</summary>
    public void Note(OdooFault fault)
    {
        if (!fault.IsOutage) return;
        IsClosed = true;
        Outage ??= fault;
    }
}

/// <summary>Answered, refused with a fault, or neither: not tried.</summary>
internal readonly record struct Written<T>(T? Answer, OdooFault? Fault)
{
    public bool Answered { get; init; }

    /// <summary>How long Odoo had it; zero where it never left.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>An answer, or a refusal, came: what it took is all there was.</summary>
    public bool Ended => Fault is not { OutcomeUnknown: true };
}
