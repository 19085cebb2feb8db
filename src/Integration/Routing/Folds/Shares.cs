using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>What a fold told other folds last: only what changed is told again, so that a message that moves nothing does not lock its unit.</summary>
internal static class Shares
{
    /// <param name="before">What was returned last; null for nothing.</param>
    /// <param name="now">All that is shared now.</param>
    /// <returns>What changed, in order of its keys, and what to remember; null for nothing.</returns>
    public static (IReadOnlyList<Share> Changed, IReadOnlyList<Shared>? Shared) Between(IReadOnlyList<Shared>? before, IReadOnlyDictionary<FoldKey, string> now)
    {
        var told = (before ?? []).ToDictionary(shared => new FoldKey(shared.Domain, shared.Key), shared => shared.Hash);
        var hashes = now.ToDictionary(share => share.Key, share => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(share.Value)).AsSpan(0, 8)));
        IReadOnlyList<Share> changed =
        [
            .. told.Keys.Union(now.Keys).Order()
                .Where(key => hashes.GetValueOrDefault(key) != told.GetValueOrDefault(key))
                .Select(key => new Share(key, now.GetValueOrDefault(key))),
        ];
        return (changed, hashes.Count == 0 ? null : [.. hashes.OrderBy(hash => hash.Key).Select(hash => new Shared(hash.Key.Domain, hash.Key.Key, hash.Value))]);
    }
}

/// <param name="Hash">Of the content, shortened: enough to see that it changed.</param>
internal sealed record Shared(string Domain, string Key, string Hash);
