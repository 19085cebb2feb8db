using System.Globalization;
using System.Text;
using Integration.Ingestion;
using Integration.Contracts;
using Integration.Journal;
using Integration.Worker.Commands;

namespace Integration.Worker.Hosting;

/// <summary>
/// What the journal knows, in Prometheus' text format 0.0.4: ledgers, queues, open exceptions and breaks. Read at the scrape, so that the figures are the journal's own and the same in every process.
/// </summary>
internal sealed class MetricsPage(IJournal journal, TurnedAway? turnedAway = null)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        var page = new StringBuilder();
        var ledger = await journal.LedgerAsync(cancellationToken);
        Family(page, "integration_messages_received_total", "counter", "Messages received, by interface.");
        foreach (var feed in ledger.Messages.GroupBy(row => row.Interface))
        {
            Sample(page, "integration_messages_received_total", feed.Sum(row => row.Received), ("interface", feed.Key));
        }

        Family(page, "integration_messages", "gauge", "Messages by interface and outcome.");
        foreach (var feed in ledger.Messages.SelectMany(row => row.Outcomes.Select(entry => (row.Interface, entry.Key, entry.Value))).GroupBy(one => (one.Interface, one.Key)))
        {
            Sample(page, "integration_messages", feed.Sum(one => one.Value), ("interface", feed.Key.Interface), ("outcome", Words(feed.Key.Key.ToString())));
        }

        Family(page, "integration_postings", "gauge", "Revisions of postings by interface and outcome.");
        foreach (var feed in ledger.Postings.SelectMany(row => row.Outcomes.Select(entry => (row.Interface, entry.Key, entry.Value))).GroupBy(one => (one.Interface, one.Key)))
        {
            Sample(page, "integration_postings", feed.Sum(one => one.Value), ("interface", feed.Key.Interface), ("outcome", Words(feed.Key.Key.ToString())));
        }

        Family(page, "integration_ledger_balanced", "gauge", "1 when every row of the ledger balances.");
        Sample(page, "integration_ledger_balanced", ledger.Balanced ? 1 : 0);
        Family(page, "integration_queue_depth", "gauge", "Work that waits, by stage and state.");
        foreach (var queue in await journal.QueuesAsync(cancellationToken))
        {
            Sample(page, "integration_queue_depth", queue.Depth, ("stage", queue.Stage), ("state", queue.State));
        }

        Family(page, "integration_exceptions_open", "gauge", "Causes that need a person, by kind.");
        foreach (var kind in (await journal.ExceptionsAsync(cancellationToken)).GroupBy(entry => entry.Kind))
        {
            Sample(page, "integration_exceptions_open", kind.Count(), ("kind", kind.Key));
        }

        Family(page, "integration_breaks_open", "gauge", "Differences between what should be in Odoo and what is, by kind.");
        foreach (var kind in (await journal.OpenBreaksAsync(cancellationToken)).GroupBy(one => one.Kind))
        {
            Sample(page, "integration_breaks_open", kind.Count(), ("kind", Words(kind.Key.ToString())));
        }

        // This one is the process's own: a connection that was not let in leaves nothing in the journal.
        if (turnedAway is not null)
        {
            Family(page, "integration_connections_turned_away_total", "counter", "Connections closed at once because of their address or TLS, by interface, in this process.");
            foreach (var (feed, count) in turnedAway.Totals)
            {
                Sample(page, "integration_connections_turned_away_total", count, ("interface", feed));
            }
        }

        await EventsAsync(page, cancellationToken);
        return page.ToString();
    }

    private async Task EventsAsync(StringBuilder page, CancellationToken cancellationToken)
    {
        var feeds = await journal.FeedsAsync(cancellationToken);
        Family(page, "integration_feed_idle", "gauge", "1 while nothing comes for longer than the interface expects.");
        foreach (var feed in feeds)
        {
            Sample(page, "integration_feed_idle", feed.Open.Contains(InterfaceEventKind.FeedIdle) ? 1 : 0, ("interface", feed.Interface));
        }

        Family(page, "integration_feed_last_message_seconds", "gauge", "When the last message came, in seconds since 1970-01-01 UTC.");
        foreach (var feed in feeds.Where(feed => feed.LastAt is not null))
        {
            Sample(page, "integration_feed_last_message_seconds", feed.LastAt!.Value.ToUnixTimeSeconds(), ("interface", feed.Interface));
        }

        Family(page, "integration_interface_events", "gauge", "Events of interfaces that the journal keeps, by kind.");
        foreach (var kind in await journal.CountEventsAsync(cancellationToken))
        {
            Sample(page, "integration_interface_events", kind.Count, ("interface", kind.Interface), ("kind", Output.Word(kind.Kind)));
        }

        Family(page, "integration_interface_events_open", "gauge", "Conditions of interfaces that last, by kind.");
        foreach (var (name, kind) in feeds.SelectMany(feed => feed.Open.Select(kind => (feed.Interface, kind))))
        {
            Sample(page, "integration_interface_events_open", 1, ("interface", name), ("kind", Output.Word(kind)));
        }
    }

    private static void Family(StringBuilder page, string name, string type, string help) =>
        page.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Sample(StringBuilder page, string name, long value, params ReadOnlySpan<(string Label, string Value)> labels)
    {
        page.Append(name);
        for (var at = 0; at < labels.Length; at++)
        {
            page.Append(at == 0 ? '{' : ',').Append(labels[at].Label).Append("=\"").Append(labels[at].Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        page.Append(labels.Length > 0 ? "} " : " ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Words(string name) => name == nameof(MessageOutcome.InFlight) ? "in-flight" : name.ToLowerInvariant();
}
