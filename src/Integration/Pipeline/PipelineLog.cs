using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

internal static partial class PipelineLog
{
    [LoggerMessage(3043, LogLevel.Information, "{Thing} is in Odoo {Database} now: {Released} released")]
    public static partial void Appeared(ILogger log, string thing, string database, int released);

    [LoggerMessage(3044, LogLevel.Warning, "Odoo {Database} could not be asked for what is missing ({Fault}); it is asked again")]
    public static partial void MissingNotAsked(ILogger log, string database, string fault);

    [LoggerMessage(3001, LogLevel.Warning, "A wake-up {WakeUp} did not reach the broker ({Fault}); the sweep will find the work")]
    public static partial void WakeUpLost(ILogger log, string wakeUp, string fault);

    [LoggerMessage(3002, LogLevel.Information, "Processed {Messages} messages, {Ticks} wake-ups and {Observations} observations, {Due} postings due")]
    public static partial void Processed(ILogger log, int messages, int ticks, int observations, int due);

    [LoggerMessage(3003, LogLevel.Error, "Batch of {Messages} messages failed ({Fault}); trying them one by one")]
    public static partial void BatchFailed(ILogger log, int messages, string fault);

    [LoggerMessage(3004, LogLevel.Error, "Message {Sequence} cannot be processed: {Fault}. It is parked as a defect")]
    public static partial void MessageDefect(ILogger log, long sequence, string fault);

    [LoggerMessage(3005, LogLevel.Error, "The journal does not answer ({Fault}); trying again in {Pause}")]
    public static partial void JournalAway(ILogger log, string fault, TimeSpan pause);

    [LoggerMessage(3006, LogLevel.Warning, "Leases were lost while work was in hand; it is due again: {Reason}")]
    public static partial void LeaseLost(ILogger log, string reason);

    [LoggerMessage(3007, LogLevel.Information, "Delivered {Postings} postings to {Database}: {Outcomes}")]
    public static partial void Delivered(ILogger log, string database, int postings, string outcomes);

    [LoggerMessage(3008, LogLevel.Warning, "Odoo {Database} does not answer ({Fault}); nothing of it is claimed until it does")]
    public static partial void OdooAway(ILogger log, string database, string fault);

    [LoggerMessage(3009, LogLevel.Information, "Odoo {Database} answers")]
    public static partial void OdooBack(ILogger log, string database);

    [LoggerMessage(3010, LogLevel.Critical, "For {Database} this journal is bound to {Bound}, but {Found} answers. Nothing is posted until an operator runs: integration bind-odoo {Database} --confirm")]
    public static partial void WrongDatabase(ILogger log, string database, string bound, string found);

    [LoggerMessage(3011, LogLevel.Information, "Reconciled {Records} records with {Database}: {Breaks} breaks")]
    public static partial void Reconciled(ILogger log, string database, int records, int breaks);

    [LoggerMessage(3012, LogLevel.Error, "Unexpected failure in the {Stage} loop: {Fault}")]
    public static partial void LoopFailed(ILogger log, string stage, string fault);

    [LoggerMessage(3013, LogLevel.Information, "Purged {Bodies} message bodies older than {Days} days")]
    public static partial void Purged(ILogger log, long bodies, int days);

    [LoggerMessage(3015, LogLevel.Warning, "The broker does not answer the watch ({Fault}); the sweep does without it")]
    public static partial void BrokerAway(ILogger log, string fault);

    [LoggerMessage(3016, LogLevel.Warning, "Nobody consumes {Queues}; a new bus begins to")]
    public static partial void BusReplaced(ILogger log, string queues);

    [LoggerMessage(3014, LogLevel.Error, "The reconciliation could not run: {Fault}")]
    public static partial void ReconciliationFailed(ILogger log, string fault);

    [LoggerMessage(3015, LogLevel.Information, "Looked at {Records} records of ours in Odoo {Database}: {Observations} observations")]
    public static partial void Looked(ILogger log, string database, int records, int observations);

    [LoggerMessage(3016, LogLevel.Warning, "What people did in Odoo {Database} could not be read ({Fault}); it is read the next time")]
    public static partial void NotLooked(ILogger log, string database, string fault);

    [LoggerMessage(3021, LogLevel.Information, "Worker {Worker} gave back what it had in hand: {Messages} messages and {Others} wake-ups and observations; their start does not count")]
    public static partial void GivenBack(ILogger log, string worker, int messages, int others);

    [LoggerMessage(3022, LogLevel.Warning, "What became of {Postings} postings could not be recorded; trying again within their lease")]
    public static partial void Unrecorded(ILogger log, int postings);

    [LoggerMessage(3040, LogLevel.Warning, "API key '{Key}' of Odoo database {Database} ends in {Days} days. Make a new one while it still works and put it into SecretFile, or set PasswordFile to have it replaced")]
    public static partial void KeyEnds(ILogger log, string database, string key, int days);

    [LoggerMessage(3041, LogLevel.Information, "API key of Odoo database {Database} replaced by '{Key}', which lives {Days} days; removed: {Removed}")]
    public static partial void KeyRotated(ILogger log, string database, string key, int days, string removed);

    [LoggerMessage(3042, LogLevel.Error, "The API key of Odoo database {Database} could not be watched or replaced; the old one stands: {Fault}")]
    public static partial void KeyNotRotated(ILogger log, string database, string fault);

    [LoggerMessage(3050, LogLevel.Information, "Interface {Interface}: {Sent} messages were answered after mapping, {Left} not yet (last fault: {Fault})")]
    public static partial void Answered(ILogger log, string @interface, int sent, int left, string fault);
}
