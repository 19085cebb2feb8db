using System.Diagnostics;
using System.Globalization;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// What became of a case's demand through transfers that ended in Odoo. Items that were moved are there, whichever service asks for them; services that were refused stay refused until the source states them again.
/// </summary>
internal sealed record CaseAnswers(IReadOnlyList<MovedItem> Moved, IReadOnlyList<RefusedLine> Refused)
{
    public static CaseAnswers None { get; } = new([], []);

    public CaseAnswers? OrNull => Moved.Count + Refused.Count == 0 ? null : this;

    /// <summary>After a transfer ended, or was revived, with what stood on it.</summary>
    public CaseAnswers Ended(Generation transfer, RecordEnd end, IReadOnlyList<DemandLine> stated)
    {
        var moved = Moved.Where(item => item.Generation != transfer.Number);
        var refused = Refused.Where(line => line.Generation != transfer.Number).ToList();
        return end switch
        {
            RecordEnd.Done => new CaseAnswers([.. moved, .. transfer.Lines.Select(line => Move(transfer.Number, line))], refused),
            RecordEnd.CalledOff => new CaseAnswers([.. moved], [.. refused, .. Unrefused(stated, refused).Select(line => new RefusedLine(transfer.Number, line))]),
            RecordEnd.None => new CaseAnswers([.. moved], refused),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A snapshot states every service anew, a change those it names.</summary>
    public CaseAnswers Restated(DemandSignal content) =>
        this with { Refused = [.. Refused.Where(line => content.Semantics == Semantics.Delta && !content.Lines.Any(stated => stated.Service == line.Line.Service))] };

    /// <param name="except">Generation whose answers are left out; null for none.</param>
    public IEnumerable<(string Item, string Unit, decimal Quantity)> Open(IReadOnlyList<DemandLine> stated, int? except) =>
        from asked in Unrefused(stated, Refused.Where(line => line.Generation != except))
        group asked.Quantity by (asked.Item, asked.Unit) into item
        let open = item.Sum() - Moved.Where(moved => moved.Generation != except && (moved.Item, moved.Unit) == item.Key).Sum(moved => moved.Quantity)
        where open > 0
        select (item.Key.Item, item.Key.Unit, open);

    private static IEnumerable<DemandLine> Unrefused(IReadOnlyList<DemandLine> stated, IEnumerable<RefusedLine> refused)
    {
        var left = refused.GroupBy(line => (line.Line.Service, line.Line.Item, line.Line.Unit)).ToDictionary(group => group.Key, group => group.Sum(line => line.Line.Quantity));
        foreach (var line in stated)
        {
            var key = (line.Service, line.Item, line.Unit);
            var taken = Math.Min(left.GetValueOrDefault(key), line.Quantity);
            left[key] = left.GetValueOrDefault(key) - taken;
            if (line.Quantity > taken)
            {
                yield return line with { Quantity = line.Quantity - taken };
            }
        }
    }

    private static MovedItem Move(int generation, GenerationLine line) =>
        new(generation, line.Fields["item"]!, line.Fields["unit"]!, decimal.Parse(line.Fields["quantity"]!, CultureInfo.InvariantCulture));
}

internal sealed record MovedItem(int Generation, string Item, string Unit, decimal Quantity);

internal sealed record RefusedLine(int Generation, DemandLine Line);
