namespace Integration.Sandbox.Odoo;

internal enum SandboxFaultKind
{
    /// <summary>Answers after the delay; the work is done before it.</summary>
    Slow,

    /// <summary>Does the work and never answers, until the caller goes away.</summary>
    HangAfterCommit,

    /// <summary>Answers as a proxy does that finds no Odoo; nothing is done.</summary>
    BadGateway,

    /// <summary>429, asking to be left alone for the delay (whole seconds); nothing is done.</summary>
    TooManyRequests,

    /// <summary>503, asking to be left alone for the delay (whole seconds), or without saying for how long where it is zero; nothing is done.</summary>
    ServiceUnavailable,

    /// <summary>Does the work and answers a page.</summary>
    Html,

    /// <summary>Does the work and breaks the connection in the middle of the answer.</summary>
    HalfBody,

    /// <summary>A load loses against a concurrent one: the message for every record, nothing done. Other methods are not touched.</summary>
    LoadConflict,
}

/// <summary>One fault for one call of <paramref name="Method"/>, or of any method where null.</summary>
internal sealed record SandboxFault(SandboxFaultKind Kind, string? Method = null, TimeSpan Delay = default);

/// <summary>What goes wrong next. Each fault is used up by the first call it fits, in the order in which they were added.</summary>
internal sealed class SandboxFaults
{
    private readonly Lock _lock = new();
    private readonly List<SandboxFault> _next = [];

    public void Add(SandboxFault fault)
    {
        lock (_lock) _next.Add(fault);
    }

    /// <summary>Faults that no call has met yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _next.Count;
        }
    }

    public void Clear()
    {
        lock (_lock) _next.Clear();
    }

    internal SandboxFault? Take(string method)
    {
        lock (_lock)
        {
            var fault = _next.Find(fault => (fault.Method is null || fault.Method == method) && (fault.Kind != SandboxFaultKind.LoadConflict || method == "load"));
            if (fault is not null) _next.Remove(fault);
            return fault;
        }
    }
}
