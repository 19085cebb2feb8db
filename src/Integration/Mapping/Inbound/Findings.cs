using Integration.Contracts;

namespace Integration.Mapping.Inbound;

/// <summary>What was found wanting while one contract, or one line of it, was built.</summary>
internal sealed class Findings
{
    private readonly List<UnmappedCode> _unmapped = [];
    private readonly List<Failure> _faults = [];
    private readonly List<string> _flags = [];
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);

    public IReadOnlyList<UnmappedCode> Unmapped => _unmapped;

    public IReadOnlyList<Failure> Faults => _faults;

    public IReadOnlyList<string> Flags => _flags;

    public bool IsClean => _unmapped.Count == 0 && _faults.Count == 0;

    public void Miss(string table, string code, string where) => _unmapped.Add(new UnmappedCode(table, code, where));

    /// <param name="where">Path in the message.</param>
    /// <param name="expected">What should stand there; never what does.</param>
    public void Fault(string where, string expected)
    {
        // What depends on a faulty field would only repeat it.
        if (_faulty.Add(where))
        {
            _faults.Add(new Failure(FailureKind.Invalid, $"{where}: {expected}", "Have the sender correct it and send it again, or correct the code table and replay it."));
        }
    }

    public void Flag(string flag)
    {
        if (!_flags.Contains(flag))
        {
            _flags.Add(flag);
        }
    }

    public void Add(Findings others)
    {
        _unmapped.AddRange(others.Unmapped);
        _faults.AddRange(others.Faults);
        foreach (var flag in others.Flags)
        {
            Flag(flag);
        }
    }
}
