namespace Integration.Sandbox.Fhir;

internal enum FhirFaultKind
{
    /// <summary>429, asking to be left alone for the delay (whole seconds); nothing is done.</summary>
    TooManyRequests,

    /// <summary>500 with an OperationOutcome; nothing is done.</summary>
    ServerError,

    /// <summary>Answers after the delay; the work is done before it.</summary>
    Slow,

    /// <summary>Breaks the connection in the middle of the answer.</summary>
    HalfBody,

    /// <summary>A notification is never sent, though its event is counted.</summary>
    LoseNotification,

    /// <summary>A notification is sent twice.</summary>
    RepeatNotification,

    /// <summary>A resource gets a <c>lastUpdated</c> that lies the delay back, as where a long transaction commits late.</summary>
    LateCommit,
}

/// <summary>One fault, for the first occasion it fits.</summary>
/// <param name="Type">Resource type it is for, or null for any.</param>
/// <param name="Page">Which page of a search or history, from 1; 0 for any request.</param>
internal sealed record FhirFault(FhirFaultKind Kind, string? Type = null, int Page = 0, TimeSpan Delay = default)
{
    public bool IsOfRequests => Kind is FhirFaultKind.TooManyRequests or FhirFaultKind.ServerError or FhirFaultKind.Slow or FhirFaultKind.HalfBody;
}

/// <summary>What goes wrong next. Each fault is used up by the first occasion it fits, in the order in which they were added.</summary>
internal sealed class FhirFaults
{
    private readonly Lock _lock = new();
    private readonly List<FhirFault> _next = [];
    private long _skew;

    /// <summary>How far the server's clock is ahead, in what it stamps; negative where it is behind.</summary>
    public TimeSpan ClockSkew
    {
        get => new(Interlocked.Read(ref _skew));
        set => Interlocked.Exchange(ref _skew, value.Ticks);
    }

    /// <summary>Faults that have not struck yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _next.Count;
        }
    }

    public void Add(FhirFault fault)
    {
        lock (_lock) _next.Add(fault);
    }

    public FhirFault? Take(FhirFaultKind kind, string type) => Take(fault => fault.Kind == kind && (fault.Type is null || fault.Type == type));

    /// <param name="type">Empty where a request is for none.</param>
    /// <param name="page">0 where it is for no page.</param>
    public FhirFault? TakeForRequest(string type, int page) => Take(fault => fault.IsOfRequests && (fault.Type is null || fault.Type == type) && (fault.Page == 0 || fault.Page == page));

    private FhirFault? Take(Predicate<FhirFault> fits)
    {
        lock (_lock)
        {
            var fault = _next.Find(fits);
            if (fault is not null) _next.Remove(fault);
            return fault;
        }
    }
}
