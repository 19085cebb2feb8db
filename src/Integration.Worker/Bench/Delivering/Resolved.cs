using Integration.Contracts;
using Integration.Delivery;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Bench.Delivering;

/// <summary>Records with their references looked up beforehand, for the ways that know them.</summary>
internal sealed record Resolved(IReadOnlyList<DeliveryItem> Items, ModelFields Fields, ModelPolicy Policy, OdooContext Context)
{
    private const string NameField = "name";

    /// <summary>What people would look for.</summary>
    public string KeyField => Policy.OriginField ?? NameField;

    /// <exception cref="SettingsException">A reference is not in Odoo.</exception>
    /// <exception cref="OdooFault">Odoo does not answer.</exception>
    public static async Task<Resolved> OfAsync(OdooDatabase database, FieldCatalog catalog, IReadOnlyDictionary<string, ModelPolicy> policies, IReadOnlyList<PostingDraft> drafts, CancellationToken cancellationToken)
    {
        var policy = policies[drafts[0].Record.Mapping];
        var fields = await ModelFields.OfAsync(policy, catalog, cancellationToken);
        List<DeliveryItem> items = [.. drafts.Select(draft => new DeliveryItem(new ClaimedPosting(draft.Record.ExternalId, 1, 0, draft.Record, null, null, false, 1, ""), policy))];
        await database.Delivery.ResolveAsync(items, fields, new ResolvedReferences(null), cancellationToken);
        return items.Find(item => item.Wanted is null || item.Obstacle is not null || item.Result is not null) is { } bad
            ? throw new SettingsException([$"{bad.Desired.Model} cannot be written into this Odoo: {(bad.Obstacle ?? bad.Result?.Failure)?.Reason} Provision it with the synthetic network first."])
            : new Resolved(items, fields, policy, Writing.ContextOf(policy, items[0].Company));
    }
}
