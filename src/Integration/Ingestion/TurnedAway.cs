using System.Net;

namespace Integration.Ingestion;

/// <summary>Counts connections that were not let in. A scanner or a wrong firewall rule may bring thousands an hour: each address is told once in a while.</summary>
internal sealed class TurnedAway(TimeProvider time)
{
    /// <summary>Addresses told apart; those beyond are told together.</summary>
    public const int MostAddresses = 1000;

    /// <summary>How long the same of the same address is only counted.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Interface, IPAddress Address, string Reason), Told> _told = [];
    private readonly Dictionary<string, long> _totals = [];

    /// <summary>All so far, by interface.</summary>
    public IReadOnlyDictionary<string, long> Totals
    {
        get
        {
            lock (_gate)
            {
                return _totals.ToDictionary();
            }
        }
    }

    /// <summary>How many there were since this was last told, when it is to be told now; null when it was told lately.</summary>
    public long? Add(string @interface, IPAddress address, string reason)
    {
        lock (_gate)
        {
            _totals[@interface] = _totals.GetValueOrDefault(@interface) + 1;
            var key = (@interface, address, reason);
            if (!_told.ContainsKey(key) && _told.Count >= MostAddresses)
            {
                Forget();
                key = _told.Count >= MostAddresses ? (@interface, IPAddress.Any, reason) : key;
            }

            var now = time.GetTimestamp();
            if (_told.TryGetValue(key, out var told) && time.GetElapsedTime(told.At, now) < Quiet)
            {
                _told[key] = told with { Since = told.Since + 1 };
                return null;
            }

            _told[key] = new Told(now, 0);
            return told.Since + 1;
        }
    }

    private void Forget()
    {
        foreach (var (key, _) in _told.Where(entry => time.GetElapsedTime(entry.Value.At) >= Quiet).ToList())
        {
            _told.Remove(key);
        }
    }

    /// <param name="At">When it was told, on the clock's own scale.</param>
    /// <param name="Since">How many came since and were not told.</param>
    private readonly record struct Told(long At, long Since);
}
