using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>One record's rows in a <c>load()</c>, and what became of them.</summary>
internal sealed class LoadUnit(DeliveryItem item, IReadOnlyList<IReadOnlyList<LoadCell>> rows)
{
    public DeliveryItem Item { get; } = item;

    public IReadOnlyList<IReadOnlyList<LoadCell>> Rows { get; } = rows;

    /// <summary>Database id once loaded.</summary>
    public long? Loaded { get; set; }

    /// <summary>Why not. Neither this nor <see cref="Loaded"/>: it was not judged.</summary>
    public Failure? Failure { get; set; }
}

/// <param name="Point">Where a test may kill the process.</param>
internal sealed record LoadTarget(CallPoint Point, string Model, OdooContext Context, IReadOnlyList<string> Columns);

/// <summary>
/// Sends records of one model and one set of columns. A failed <c>load()</c> wrote nothing: the rows it names are taken out and the rest is sent again; the
/// batch is halved when none is named, or when Odoo stopped judging after ten errors (rule 20).
/// </summary>
internal sealed class LoadBatch(OdooClient odoo, WriteGate gate, Pace pace)
{
    public async Task SendAsync(LoadTarget target, IReadOnlyList<LoadUnit> units, CancellationToken cancellation)
    {
        var queue = new Queue<LoadUnit[]>(units.Chunk(pace.Most(target.Model, null)));
        while (queue.TryDequeue(out var part))
        {
            IReadOnlyList<LoadCell>[] rows = [.. part.SelectMany(unit => unit.Rows)];
            var written = await gate.WriteAsync(
                target.Point, pace.PerRecord(target.Model, null) * part.Length, () => odoo.LoadAsync(target.Model, target.Columns, rows, target.Context, cancellation), cancellation);
            pace.Learn(target.Model, null, part.Length, written.Took, written.Ended);
            if (written.Answered) Judge(part, written.Answer!, queue);
            else if (written.Fault is { } fault) Judge(part, fault, queue);
            else return;
        }
    }

    private static void Judge(LoadUnit[] part, OdooFault fault, Queue<LoadUnit[]> queue)
    {
        var mayBeOneRecords = fault.Kind is OdooFaultKind.Rejected or OdooFaultKind.MissingRecord or OdooFaultKind.Defect && !fault.OutcomeUnknown;
        if (mayBeOneRecords && part.Length > 1) Halve(part, queue);
        else foreach (var unit in part) unit.Failure = Refusals.Of(fault);
    }

    private static void Judge(LoadUnit[] part, OdooLoad load, Queue<LoadUnit[]> queue)
    {
        if (load.Succeeded)
        {
            // One id per record, in the order of the records.
            if (load.Ids.Count != part.Length) throw new InvalidOperationException($"Odoo answered {load.Ids.Count} ids for {part.Length} records.");
            foreach (var (unit, id) in part.Zip(load.Ids)) unit.Loaded = id;
            return;
        }

        OdooLoadMessage[] errors = [.. load.Messages.Where(message => message.IsError)];
        // Odoo reports a lost race under any record, mostly under all: nobody is to blame.
        var common = errors.FirstOrDefault(error => error.Kind == OdooFaultKind.Conflict)
            ?? (RefusesAll(errors) ? errors[0] : null);
        if (common is not null || part.Length == 1)
        {
            foreach (var unit in part) unit.Failure = Refusals.Of(common ?? errors.FirstOrDefault() ?? load.Messages[0]);
            return;
        }

        foreach (var error in errors.Where(error => !error.IsDoubtful))
            if (Named(part, error) is { } unit) unit.Failure ??= Refusals.Of(error);
        LoadUnit[] rest = [.. part.Where(unit => unit.Failure is null)];
        if (rest.Length == 0) return;
        if (rest.Length == part.Length || (load.StoppedEarly && rest.Length > 1)) Halve(rest, queue);
        else queue.Enqueue(rest);
    }

    /// <summary>Rights on the model are refused for each record in the same words, by record rules in words that name it.</summary>
    private static bool RefusesAll(OdooLoadMessage[] errors) =>
        errors.Length > 0
        && errors.All(error => error.Kind == OdooFaultKind.AccessDenied && error.Text == errors[0].Text)
        && (errors.Length > 1 || errors[0].Record is null);

    private static LoadUnit? Named(LoadUnit[] part, OdooLoadMessage error)
    {
        if (error.Record is { } record) return record >= 0 && record < part.Length ? part[record] : null;
        if (error.FromRow is not { } row) return null;
        foreach (var unit in part)
        {
            if (row < unit.Rows.Count) return unit;
            row -= unit.Rows.Count;
        }

        return null;
    }

    private static void Halve(LoadUnit[] part, Queue<LoadUnit[]> queue)
    {
        var middle = (part.Length + 1) / 2;
        queue.Enqueue(part[..middle]);
        queue.Enqueue(part[middle..]);
    }
}
