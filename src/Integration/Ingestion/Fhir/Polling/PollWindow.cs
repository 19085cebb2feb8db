using System.Globalization;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.Ingestion.Fhir.Polling;

/// <summary>
/// From where to where a poll asks, and how far the watermark may move. All times are the server's: what it wrote as lastUpdated, and its Date header, so that clocks that differ from ours mean nothing.
/// </summary>
internal static class PollWindow
{
    /// <summary>A Date header has whole seconds.</summary>
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>What a poll asks for first.</summary>
    public static string Search(FhirPoll poll, int pageSize, DateTimeOffset from)
    {
        var query = new List<string> { $"_lastUpdated=ge{Words(from)}", "_sort=_lastUpdated", string.Create(CultureInfo.InvariantCulture, $"_count={pageSize}") };
        if (poll.Criteria.Length > 0)
        {
            query.Add(poll.Criteria);
        }

        query.AddRange(poll.Includes.Select(include => $"_include={Uri.EscapeDataString(include)}"));
        query.AddRange(poll.ReverseIncludes.Select(include => $"_revinclude={Uri.EscapeDataString(include)}"));
        return $"{poll.Type}?{string.Join('&', query)}";
    }

    /// <summary>What a history is asked for first (FHIR R4, RESTful API, history).</summary>
    public static string History(FhirPoll poll, int pageSize, DateTimeOffset from) =>
        string.Create(CultureInfo.InvariantCulture, $"{poll.Type}/_history?_since={Words(from)}&_count={pageSize}");

    /// <summary>Whether a history tells all that a search would: every version, and what was deleted. It knows neither criteria nor includes.</summary>
    public static bool HistorySuffices(FhirPoll poll) => poll.History && poll.Criteria.Length == 0 && HasNoIncludes(poll);

    public static bool HasNoIncludes(FhirPoll poll) => poll.Includes.Count == 0 && poll.ReverseIncludes.Count == 0;

    /// <summary>The newest change that was read, but never later than the server's own clock: a resource dated ahead would hide all that follows until then.</summary>
    /// <param name="date">The server's clock when it was asked; null where it does not say.</param>
    public static Watermark? Move(PageEntry? newest, DateTimeOffset? date) => newest?.At is not { } at
        ? null
        : date is { } clock && at > clock + s_second ? new Watermark(Words(clock + s_second), clock + s_second) : new Watermark(newest.LastUpdated!, at);

    /// <summary>Whether the server's clock was put back by more than the overlap: what it dates since would lie before what is asked for.</summary>
    /// <param name="date">The server's clock now; null where it does not say.</param>
    /// <param name="expected">What it should be, from what it was at the last poll; null where that is not known.</param>
    public static bool WasPutBack(DateTimeOffset from, DateTimeOffset? date, DateTimeOffset? expected, TimeSpan overlap) =>
        date is { } clock && (clock + s_second < from || clock + overlap + s_second < expected);

    /// <summary>Where to begin then: what changed since the last poll is dated after this.</summary>
    /// <param name="since">Time since the last whole poll, by our clock.</param>
    public static DateTimeOffset Again(DateTimeOffset clock, TimeSpan since, TimeSpan overlap) => clock - since - overlap;

    /// <summary>To the millisecond, cut off: earlier is harmless.</summary>
    public static string Words(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
