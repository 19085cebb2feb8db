using Integration.Contracts;
using Integration.Delivery;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Pipeline;

/// <summary>Settles a break from what stands in Odoo at this moment; what it may not settle it refuses with a sentence.</summary>
internal sealed class BreakSettling(IOperationsJournal journal, OdooDatabases databases, Translator translator, TimeProvider time)
{
    /// <returns>Why not; null when it is settled.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<string?> RunAsync(OpenBreak open, SettleAs how, Signature by, CancellationToken cancellationToken)
    {
        var (settlement, refusal) = how == SettleAs.Ignore
            ? (new BreakSettlement(open, how, open.Posting.Revision, null, [], Gone: false), null)
            : await WorkOutAsync(open, how, cancellationToken);
        if (settlement is null)
        {
            return refusal;
        }

        return await journal.SettleBreakAsync(settlement, by, cancellationToken)
            ? null
            : "A worker has the record in hand just now, or the source changed it a moment ago: look at 'integration breaks' again in a minute.";
    }

    private async Task<(BreakSettlement? Settlement, string? Refusal)> WorkOutAsync(OpenBreak open, SettleAs how, CancellationToken cancellationToken)
    {
        if (databases.Find(open.Database) is not { } database || translator.Policies.GetValueOrDefault(open.Posting.Desired.Mapping) is not { } policy)
        {
            return (null, $"This configuration knows no Odoo database '{open.Database}' or no mapping {open.Posting.Desired.Mapping}; settle it where its worker runs.");
        }

        switch (open.Break.Kind)
        {
            case BreakKind.Duplicate:
                return (null, "Two records for one thing are settled in Odoo: cancel or merge one of them, then run 'integration reconcile'. If both are right: --as ignore.");
            case BreakKind.Missing or BreakKind.Deleted:
                return await GoneAsync(database, open, how, cancellationToken);
            case BreakKind.Drifted or BreakKind.Protected:
                var catalog = new FieldCatalog(database.Client, time);
                return open.Posting.OdooId is { } id && await ReadAsync(new RecordReader(database.Client, catalog), open, policy, id, cancellationToken) is { } standing
                    ? Differing(open, policy, standing, how)
                    : (null, "The record is not in Odoo any more: run 'integration reconcile', and settle what that finds.");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<(BreakSettlement?, string?)> GoneAsync(OdooDatabase database, OpenBreak open, SettleAs how, CancellationToken cancellationToken)
    {
        if (await database.Client.CheckObjectReferenceAsync(open.Break.ExternalId, cancellationToken) is not null)
        {
            return (null, "The record is in Odoo again: run 'integration reconcile'.");
        }

        return how == SettleAs.Ours && open.Posting.Desired.Standing != RecordStanding.Active
            ? (null, "The source does not ask for this record any more, so it is not made again. Settle it --as theirs.")
            : (new BreakSettlement(open, how, open.Posting.Revision, null, [], Gone: true), null);
    }

    private static (BreakSettlement?, string?) Differing(OpenBreak open, ModelPolicy policy, StandingRecord standing, SettleAs how)
    {
        if (how == SettleAs.Ours)
        {
            if (WhoseBecause(open, policy, standing) is { } theirs)
            {
                return (null, $"The record belongs to the people in Odoo now ({theirs}); nothing of it is overwritten. Settle it --as theirs or --as ignore, or have them set it back first.");
            }

            if (open.Break.Fields.FirstOrDefault(field => !BaselineMove.IsAsFound(field, standing, policy)) is { } changed)
            {
                return (null, $"{changed.Field} was changed again after this break was found: run 'integration reconcile' and look again.");
            }
        }

        var move = new BaselineMove(open.Posting, policy, standing);
        var accepted = new List<AcceptedValue>();
        foreach (var field in open.Break.Fields)
        {
            if (move.Take(field, how) is { } value)
            {
                accepted.Add(value);
            }
        }

        return (new BreakSettlement(open, how, open.Posting.Revision, move.Result(), accepted, Gone: false), null);
    }

    private static string? WhoseBecause(OpenBreak open, ModelPolicy policy, StandingRecord standing)
    {
        var posting = new ClaimedPosting(
            open.Break.ExternalId, open.Posting.Revision, open.Posting.PostedRevision, open.Posting.Desired, open.Posting.OdooId, open.Posting.Baseline, false, 0, "");
        var nothing = new Dictionary<string, OdooField>();
        return new Ownership(new DeliveryItem(posting, policy), new ModelFields(nothing, nothing), standing, 0).TheirsBecause();
    }

    private static async Task<StandingRecord?> ReadAsync(RecordReader reader, OpenBreak open, ModelPolicy policy, long id, CancellationToken cancellationToken)
    {
        var named = open.Break.Fields.Select(field => AcceptedValue.Split(field.Field)).ToList();
        var baseline = open.Posting.Baseline;
        var header = (baseline?.Values.Keys ?? []).Concat(named.Where(field => field.Line is null).Select(field => field.Column!))
            .Concat(policy.RecordGuards).Concat(policy.StateFields);
        var lines = policy.Lines is not { } line ? null : new LineShape(line.Field, line.Model, line.ParentField, [
            .. (baseline?.Lines.Values ?? []).SelectMany(one => one.Values.Keys).Concat(named.Where(field => field is { Line: not null, Column: not null }).Select(field => field.Column!))
                .Concat(policy.LineGuards)
                .Append(line.QuantityField).Where(name => name != line.ParentField).Distinct(),
        ]);
        var wanted = new Dictionary<long, IReadOnlyCollection<long>> { [id] = [.. (baseline?.Lines.Values ?? []).Select(one => one.OdooId)] };
        return (await reader.ReadAsync(new RecordShape(policy.Model, [.. header.Distinct()], lines), wanted, cancellationToken)).GetValueOrDefault(id);
    }
}
