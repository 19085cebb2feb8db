using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Whether postings of one Odoo database may be claimed at all: it answers, it is the one this journal is bound to (rule 17), and it is not to be left alone just now. After an outage one probe at a time asks whether it is over.
/// </summary>
internal sealed class OdooGate(
    OdooDatabaseSettings settings, IPostingJournal journal, OdooClient odoo, OdooFingerprint fingerprint, PipelineOptions options, TimeProvider time, ILogger<OdooGate> log)
{
    public const string WrongDatabase = "the wrong database answers";

    private readonly Lock _lock = new();
    private bool _open;
    private string _state = "not asked yet";
    private DateTimeOffset _probeAt;

    /// <summary>A time at which this Odoo is left alone.</summary>
    public bool IsQuiet => settings.Quiet.At(time.GetUtcNow()) is not null;

    /// <summary>For health: in words.</summary>
    public string State
    {
        get
        {
            if (settings.Quiet.At(time.GetUtcNow()) is { } quiet)
            {
                return $"left alone during {quiet}";
            }

            lock (_lock)
            {
                return _state;
            }
        }
    }

    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        if (IsQuiet)
        {
            return false;
        }

        lock (_lock)
        {
            if (_open)
            {
                return true;
            }

            if (time.GetUtcNow() < _probeAt)
            {
                return false;
            }

            _probeAt = time.GetUtcNow() + options.ProbePause;
        }

        try
        {
            var found = await fingerprint.ReadAsync(odoo, cancellationToken);
            var bound = await journal.BindDatabaseAsync(settings.Name, found, rebind: null, cancellationToken);
            if (bound != found)
            {
                PipelineLog.WrongDatabase(log, settings.Name, bound, found);
                Set(open: false, WrongDatabase);
                return false;
            }
        }
        catch (OdooFault fault)
        {
            PipelineLog.OdooAway(log, settings.Name, $"{fault.Kind}: {fault.Message}");
            Set(open: false, $"away ({fault.Kind})");
            return false;
        }

        Set(open: true, "answers");
        PipelineLog.OdooBack(log, settings.Name);
        return true;
    }

    /// <summary>Closes when a batch met an Odoo that is away, or does not let the integration in.</summary>
    public void Learn(IReadOnlyList<PostingResult> results)
    {
        if (!results.Any(result => result.Failure?.Kind == FailureKind.Unavailable || result is { Kind: PostingResultKind.NotTried, Failure: not null }))
        {
            return;
        }

        Set(open: false, "away");
    }

    private void Set(bool open, string state)
    {
        lock (_lock)
        {
            _open = open;
            _state = state;
            _probeAt = time.GetUtcNow() + options.ProbePause;
        }
    }
}
