using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>Calls a method on many records at once; where it is refused, one by one, since one missing or locked record fails them all.</summary>
internal sealed class CallBatch(WriteGate gate)
{
    private static readonly TimeSpan PerRecord = TimeSpan.FromMilliseconds(50);

    /// <param name="point">Where a test may kill the process.</param>
    /// <param name="items">Those it is called for.</param>
    /// <param name="call">The call for some of them.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task SendAsync(CallPoint point, IReadOnlyList<DeliveryItem> items, Func<IReadOnlyList<DeliveryItem>, Task> call, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        var written = await gate.WriteAsync(point, PerRecord * items.Count, () => DoneAsync(call(items)), cancellation);
        if (written.Fault is { Kind: OdooFaultKind.Rejected or OdooFaultKind.MissingRecord or OdooFaultKind.AccessDenied } && items.Count > 1)
        {
            foreach (var item in items) await SendAsync(point, [item], call, cancellation);
            return;
        }

        foreach (var item in items)
        {
            if (written.Answered) item.Wrote = true;
            else if (written.Fault is { } fault) item.Problem ??= Refusals.Of(fault);
            else item.Unfinished = true;
        }
    }

    private static async Task<bool> DoneAsync(Task call)
    {
        await call;
        return true;
    }
}
