using System.Diagnostics;
using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Goes the way of a delivery up to the first writing call, and tells what would come.</summary>
internal sealed class Planning(OdooClient odoo, FieldCatalog catalog, OdooDelivery delivery, TimeProvider time)
{
    private const int Slice = 200;

    public async Task<IReadOnlyList<PlannedDelivery>> RunAsync(IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        List<PlannedDelivery> plan = [];
        var references = new ResolvedReferences(null);
        foreach (var group in items.GroupBy(item => item.Policy).OrderBy(group => group.Key.Rank))
        {
            var fields = await ModelFields.OfAsync(group.Key, catalog, cancellation);
            await delivery.ResolveAsync([.. group], fields, references, cancellation);
            foreach (var slice in group.Chunk(Slice)) plan.AddRange(await PlanAsync(slice, fields, cancellation));
        }

        return [.. plan.OrderBy(one => one.ExternalId, StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<PlannedDelivery>> PlanAsync(DeliveryItem[] items, ModelFields fields, CancellationToken cancellation)
    {
        DeliveryItem[] open = [.. items.Where(item => item.Result is null)];
        await Locating.LocateAsync(odoo, open, cancellation);
        await new GuardReading(odoo, new RecordReader(odoo, catalog)).BeforeAsync(open, cancellation);
        DeliveryItem[] unmade = [.. open.Where(item => item is { Result: null, Before: null, IsActive: true, Wanted: not null })];
        var candidates = await new AdoptionCandidates(odoo, catalog, fields).FindAsync(unmade, cancellation);
        return items.Select(item => item.Result is { } result
            ? Settled(item, result)
            : item.Before is { } standing ? Judged(item, fields, standing) : Unmade(item, candidates.GetValueOrDefault(item) ?? []));
    }

    private static PlannedDelivery Settled(DeliveryItem item, PostingResult result) => Planned(
        item, result.Kind is PostingResultKind.Posted or PostingResultKind.Withdrawn ? PlannedAct.Nothing : PlannedAct.Conflict, result.Failure?.Reason ?? "Nothing is to be called off.");

    private static PlannedDelivery Judged(DeliveryItem item, ModelFields fields, StandingRecord standing)
    {
        var (judgement, changes, _) = Judgement.Of(item, fields, standing, 0);
        return judgement.Verdict switch
        {
            Verdict.AsWanted or Verdict.Over or Verdict.Tell => Planned(item, PlannedAct.Nothing, "Odoo holds what is wanted."),
            Verdict.LeaveAlone or Verdict.PutBack => Planned(item, PlannedAct.Conflict, judgement.Explanation),
            Verdict.CallOff => Planned(item, PlannedAct.Update, "It is called off."),
            Verdict.TakeOut => Planned(item, PlannedAct.Update, judgement.Explanation),
            Verdict.Write when item.Obstacle is { } obstacle => Planned(item, PlannedAct.Conflict, obstacle.Reason),
            Verdict.Write => Planned(item, PlannedAct.Update, string.Join("; ", (changes?.Differences ?? []).Select(field => $"{field.Field}: {field.Actual ?? "-"} → {field.Expected ?? "-"}"))),
            _ => throw new UnreachableException(),
        };
    }

    private PlannedDelivery Unmade(DeliveryItem item, IReadOnlyList<StandingRecord> candidates) => (item, candidates.Count) switch
    {
        ({ IsActive: false }, _) => Planned(item, PlannedAct.Nothing, "Nothing is to be called off."),
        ({ Desired.UsefulUntil: { } until }, _) when until <= time.GetUtcNow() => Planned(item, PlannedAct.Nothing, "It is not needed any more."),
        ({ Obstacle: { } obstacle }, _) => Planned(item, PlannedAct.Conflict, obstacle.Reason),
        (_, 0) => Planned(item, PlannedAct.Create, $"{item.Desired.Lines.Count} lines."),
        (_, 1) when AdoptionCandidates.Pair(item, candidates[0]) is { } baseline =>
            Planned(item, PlannedAct.Adopt, $"The same origin and references, {baseline.Lines.Count} of {item.Desired.Lines.Count} lines.") with { OdooId = candidates[0].Id, Baseline = baseline },
        (_, 1) => Planned(item, PlannedAct.Ambiguous, $"{item.Policy.Model} {candidates[0].Id} has the same origin and references, but an item stands on it twice.") with { OdooId = candidates[0].Id },
        _ => Planned(item, PlannedAct.Ambiguous, $"{candidates.Count} records have the same origin and references: {string.Join(", ", candidates.Select(one => NormalForm.Id(one.Id)))}."),
    };

    private static PlannedDelivery Planned(DeliveryItem item, PlannedAct act, string explanation) => new(item.Posting.ExternalId, item.Policy.Model, act, item.OdooId, explanation);
}
