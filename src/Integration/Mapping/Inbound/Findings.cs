using Integration.Contracts;

namespace Integration.Mapping.Inbound;

/// <summary>What was found wanting while one contract, or one line of it, was built.</summary>
internal sealed class Findings
{
    // Most lines have none, and there are many lines.
    private List<UnmappedCode>? _unmapped;
    private List<Failure>? _faults;
    private List<string>? _flags;
    private HashSet<string>? _faulty;

    public IReadOnlyList<UnmappedCode> Unmapped => _unmapped ?? (IReadOnlyList<UnmappedCode>)[];

    public IReadOnlyList<Failure> Faults => _faults ?? (IReadOnlyList<Failure>)[];

    public IReadOnlyList<string> Flags => _flags ?? (IReadOnlyList<string>)[];

    public bool IsClean => _unmapped is null && _faults is null;

    public void Miss(string table, string code, string where) => (_unmapped ??= []).Add(new UnmappedCode(table, code, where));

    /// <param name="where">Path in the message.</param>
    /// <param name="expected">What should stand there; never what does.</param>
    public void Fault(string where, string expected)
    {
        // What depends on a faulty field would only repeat it.
        if ((_faulty ??= new HashSet<string>(StringComparer.Ordinal)).Add(where))
        {
            (_faults ??= []).Add(new Failure(FailureKind.Invalid, $"{where}: {expected}", "Have the sender correct it and send it again, or correct the code table and replay it."));
        }
    }

    public void Flag(string flag)
    {
        _flags ??= [];
        if (!_flags.Contains(flag))
        {
            _flags.Add(flag);
        }
    }

    public void Add(Findings others)
    {
        if (others._unmapped is { } unmapped)
        {
            (_unmapped ??= []).AddRange(unmapped);
        }

        if (others._faults is { } faults)
        {
            (_faults ??= []).AddRange(faults);
        }

        foreach (var flag in others.Flags)
        {
            Flag(flag);
        }
    }
}
