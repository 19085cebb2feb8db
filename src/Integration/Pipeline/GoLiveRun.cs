using Integration.Contracts;
using Integration.Delivery;
using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>What an interface that holds its postings back would do if it posted, and the adoption of what stands in Odoo for it already.</summary>
internal sealed class GoLiveRun(IGoLiveJournal journal, OdooDatabases databases, Translator translator)
{
    private const int PageSize = 200;

    /// <exception cref="ArgumentException">No such interface, or its database is not configured.</exception>
    public async Task<IReadOnlyList<PlannedDelivery>> PlanAsync(string interfaceName, CancellationToken cancellationToken)
    {
        var feed = translator.Find(interfaceName) ?? throw new ArgumentException($"There is no interface {interfaceName}.", nameof(interfaceName));
        var database = databases.Find(feed.Database) ?? throw new ArgumentException($"The database {feed.Database} of {interfaceName} is not configured.", nameof(interfaceName));
        var plan = new List<PlannedDelivery>();
        string? after = null;
        while (true)
        {
            var page = await journal.WaitingAsync(interfaceName, after, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                return Untangled(plan);
            }

            plan.AddRange(await database.Delivery.PlanAsync(page, translator.Policies, cancellationToken));
            after = page[^1].ExternalId;
        }
    }

    /// <returns>How many were adopted, how many are held because several records come into question, and how many external ids were given; null where the user may give none.</returns>
    public async Task<(int Adopted, int Held, int? Named)> AdoptAsync(string interfaceName, IReadOnlyList<PlannedDelivery> plan, Signature by, CancellationToken cancellationToken)
    {
        // The journal first: what it knows by database id needs no name in Odoo.
        var (adopted, held) = await journal.AdoptAsync(plan, by, cancellationToken);
        var database = databases.Find(translator.Interface(interfaceName).Database)!;
        var lineModels = translator.Policies.Values.Where(policy => policy.Lines is not null).DistinctBy(policy => policy.Model).ToDictionary(policy => policy.Model, policy => policy.Lines!.Model);
        var named = await Naming.NameAsync(database.Client, [.. plan.Where(one => one.Act == PlannedAct.Adopt)], model => lineModels.GetValueOrDefault(model), cancellationToken);
        return (adopted, held, named);
    }

    /// <summary>Two postings that would adopt the same record adopt none.</summary>
    private static List<PlannedDelivery> Untangled(List<PlannedDelivery> plan)
    {
        var shared = plan.Where(one => one.Act == PlannedAct.Adopt).GroupBy(one => (one.Model, one.OdooId)).Where(group => group.Count() > 1).SelectMany(group => group).ToHashSet();
        return plan.ConvertAll(one => shared.Contains(one) ? one with { Act = PlannedAct.Ambiguous, Baseline = null, Explanation = $"Several postings would adopt {one.Model} {one.OdooId}." } : one);
    }
}
