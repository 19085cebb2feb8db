using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Journal;

namespace Integration.Ingestion.Fhir.Polling;

/// <summary>
/// Asks for one resource type. The watermark moves after the journal's commit only: at the end, when every page is in; or with each page, where the pages are in order of lastUpdated and nothing else is asked for, because what is not read
/// yet is then no older than what is. What lies in the overlap and was taken by the poll before is left out; after a restart it comes again, as duplicates.
/// </summary>
internal sealed class TypePoll(string interfaceName, FhirFeed feed, FhirPoll poll, FhirServer server, TakeChanges take, IPollingJournal journal, EventNoted noted, PollingOptions options, string worker)
{
    private HashSet<UInt128> _before = [];
    private readonly Dictionary<bool, (Uri Asked, string Tag)> _tags = [];
    private (DateTimeOffset Theirs, DateTimeOffset Ours)? _clocks;

    public string Type => poll.Type;

    /// <param name="thing">How it stands; null before the first poll.</param>
    /// <param name="now">Database clock.</param>
    /// <returns>False when the lead was lost.</returns>
    /// <exception cref="FhirServerException">The server did not answer as asked; what was taken stays taken.</exception>
    public async Task<bool> RunAsync(PolledThing? thing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var watermark = thing?.Watermark ?? await BeginAsync(now, cancellationToken);
        var walk = new Walk(watermark.At - feed.Overlap);
        var isWhole = await WalkAllAsync(walk, cancellationToken);
        var wasPutBack = PollWindow.WasPutBack(walk.From, walk.Date, _clocks is { } last ? last.Theirs + (now - last.Ours) : null, feed.Overlap);
        if (wasPutBack && walk.IsLeading)
        {
            var again = PollWindow.Again(walk.Date!.Value, now - (thing?.PolledAt ?? now - feed.Every), feed.Overlap);
            noted(interfaceName, InterfaceEventKind.ServerClockBack, poll.Type, $"asked again from {PollWindow.Words(again)}");
            walk = new Walk(again) { Watermark = new Watermark(PollWindow.Words(again + feed.Overlap), again + feed.Overlap) };
            isWhole = await WalkAllAsync(walk, cancellationToken);
        }

        if (!walk.IsLeading)
        {
            return false;
        }

        _clocks = walk.Date is { } date ? (date, now) : null;
        Remember(walk, isWhole);
        if (!isWhole)
        {
            noted(interfaceName, InterfaceEventKind.PollIncomplete, poll.Type, string.Create(CultureInfo.InvariantCulture, $"{walk.Pages} pages, {walk.Taken} changes taken"));
        }

        var moves = (isWhole || walk.InOrder) && (wasPutBack || walk.Watermark?.At > watermark.At);
        return await journal.SavePollAsync(worker, interfaceName, poll.Type, moves ? walk.Watermark : null, walk.Words(isWhole), cancellationToken);
    }

    /// <summary>
    /// The first poll begins with the newest resource there is: what was before was there before this product. Where there is none yet, or the server does not sort, it begins where the server's clock stands.
    /// </summary>
    private async Task<Watermark> BeginAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var watermark = new Watermark(PollWindow.Words(now), now);
        try
        {
            var answer = await server.GetAsync(server.At($"{poll.Type}?_sort=-_lastUpdated&_count=1"), null, cancellationToken);
            var clock = answer.Date ?? now;
            watermark = (FhirPage.Read(answer.Body) is { IsSortedBack: true, Entries: [{ IsMatch: true, At: not null } newest, ..] } ? PollWindow.Move(newest, clock) : null) ?? new Watermark(PollWindow.Words(clock), clock);
        }
        catch (FhirServerException fault) when (fault.Fault == FhirServerFault.Refused)
        {
            // It does not sort this way: our own clock has to do, and the overlap.
            watermark = new Watermark(PollWindow.Words(now), now);
        }

        await journal.SavePollAsync(worker, interfaceName, poll.Type, watermark, null, cancellationToken);
        return watermark;
    }

    /// <returns>False when there is more than may be read at once.</returns>
    private async Task<bool> WalkAllAsync(Walk walk, CancellationToken cancellationToken)
    {
        walk.InOrder = !poll.History;
        var search = PollWindow.HistorySuffices(poll)
            || await WalkAsync(walk, server.At(PollWindow.Search(poll, feed.PageSize, walk.From)), isHistory: false, cancellationToken);
        return search && walk.IsLeading && (!poll.History || await WalkAsync(walk, server.At(PollWindow.History(poll, feed.PageSize, walk.From)), isHistory: true, cancellationToken));
    }

    private async Task<bool> WalkAsync(Walk walk, Uri first, bool isHistory, CancellationToken cancellationToken)
    {
        var asked = new HashSet<Uri>();
        for (Uri? next = first; next is not null;)
        {
            if (!asked.Add(next))
            {
                throw new FhirServerException(FhirServerFault.NotUnderstood, "its pages go round in a circle");
            }

            if (asked.Count > options.MaxPages)
            {
                return false;
            }

            var tag = _tags.TryGetValue(isHistory, out var known) && known.Asked == next ? known.Tag : null;
            var answer = await server.GetAsync(next, tag, cancellationToken);
            walk.Date ??= answer.Date;
            if (answer.Status == System.Net.HttpStatusCode.NotModified)
            {
                walk.IsUnchanged = true;
                return true;
            }

            if (await journal.LeadAsync(worker, interfaceName, options.Lease, cancellationToken) is null)
            {
                walk.IsLeading = false;
                return true;
            }

            var page = FhirPage.Read(answer.Body);
            await TakeAsync(walk, page, answer.Body, isHistory, cancellationToken);
            next = page.Next is { } link ? server.Follow(next, link) : null;
            if (next is null && asked.Count == 1 && answer.Tag is { } fresh)
            {
                _tags[isHistory] = (first, fresh);
            }
        }

        return true;
    }

    private async Task TakeAsync(Walk walk, FhirPage page, ReadOnlyMemory<byte> body, bool isHistory, CancellationToken cancellationToken)
    {
        foreach (var code in page.Outcomes)
        {
            noted(interfaceName, InterfaceEventKind.ServerSaid, code, $"with {poll.Type}");
        }

        var onlyDeletions = isHistory && !PollWindow.HistorySuffices(poll);
        var fresh = new HashSet<UInt128>();
        walk.Taken += await take(body, IsWanted, cancellationToken);
        walk.Took(fresh, options.MaxRemembered);
        walk.Pages++;
        foreach (var entry in page.Entries.Where(entry => entry.IsMatch))
        {
            walk.InOrder &= entry.At is not null && (walk.Newest is null || entry.At >= walk.Newest.At);
            walk.Newest = entry.At is null || walk.Newest?.At >= entry.At ? walk.Newest : entry;
        }

        walk.InOrder &= page.IsSorted;
        walk.Watermark = PollWindow.Move(walk.Newest, walk.Date) ?? walk.Watermark;
        if (walk.InOrder && page.Next is not null)
        {
            await journal.SavePollAsync(worker, interfaceName, poll.Type, walk.Watermark, null, cancellationToken);
        }

        bool IsWanted(FhirPart part)
        {
            if (part.Type != poll.Type || part.Index >= page.Entries.Count || !page.Entries[part.Index].IsMatch || (onlyDeletions && part.Change is not { IsDelete: true }))
            {
                return false;
            }

            var key = KeyOf(part);
            return fresh.Add(key) && !walk.Seen.Contains(key) && !_before.Contains(key);
        }
    }

    private void Remember(Walk walk, bool isWhole)
    {
        if (!isWhole || walk.IsUnchanged)
        {
            walk.Took(_before, options.MaxRemembered);
        }

        _before = walk.Seen;
    }

    private static UInt128 KeyOf(FhirPart part) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData((part.Change?.Body ?? part.Head).Span));

    /// <summary>One way through all pages.</summary>
    private sealed class Walk(DateTimeOffset from)
    {
        public DateTimeOffset From => from;

        public HashSet<UInt128> Seen { get; } = [];

        /// <summary>The server's clock at the first page.</summary>
        public DateTimeOffset? Date { get; set; }

        public PageEntry? Newest { get; set; }

        public Watermark? Watermark { get; set; }

        public bool InOrder { get; set; }

        public bool IsLeading { get; set; } = true;

        public bool IsUnchanged { get; set; }

        public int Pages { get; set; }

        public int Taken { get; set; }

        public void Took(HashSet<UInt128> keys, int most)
        {
            if (Seen.Count + keys.Count <= most)
            {
                Seen.UnionWith(keys);
            }
        }

        public string Words(bool isWhole) => IsUnchanged && Pages == 0
            ? "unchanged"
            : string.Create(CultureInfo.InvariantCulture, $"{(isWhole ? "" : "incomplete, ")}{Pages} {(Pages == 1 ? "page" : "pages")}, {Taken} new");
    }
}
