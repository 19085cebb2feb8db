namespace Integration.Worker.Drill;

/// <summary>What the product promises, one line of the report each.</summary>
internal enum Promise
{
    NothingLost,
    NothingTwice,
    LatestWins,
    EditsIntact,
    FailuresIsolated,
    SupersededNotSent,
    RetriesBounded,
    LedgerBalances,
    NoIdentity,
}

/// <summary>What an episode measured of a promise while its fault lasted, or one difference the check found afterwards.</summary>
/// <param name="What">With its counts; where it does not hold, the record and what was expected.</param>
/// <param name="Fault">During which episode; null where that is not known.</param>
internal sealed record Finding(Promise Promise, bool Holds, string What, string? Fault);
