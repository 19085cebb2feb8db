namespace Integration.Ingestion.Fhir.Polling;

/// <summary>How FHIR servers are asked: <c>Integration:Ingestion:Polling</c>.</summary>
public sealed class PollingOptions
{
    public const string Section = "Integration:Ingestion:Polling";

    /// <summary>How long a server may take for one answer.</summary>
    public TimeSpan TimeOut { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest answer, in bytes. A larger one is not read; a smaller page size helps.</summary>
    public int MaxAnswerBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Pages read in one poll; what is behind them is read by the next one.</summary>
    public int MaxPages { get; set; } = 1000;

    /// <summary>How often one page is asked for before the poll is given up until later.</summary>
    public int Tries { get; set; } = 4;

    /// <summary>The wait before the second try; it doubles with each.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, whatever a server asks for with Retry-After.</summary>
    public TimeSpan MostPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked whether it is time to ask.</summary>
    public TimeSpan LookPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an interface stays with a worker that gives no sign of life.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Changes of one poll remembered, so that what lies in the overlap is not appended again by the next. Above it they are appended again, as duplicates.</summary>
    public int MaxRemembered { get; set; } = 100_000;

    /// <summary>For how long a subscription is asked; it is renewed when a third of that is left.</summary>
    public TimeSpan SubscriptionLife { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How often it is looked whether a subscription still stands.</summary>
    public TimeSpan SubscriptionCheck { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        Positive(TimeOut.Ticks, nameof(TimeOut));
        Positive(MaxAnswerBytes, nameof(MaxAnswerBytes));
        Positive(MaxPages, nameof(MaxPages));
        Positive(Tries, nameof(Tries));
        Positive(FirstPause.Ticks, nameof(FirstPause));
        Positive(LookPause.Ticks, nameof(LookPause));
        Positive(MaxRemembered, nameof(MaxRemembered));
        Positive(SubscriptionLife.Ticks, nameof(SubscriptionLife));
        Positive(SubscriptionCheck.Ticks, nameof(SubscriptionCheck));
        if (MostPause < FirstPause)
        {
            errors.Add($"{Section}:{nameof(MostPause)} must be at least {nameof(FirstPause)} ({FirstPause}), not {MostPause}.");
        }

        if (Lease <= TimeOut + MostPause)
        {
            errors.Add($"{Section}:{nameof(Lease)} must be more than one answer and one wait take together ({nameof(TimeOut)} and {nameof(MostPause)}, {TimeOut + MostPause}), not {Lease}.");
        }

        return errors;

        void Positive(long value, string name)
        {
            if (value <= 0)
            {
                errors.Add($"{Section}:{name} must be more than 0, not {value}.");
            }
        }
    }
}
