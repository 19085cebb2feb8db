using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>Calls a method on many records at once, as many as fit by number and by time; where it is refused, one by one, since one missing or locked record fails them all.</summary>
internal sealed class CallBatch(WriteGate gate, Pace pace)
{
    /// <param name="point">Where a test may kill the process.</param>
    /// <param name="model">Model and method of the call, by which its time is learned.</param>
    /// <param name="method">See <paramref name="model"/>.</param>
    /// <param name="items">Those it is called for.</param>
    /// <param name="call">The call for some of them.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task SendAsync(
        CallPoint point, string model, string method, IReadOnlyList<DeliveryItem> items, Func<IReadOnlyList<DeliveryItem>, Task> call, CancellationToken cancellation)
    {
        var queue = new Queue<DeliveryItem[]>(items.Chunk(pace.Most(model, method)));
        while (queue.TryDequeue(out var part))
        {
            var written = await gate.WriteAsync(point, pace.PerRecord(model, method) * part.Length, () => DoneAsync(call(part)), cancellation);
            pace.Learn(model, method, part.Length, written.Took, written.Ended);
            if (written.Fault is { Kind: OdooFaultKind.Rejected or OdooFaultKind.MissingRecord or OdooFaultKind.AccessDenied } && part.Length > 1)
            {
                foreach (var item in part) queue.Enqueue([item]);
                continue;
            }

            foreach (var item in part)
            {
                if (written.Answered) item.Wrote = true;
                else if (written.Fault is { } fault) item.Problem ??= Refusals.Of(fault);
                else item.Unfinished = true;
            }
        }
    }

    private static async Task<bool> DoneAsync(Task call)
    {
        await call;
        return true;
    }
}
