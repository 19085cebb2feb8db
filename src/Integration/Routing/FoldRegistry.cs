using System.Collections.Frozen;

namespace Integration.Routing;

/// <summary>All folds by domain; two of one domain are refused at start.</summary>
internal sealed class FoldRegistry(IEnumerable<IFold> folds)
{
    private readonly FrozenDictionary<string, IFold> _folds = folds
        .GroupBy(fold => fold.Domain)
        .ToFrozenDictionary(
            group => group.Key,
            group => group.Count() == 1 ? group.First() : throw new InvalidOperationException($"Two folds claim the domain '{group.Key}'."));

    /// <exception cref="InvalidOperationException">A contract was routed to a domain nobody folds.</exception>
    public IFold For(string domain) => _folds.GetValueOrDefault(domain) ?? throw new InvalidOperationException($"No fold is registered for the domain '{domain}'.");
}
