using System.Text.Json;
using Integration.Contracts;
using Integration.Routing;

namespace Integration.UnitTests.Mapping;

/// <summary>Contracts fed to the folds as a worker feeds them, with the shipped tables: all of the first level, then what that shares.</summary>
internal static class FoldedContracts
{
    /// <summary>Everything Odoo would see, as text, so that two stories can be compared and a difference read.</summary>
    public static string Desires(IReadOnlyList<MappedContract> told)
    {
        var folds = RoutingRegistration.Folds(new FoldOptions());
        var tables = Shipped.Mappings.SeedTables();
        var surrogates = new Dictionary<FoldKey, long>();
        var first = told.Select((mapped, at) => (mapped.Key, (FoldInput)new ContractInput(at + 1, mapped.Contract!)));
        var results = Run(first).ToList();
        results.AddRange(Run(results.SelectMany(result => result.Told.Shares.Select(share => (share.With, (FoldInput)new ShareInput(0, result.From, share.Content))))).ToList());
        return JsonSerializer.Serialize(results.SelectMany(result => result.Told.Desired).OrderBy(record => record.ExternalId, StringComparer.Ordinal), ContractJson.Options);

        IEnumerable<(string From, FoldResult Told)> Run(IEnumerable<(FoldKey Key, FoldInput Input)> inputs) =>
            inputs.GroupBy(one => one.Key, one => one.Input).OrderBy(group => group.Key).Select(group =>
            {
                var surrogate = surrogates.TryGetValue(group.Key, out var known) ? known : surrogates[group.Key] = surrogates.Count + 1;
                return ($"{group.Key.Domain}_{surrogate}", folds.For(group.Key.Domain).Apply(surrogate, null, [.. group], tables));
            }).ToList();
    }
}
