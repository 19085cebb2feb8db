using System.Globalization;

namespace Integration.Journal.Sql;

/// <summary>
/// What waits for a person, one entry per cause. Entries are not stored: they are what waits, counted by what it waits for, so that none can be forgotten or left over.
/// </summary>
internal static class Exceptions
{
    private const int MostExamples = 3;

    /// <summary>Answers to senders that were given up, by interface.</summary>
    private const string AnswersKind = "answers";

    /// <summary>Messages that are held because they look like another telling of what is known, by what they have in common.</summary>
    public const string SuspectedKind = "Suspected";

    public static async Task<IReadOnlyList<ExceptionEntry>> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var behind = await BehindAsync(session, cancellationToken).ConfigureAwait(false);
        return
        [
            .. (await WaitingAsync(session, cancellationToken).ConfigureAwait(false)).GroupBy(entry => (entry.Kind, entry.Subject)).Select(cause => ToEntry(cause, behind))
                .OrderBy(entry => entry.Since).ThenBy(entry => entry.Subject, StringComparer.Ordinal),
        ];
    }

    /// <summary>How many messages are held behind one, by the sequence of that one.</summary>
    public static async Task<Dictionary<long, long>> BehindAsync(Session session, CancellationToken cancellationToken) => (await session.ReadAsync(
        "select held_behind, count(*) from message where held_behind is not null and outcome = 'Held' group by held_behind",
        null,
        row => (Leading: row.GetInt64(0), Count: row.GetInt64(1)),
        cancellationToken).ConfigureAwait(false)).ToDictionary(row => row.Leading, row => row.Count);

    public static async Task<IReadOnlyList<Waiting>> WaitingAsync(Session session, CancellationToken cancellationToken)
    {
        var tables = await Tables.DefinitionsAsync(session, cancellationToken).ConfigureAwait(false);
        var codes = await session.ReadAsync(
            "select table_name, code, sequence, since from message_hold",
            null,
            row => new Waiting(
                "Unmapped",
                $"{row.GetString(0)} {row.GetString(1)}",
                $"Code table {row.GetString(0)} has no row for {row.GetString(1)}.",
                RemedyFor(row.GetString(0), tables.GetValueOrDefault(row.GetString(0))?.Columns ?? [], row.GetString(1)),
                row.GetInt64(3),
                Message: row.GetInt64(2)),
            cancellationToken).ConfigureAwait(false);
        var messages = await session.ReadAsync(
            "select reason, sequence, decided_at from message where outcome = 'Parked'",
            null,
            row => new Waiting("ParkedMessage", row.Text(0) ?? "", row.Text(0) ?? "", "Find out what is wrong; the message stays in the journal.", row.Number(2) ?? 0, Message: row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        var suspected = await session.ReadAsync(
            "select suspected, reason, sequence, decided_at from message where suspected is not null and outcome = 'Held'",
            null,
            row => new Waiting(
                SuspectedKind, row.GetString(0), row.Text(1) ?? "", "Ask who sent it. Release it if both are wanted; settle the message if it is the same need told twice.", row.Number(3) ?? 0, Message: row.GetInt64(2)),
            cancellationToken).ConfigureAwait(false);
        var postings = await session.ReadAsync(
            "select state, failure_kind, missing_thing, reason, remedy, external_id, changed_at from posting where state in ('Held', 'Parked') and not waits",
            null,
            row => new Waiting(
                row.GetString(0) == nameof(PostingState.Held) ? row.Text(1) ?? "Held" : "ParkedPosting",
                row.Text(2) ?? row.Text(3) ?? "",
                row.Text(3) ?? "",
                row.Text(4) ?? "",
                row.GetInt64(6),
                ExternalId: row.GetString(5)),
            cancellationToken).ConfigureAwait(false);
        var ticks = await session.ReadAsync(
            "select name, id, at from wake_up where parked",
            null,
            row => new Waiting("ParkedWakeUp", row.GetString(0), Starts.Parked.Reason, Starts.Parked.Remedy, row.GetInt64(2), WakeUp: row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        var observations = await session.ReadAsync(
            "select external_id, sequence, observed_at from observation where taken_at is null and parked",
            null,
            row => new Waiting("ParkedObservation", row.GetString(0), Starts.Parked.Reason, Starts.Parked.Remedy, row.GetInt64(2), Observation: row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        var answers = await session.ReadAsync(
            "select interface, sequence, since, reason from message_answer where state = 'GivenUp'",
            null,
            row => new Waiting(
                AnswersKind,
                row.GetString(0),
                $"The sender asked to be told what became of its messages and could not be: {row.Text(3)}.",
                "See that whoever takes these answers is there, and release them. A message that is sent again is answered again.",
                row.GetInt64(2),
                Answer: row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        return [.. codes, .. messages, .. suspected, .. postings, .. ticks, .. observations, .. answers];
    }

    private static ExceptionEntry ToEntry(IGrouping<(string Kind, string Subject), Waiting> cause, Dictionary<long, long> behind)
    {
        var oldest = cause.MinBy(entry => entry.Since)!;
        return new ExceptionEntry(
            cause.Key.Kind,
            cause.Key.Subject,
            oldest.Reason,
            oldest.Remedy,
            cause.Count(),
            Micros.ToInstant(oldest.Since),
            [.. cause.OrderBy(entry => entry.Since).ThenBy(entry => entry.Example, StringComparer.Ordinal).Take(MostExamples).Select(entry => entry.Example)],
            cause.Sum(entry => entry.Message is { } message ? behind.GetValueOrDefault(message) : 0));
    }

    /// <summary>The command as a shell takes it; only what stands for … has to be filled in.</summary>
    private static string RemedyFor(string table, IReadOnlyList<string> columns, string code)
    {
        var key = code.Split('|');
        return $"integration map-code {table} {string.Join(' ', columns.Select((column, at) => at < key.Length ? Quoted($"{column}={key[at]}") : $"{column}=…"))}";
    }

    private static string Quoted(string word) =>
        word.All(sign => char.IsAsciiLetterOrDigit(sign) || "_-+=.,:/@%".Contains(sign, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>One thing that waits: a message, a posting, a wake-up, an observation or an answer, named by the message it answers.</summary>
    internal sealed record Waiting(string Kind, string Subject, string Reason, string Remedy, long Since, long? Message = null, string? ExternalId = null, long? WakeUp = null, long? Observation = null, long? Answer = null)
    {
        public string Example => ExternalId ?? (Message ?? WakeUp ?? Observation ?? Answer)?.ToString(CultureInfo.InvariantCulture) ?? "";
    }
}
