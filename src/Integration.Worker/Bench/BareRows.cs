using System.Diagnostics;
using Integration.Contracts;
using Integration.Journal;
using Integration.Journal.Postgres;
using Integration.Journal.Sql;
using Integration.Journal.Sqlite;
using Integration.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Worker.Bench;

/// <summary>
/// The least that journalling can cost: the rows that a worked-off backlog left behind, written again into another journal, one statement for each table and batch, by as many writers, with nothing locked, read or computed.
/// A row that several messages of a batch changed is written once.
/// </summary>
internal static class BareRows
{
    /// <summary>Those without an end stay out of the journal of the product, and of this.</summary>
    private const string Outcome = "Processed";

    /// <param name="target">Holds the same messages.</param>
    /// <returns>Messages a second.</returns>
    public static async Task<double> WriteAgainAsync(JournalOptions source, JournalOptions target, PipelineOptions pipeline, CancellationToken cancellationToken)
    {
        List<Batch> batches;
        await using (var from = Open(source))
        {
            await using var session = await from.BeginReadAsync(cancellationToken);
            batches = await ReadAsync(session, pipeline.ProcessBatch, cancellationToken);
        }

        await using var to = Open(target);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, pipeline.ProcessWorkers).Select(writer => Task.Run(
            async () =>
            {
                foreach (var batch in batches.Where((_, at) => at % pipeline.ProcessWorkers == writer))
                {
                    await to.WriteAsync(CommitPoint.Other, session => WriteAsync(session, batch, cancellationToken), cancellationToken);
                }
            },
            cancellationToken)));
        return batches.Sum(batch => batch.Sequences.Length) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static Database Open(JournalOptions options) =>
        options.Store == JournalStore.Postgres ? new PostgresDatabase(options.ConnectionString!, NullLogger.Instance) : new SqliteDatabase(options.Path!, NullLogger.Instance);

    private static async Task<List<Batch>> ReadAsync(Session session, int most, CancellationToken cancellationToken)
    {
        var sequences = await session.ReadAsync("select sequence from message where outcome <> 'InFlight' order by sequence", null, row => row.GetInt64(0), cancellationToken);
        var contracts = (await session.ReadAsync(
            "select id, name, domain, key, sequence, interface, asserted_at, effective_at, event from contract",
            null,
            row => new ContractRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetInt64(6), row.GetInt64(7), row.GetString(8)),
            cancellationToken)).ToLookup(row => row.Sequence);
        var folds = await session.ReadAsync(
            "select domain, key, state, newest_sequence from fold", null, row => new FoldState(row.GetString(0), row.GetString(1), row.Text(2), row.GetInt64(3)), cancellationToken);
        var byKey = folds.ToDictionary(fold => (fold.Domain, fold.Key));
        var revisions = (await session.ReadAsync(
            "select external_id, revision, interface, sequence, made_at, day, outcome from posting_revision",
            null,
            row => new RevisionRow(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetString(6)),
            cancellationToken)).ToLookup(row => row.Sequence);
        var postings = (await session.ReadAsync(
            "select external_id, surrogate, interface, database, rank, serial_key, sequence, revision, desired, desired_hash, state, waits, due, changed_at from posting",
            null,
            row => new PostingRow(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.Text(5), row.GetInt64(6), row.GetInt64(7), row.GetString(8), row.Bytes(9)!, row.GetString(10), row.GetBoolean(11), row.Number(12), row.GetInt64(13)),
            cancellationToken)).ToDictionary(row => row.ExternalId);

        // What belongs to no one message (what is shared between keys, records that another message's fold made) goes along evenly.
        var shared = folds.Where(fold => fold.NewestSequence == 0).ToList();
        var batches = sequences.Chunk(most).Select(chunk => new Batch(chunk)).ToList();
        for (var at = 0; at < batches.Count; at++)
        {
            var batch = batches[at];
            batch.Contracts.AddRange(batch.Sequences.SelectMany(sequence => contracts[sequence]).OrderBy(row => row.Id, StringComparer.Ordinal));
            batch.Folds.AddRange(batch.Contracts.Select(row => byKey[(row.Domain, row.Key)]).Concat(shared.Where((_, place) => place % batches.Count == at)).Distinct()
                .OrderBy(row => row.Domain, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal));
            batch.Revisions.AddRange(batch.Sequences.SelectMany(sequence => revisions[sequence]));
            batch.Postings.AddRange(batch.Revisions.Select(row => postings[row.ExternalId]).Distinct().OrderBy(row => row.ExternalId, StringComparer.Ordinal));
        }

        return batches;
    }

    private static async Task<int> WriteAsync(Session session, Batch batch, CancellationToken cancellationToken)
    {
        await session.Database.Batch(session)
            .Insert("contract", batch.Contracts, "on conflict do nothing")
            .Insert("fold", batch.Folds, "on conflict (domain, key) do update set state = excluded.state, newest_sequence = excluded.newest_sequence")
            .Insert("posting", batch.Postings, "on conflict (external_id) do update set desired = excluded.desired, desired_hash = excluded.desired_hash, revision = excluded.revision, due = excluded.due")
            .Insert("posting_revision", batch.Revisions, "")
            .RunAsync(cancellationToken);
        return await session.ExecuteAsync(
            $"update message set outcome = '{Outcome}', decided_at = received_at where {session.Database.In("sequence", "@sequences")}", new { sequences = batch.Sequences }, cancellationToken);
    }

    private sealed record Batch(long[] Sequences)
    {
        public List<ContractRow> Contracts { get; } = [];

        public List<FoldState> Folds { get; } = [];

        public List<RevisionRow> Revisions { get; } = [];

        public List<PostingRow> Postings { get; } = [];
    }

    private sealed record ContractRow(string Id, string Name, string Domain, string Key, long Sequence, string Interface, long AssertedAt, long EffectiveAt, string Event);

    private sealed record FoldState(string Domain, string Key, string? State, long NewestSequence);

    private sealed record RevisionRow(string ExternalId, long Revision, string Interface, long Sequence, long MadeAt, long Day, string Outcome);

    private sealed record PostingRow(
        string ExternalId, long Surrogate, string Interface, string Database, long Rank, string? SerialKey, long Sequence, long Revision, string Desired, byte[] DesiredHash, string State, bool Waits, long? Due, long ChangedAt);
}
