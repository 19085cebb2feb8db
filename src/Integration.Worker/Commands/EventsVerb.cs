using System.CommandLine;
using System.Diagnostics;
using Integration.Contracts;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration events</summary>
internal static class EventsVerb
{
    /// <summary>Rows shown at most; a longer list is asked for by its interface or time.</summary>
    public const int Most = 500;

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var since = CommonOptions.Since();
        var name = new Option<string?>("--interface") { Description = "Only those of this interface." };
        var command = new Command("events", "What interfaces did that people should know: silence, gaps, refusals, framing, files; newest first, one row a day for each; exit code 1 while a condition lasts.") { name, since, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var found = await journal.EventsAsync(parsed.GetValue(name), Moments.Read("--since", parsed.GetValue(since)), Most + 1, cancellationToken);
            var shown = found.Take(Most).ToList();
            if (parsed.GetValue(json))
            {
                Output.Json(shown.Select(one => new { one.Interface, one.Kind, one.Subject, one.IsOpen, one.FirstAt, one.LastAt, one.ClosedAt, one.Count, one.Detail, Remedy = Remedy(one.Kind) }));
            }
            else
            {
                Print(shown, found.Count > Most);
            }

            return shown.Any(one => one.IsOpen) ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }

    private static void Print(List<InterfaceEvent> shown, bool more)
    {
        if (shown.Count == 0)
        {
            Output.Line("Nothing happened that people should know.");
            return;
        }

        Output.Table(
            "Events of interfaces",
            ["last", "interface", "event", "times", "state", "of the last one"],
            shown.Select(one => (IReadOnlyList<string>)
            [
                Output.Time(one.LastAt), one.Interface, one.Subject.Length == 0 ? Output.Word(one.Kind) : $"{Output.Word(one.Kind)}: {one.Subject}", Output.Number(one.Count),
                one.IsOpen ? "OPEN" : one.ClosedAt is { } closed ? $"ended {Output.Time(closed)}" : "-", one.Detail ?? "-",
            ]));
        Output.Line("What to do:");
        foreach (var kind in shown.Select(one => one.Kind).Distinct())
        {
            Output.Line($"  {Output.Word(kind)}: {Remedy(kind)}");
        }

        if (more)
        {
            Output.Line($"There are more, older than {Output.Time(shown[^1].LastAt)}.");
        }
    }

    /// <summary>What people do about each kind.</summary>
    public static string Remedy(InterfaceEventKind kind) => kind switch
    {
        InterfaceEventKind.FeedIdle => "Ask the sender's team whether it runs and whether its queue to us grows; it ends by itself when a message comes.",
        InterfaceEventKind.FeedLate => "Messages waited at the sender or on the way: look at its queue. Nothing is wrong with the messages.",
        InterfaceEventKind.ClockAhead => "The sender's clock or time zone is wrong; ask for its offset in MSH-7, or correct 'zones'.",
        InterfaceEventKind.SequenceGap => "Messages may be missing: ask the sender for the numbers named.",
        InterfaceEventKind.SequenceRepeat => "The sender gave one number to two messages; both were taken. Ask whether one replaces the other.",
        InterfaceEventKind.SequenceRestart => "The sender began to count anew, usually after a restart; messages between may be missing.",
        InterfaceEventKind.ControlIdReused => "Both messages were taken. If the sender's control ids are not unique, say so with 'control-id: reused'.",
        InterfaceEventKind.Garbage => "Something other than MLLP was sent: a monitoring probe, a wrong port, or line noise of a gateway. Frames are not affected.",
        InterfaceEventKind.MissingStart => "A message may have been lost at the sender or a gateway: it was not answered, and the sender has to send it again.",
        InterfaceEventKind.MissingEnd => "The cut message was not taken and not answered: the sender has to send it again.",
        InterfaceEventKind.Truncated => "The connection broke within a message, which was not taken: the sender sends it again. If it stays away, look at the network.",
        InterfaceEventKind.TooLong => "Let the sender leave out embedded documents or send them in parts, or raise Integration:Ingestion:MaxFrameBytes.",
        InterfaceEventKind.ConnectionRefused => "If the address belongs to a sender, correct 'from', its certificate, or Integration:Ingestion:MaxConnections.",
        InterfaceEventKind.MessageRefused => "The sender was answered AE or AR with the reason and has to mend it; the messages are in the journal as rejected.",
        InterfaceEventKind.BatchWrong => "Its messages were taken all the same. Ask the sender whether messages are missing from the batch.",
        InterfaceEventKind.FileFailed => "Its outcome file beside it in 'failed' says which messages were refused and why; mend them and drop those again.",
        InterfaceEventKind.FileRepeated => "Somebody dropped the same file twice. Messages known by their control id are duplicates; those of other senders were judged anew.",
        InterfaceEventKind.FileChanged => "Let the sender write under a name that ends in .part and rename it when it is complete.",
        InterfaceEventKind.FileNotTaken => "Replace the link by the file itself, or give the worker's user the right to read it.",
        InterfaceEventKind.FolderAway => "Mount the share again or mend its rights or its space; it ends by itself when files can be taken.",
        InterfaceEventKind.ServerAway => "The detail says what is wrong: network, credentials, or a search the server does not know. What changes meanwhile is read once it answers; the state ends by itself.",
        InterfaceEventKind.ServerThrottled => "Nothing is lost. If it lasts, ask less often ('every'), in smaller pages, or let the server's team raise its limit.",
        InterfaceEventKind.ServerSaid => "Look into the server's documentation for the code: often a search parameter it does not take notice of. Compare what was read with what the server shows.",
        InterfaceEventKind.ServerClockBack => "What changed since the last poll was asked for again. Ask the server's team about its clock.",
        InterfaceEventKind.PollIncomplete => "What is behind is read by the next poll. If it comes again and again, raise Integration:Ingestion:Polling:MaxPages or page-size.",
        InterfaceEventKind.NotificationGap => "The server was asked at once for what is missing. If it comes often, look at the way from the server to here.",
        InterfaceEventKind.NotificationUnknown => "Somebody else made a subscription to this address, or an old one is left on the server: remove it there.",
        InterfaceEventKind.SubscriptionLost => "It was made again and the server was asked for what it did not tell. If it comes often, ask the server's team why subscriptions end.",
        InterfaceEventKind.SubscriptionAway => "The server is polled all the same. The detail says what it answers: rights, topic or endpoint.",
        InterfaceEventKind.EventsLost => "More kinds of trouble came at once than are told apart; the log has what is missing here.",
        _ => throw new UnreachableException(),
    };
}
