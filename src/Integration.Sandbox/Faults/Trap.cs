using System.Text.RegularExpressions;

namespace Integration.Sandbox.Faults;

/// <summary>Which request's answer is done away with, and how often that happened.</summary>
internal sealed record Trap(Regex Request, bool CutInstead)
{
    /// <summary>The request itself goes no further.</summary>
    public bool Swallows { get; init; }

    private int _sprung;

    /// <summary>Pieces of answers that the server gave and nobody got: more than none once it has answered.</summary>
    public int Sprung => Volatile.Read(ref _sprung);

    public bool Sees(string asked) => Request.IsMatch(asked);

    public void Spring() => Interlocked.Increment(ref _sprung);
}
