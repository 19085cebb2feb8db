using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Whether postings may be claimed at all: Odoo answers, and it is the database this journal is bound to (rule 17). After an outage one probe at a time asks whether it is over.
/// </summary>
internal sealed class OdooGate(IPostingJournal journal, OdooClient odoo, OdooFingerprint fingerprint, PipelineOptions options, TimeProvider time, ILogger<OdooGate> log)
{
    public const string WrongDatabase = "the wrong database answers";

    private readonly Lock _lock = new();
    private bool _open;
    private string _state = "not asked yet";
    private DateTimeOffset _probeAt;

    /// <summary>For health: in words.</summary>
    public string State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
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
            var bound = await journal.BindDatabaseAsync(found, rebind: null, cancellationToken);
            if (bound != found)
            {
                PipelineLog.WrongDatabase(log, bound, found);
                Set(open: false, WrongDatabase);
                return false;
            }
        }
        catch (OdooFault fault)
        {
            PipelineLog.OdooAway(log, $"{fault.Kind}: {fault.Message}");
            Set(open: false, $"away ({fault.Kind})");
            return false;
        }

        Set(open: true, "answers");
        PipelineLog.OdooBack(log);
        return true;
    }

    /// <summary>Closes when a batch met an Odoo that is away.</summary>
    public void Learn(IReadOnlyList<PostingResult> results)
    {
        if (!results.Any(result => result.Failure?.Kind == FailureKind.Unavailable))
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
