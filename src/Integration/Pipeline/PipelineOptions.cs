namespace Integration.Pipeline;

/// <summary>What one process does. All of it by default.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Ingest = 1,
    Process = 2,
    Deliver = 4,
    Reconcile = 8,
    All = Ingest | Process | Deliver | Reconcile,
}

/// <summary>How the corridor walks: batches, leases, pauses between looks.</summary>
public sealed class PipelineOptions
{
    public const string Section = "Integration:Pipeline";

    /// <summary>How long a loop waits for a wake-up before it looks by itself.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(2);

    public int ProcessWorkers { get; set; } = 2;

    /// <summary>Most messages in one claim and one commit. A batch asks the journal some thirty questions, however many messages it has; its keys are locked until it ends.</summary>
    public int ProcessBatch { get; set; } = 128;

    public TimeSpan ProcessLease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For each Odoo database. One more than it gets calls at once (<c>MaxConcurrentCalls</c>): while two are at Odoo, the third is at the journal.</summary>
    public int DeliverWorkers { get; set; } = 3;

    public int DeliverBatch { get; set; } = 50;

    /// <summary>Lease on postings; longer than the client's time-out.</summary>
    public TimeSpan DeliverLease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Odoo's longest transaction (<c>limit_time_real</c>): an attempt without a recorded end is believed to be over after that.</summary>
    public TimeSpan OdooLongestTransaction { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most answers after mapping in one claim.</summary>
    public int AnswerBatch { get; set; } = 32;

    /// <summary>Lease on answers; what is not tried within half of it comes again.</summary>
    public TimeSpan AnswerLease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the receiver of an answer may take to be reached and to acknowledge it.</summary>
    public TimeSpan AnswerTimeOut { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Delay after the first try of an answer that did not arrive; it doubles with each.</summary>
    public TimeSpan AnswerRetryFirst { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest delay between two tries of an answer.</summary>
    public TimeSpan AnswerRetryMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer may wait for its receiver before it is given up.</summary>
    public TimeSpan AnswerGiveUp { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long to wait between two looks at an Odoo that does not answer.</summary>
    public TimeSpan ProbePause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often Odoo is asked what people changed; at least a second, since Odoo's times are whole seconds.</summary>
    public TimeSpan ObserveEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Every record of ours that is still open is looked at this often even if nothing says that it changed: a deletion leaves no trace.</summary>
    public TimeSpan ObserveAtLeastEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often Odoo is asked whether what postings wait for is there by now.</summary>
    public TimeSpan MissingEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the broker's queues are looked after.</summary>
    public TimeSpan BrokerWatch { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Quartz cron expression (UTC) of the reconciliation.</summary>
    public string ReconcileCron { get; set; } = "0 30 * * * ?";

    /// <summary>Quartz cron expression (UTC) of the purge of old bodies.</summary>
    public string PurgeCron { get; set; } = "0 15 3 * * ?";

    /// <summary>Quartz cron expression (UTC) of the look at the API key's end; it is also looked at once at start.</summary>
    public string KeyWatchCron { get; set; } = "0 0 6 * * ?";

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    /// <param name="odooTimeOut">The longest of all databases.</param>
    /// <param name="expectedLoadTime">Longest time that one call to Odoo is expected to take.</param>
    public IReadOnlyList<string> Errors(TimeSpan odooTimeOut, TimeSpan expectedLoadTime)
    {
        var errors = new List<string>();
        Positive(Sweep.Ticks, nameof(Sweep));
        Positive(ProbePause.Ticks, nameof(ProbePause));
        Positive(BrokerWatch.Ticks, nameof(BrokerWatch));
        Positive(MissingEvery.Ticks, nameof(MissingEvery));
        Positive(ProcessWorkers, nameof(ProcessWorkers));
        Positive(ProcessBatch, nameof(ProcessBatch));
        Positive(ProcessLease.Ticks, nameof(ProcessLease));
        Positive(DeliverWorkers, nameof(DeliverWorkers));
        Positive(DeliverBatch, nameof(DeliverBatch));
        Positive(AnswerBatch, nameof(AnswerBatch));
        Positive(AnswerTimeOut.Ticks, nameof(AnswerTimeOut));
        Positive(AnswerRetryFirst.Ticks, nameof(AnswerRetryFirst));
        Positive(AnswerGiveUp.Ticks, nameof(AnswerGiveUp));
        if (AnswerLease < AnswerTimeOut * 3 || AnswerRetryMost < AnswerRetryFirst)
        {
            errors.Add($"{Section}:AnswerLease ({AnswerLease}) must be at least three times AnswerTimeOut ({AnswerTimeOut}), and AnswerRetryMost ({AnswerRetryMost}) not shorter than AnswerRetryFirst ({AnswerRetryFirst}).");
        }

        if (ObserveEvery < TimeSpan.FromSeconds(1) || ObserveAtLeastEvery < ObserveEvery)
        {
            errors.Add($"{Section}:ObserveEvery ({ObserveEvery}) must be a second or more, and ObserveAtLeastEvery ({ObserveAtLeastEvery}) not shorter than that.");
        }

        if (DeliverLease <= odooTimeOut)
        {
            errors.Add($"{Section}:DeliverLease ({DeliverLease}) must be longer than Integration:Odoo:TimeOut ({odooTimeOut}), else a slow answer loses its lease.");
        }

        if (expectedLoadTime > DeliverLease / 2)
        {
            errors.Add($"Integration:Delivery:ExpectedLoadTime ({expectedLoadTime}) must not be longer than half of {Section}:DeliverLease ({DeliverLease}), else a call that is expected to take so long is never begun.");
        }

        foreach (var (name, cron) in new[] { (nameof(ReconcileCron), ReconcileCron), (nameof(PurgeCron), PurgeCron), (nameof(KeyWatchCron), KeyWatchCron) })
        {
            if (!Quartz.CronExpression.TryParse(cron, out _))
            {
                errors.Add($"{Section}:{name} is no Quartz cron expression: {cron}");
            }
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

public enum BusTransport
{
    Memory,
    RabbitMq,
}

/// <summary>How wake-ups travel.</summary>
public sealed class BusOptions
{
    public const string Section = "Integration:Bus";

    /// <summary>Memory only where every role runs in one process.</summary>
    public BusTransport Transport { get; set; } = BusTransport.Memory;

    /// <summary>The broker as <c>amqps://user:password@host:port/vhost</c>, from the environment (<c>Integration__Bus__Address</c>).</summary>
    public string? Address { get; set; }

    /// <summary>A file holding the address, in place of <see cref="Address"/>.</summary>
    public string? AddressFile { get; set; }

    public string ReadAddress() => AddressFile is null ? Address ?? "" : File.ReadAllText(AddressFile).Trim();

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    public IReadOnlyList<string> Errors(Roles roles)
    {
        if (Transport == BusTransport.Memory)
        {
            return roles == Roles.All ? [] : [$"{Section}:Transport is Memory, which only works where one process runs every role; asked for: {roles}. Set it to RabbitMq."];
        }

        if (AddressFile is not null && !File.Exists(AddressFile))
        {
            return [$"{Section}:AddressFile: there is no file {AddressFile}."];
        }

        if (!Uri.TryCreate(ReadAddress(), UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            return [$"{Section}:Address must be amqps://user:password@host:port/vhost (from the environment or AddressFile)."];
        }

        return address.Scheme == "amqp" && !address.IsLoopback ? [$"{Section}:Address goes to {address.Host} without TLS; use amqps."] : [];
    }
}
