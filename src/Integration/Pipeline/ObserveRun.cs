using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Reconciliation;

namespace Integration.Pipeline;

/// <summary>
/// One look at an Odoo database (rule 3): what changed since the last one, by Odoo's own clock, and every record that is still open and was not looked at for long, since a deletion leaves no trace.
/// Workers share the journal's mark and schedule, so an Odoo where nothing happens is asked one question per model and interval. One run at a time.
/// </summary>
internal sealed class ObserveRun(string database, IObservationJournal journal, ChangedRecords changes, OdooObservation observation, Translator translator, PipelineOptions options)
{
    /// <summary>Changes of one page; most records of one look.</summary>
    public const int PageSize = 500;

    /// <summary>How often each change of the overlap was looked at. Twice is enough: Odoo's times are whole seconds, and a second is over by the second look.</summary>
    private readonly Dictionary<(string Model, long Id), (DateTimeOffset At, int Looks)> _known = [];

    /// <returns>How many records were looked at, and how many observations were new.</returns>
    public async Task<(int Looked, int Found)> RunAsync(CancellationToken cancellationToken)
    {
        var (looked, found) = (0, 0);
        foreach (var policy in translator.Policies.Values.Where(policy => policy.FoundBy is null).DistinctBy(policy => policy.Model))
        {
            ChangeSource[] sources = [new(policy.Model, null), .. policy.Lines is { } lines ? (ChangeSource[])[new(lines.Model, lines.ParentField)] : []];
            foreach (var source in sources)
            {
                if (await journal.TakeLookAsync(database, source.Model, options.ObserveEvery / 2, cancellationToken) is { } mark)
                {
                    Add(await ChangedAsync(policy, source, mark.Mark, cancellationToken));
                }
            }
        }

        Add(await NotLookedAtAsync(cancellationToken));
        return (looked, found);

        void Add((int Looked, int Found) some) => (looked, found) = (looked + some.Looked, found + some.Found);
    }

    private async Task<(int Looked, int Found)> ChangedAsync(ModelPolicy policy, ChangeSource source, DateTimeOffset? mark, CancellationToken cancellationToken)
    {
        if (mark is null)
        {
            // What was done before the first look is found record by record.
            if (await NewestAsync(source.Model, cancellationToken) is { } newest)
            {
                await journal.MoveMarkAsync(database, source.Model, newest, cancellationToken);
            }

            return (0, 0);
        }

        var (looked, found) = (0, 0);

        // A transaction carries the time it began, and may have ended only now.
        var oldest = mark.Value - options.OdooLongestTransaction < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : mark.Value - options.OdooLongestTransaction;
        for (var (from, skip, last) = (oldest, 0, false); !last;)
        {
            var page = await changes.SinceAsync(source, from, skip, PageSize, cancellationToken);
            last = page.Count < PageSize;
            var ours = await journal.PostedAsAsync(database, policy.Model, [.. page.Where(change => IsNew(source, change)).SelectMany(change => change.Records).Distinct()], cancellationToken);
            found += await LookAsync(ours, cancellationToken);
            looked += ours.Count;
            if (page.Count == 0)
            {
                break;
            }

            var newest = page[^1].At;
            await journal.MoveMarkAsync(database, source.Model, newest, cancellationToken);
            foreach (var change in page)
            {
                Remember(source, change);
            }

            // The next page begins with the second this one ended in.
            skip = newest == from ? skip + page.Count : page.Count(change => change.At == newest);
            from = newest;
        }

        foreach (var old in _known.Where(known => known.Key.Model == source.Model && known.Value.At < oldest).Select(known => known.Key).ToList())
        {
            _known.Remove(old);
        }

        return (looked, found);
    }

    /// <summary>Null where the model is not installed, or closed to the user: nothing of ours can be in it, and doctor says what is missing.</summary>
    private async Task<DateTimeOffset?> NewestAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            return await changes.NewestAsync(model, cancellationToken) ?? DateTimeOffset.UnixEpoch;
        }
        catch (OdooFault fault) when (!fault.IsOutage)
        {
            return null;
        }
    }

    private bool IsNew(ChangeSource source, Change change) =>
        !_known.TryGetValue((source.Model, change.Id), out var known) || known.At != change.At || known.Looks < 2;

    private void Remember(ChangeSource source, Change change)
    {
        var before = _known.GetValueOrDefault((source.Model, change.Id));
        _known[(source.Model, change.Id)] = (change.At, before.At == change.At ? before.Looks + 1 : 1);
    }

    /// <summary>Each open record once in a while.</summary>
    private async Task<(int Looked, int Found)> NotLookedAtAsync(CancellationToken cancellationToken)
    {
        var (looked, found) = (0, 0);
        while (true)
        {
            var page = await journal.NotLookedAtAsync(database, options.ObserveAtLeastEvery, PageSize, cancellationToken);
            found += await LookAsync(page, cancellationToken);
            looked += page.Count;
            if (page.Count < PageSize)
            {
                return (looked, found);
            }
        }
    }

    private async Task<int> LookAsync(IReadOnlyList<PostedRecord> postings, CancellationToken cancellationToken)
    {
        var seen = new List<Observation>();
        foreach (var group in postings.GroupBy(posting => posting.Desired.Mapping))
        {
            if (translator.Policies.GetValueOrDefault(group.Key) is { } policy)
            {
                foreach (var some in group.Chunk(OdooObservation.PageSize))
                {
                    seen.AddRange(await observation.LookAsync(policy, some, cancellationToken));
                }
            }
        }

        return await journal.RecordObservationsAsync(database, [.. postings.Select(posting => posting.ExternalId)], seen, cancellationToken);
    }
}
