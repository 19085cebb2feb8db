using System.Globalization;
using System.Security.Cryptography;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Ingestion.Fhir.Polling;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

/// <summary>One FHIR interface's intake, however its changes come: append, and only then let anybody answer. It answers nothing itself.</summary>
internal sealed class FhirIntake(InterfaceDefinition definition, IMessageAppend line, IFileJournal journal, MessageAppended appended, EventNoted noted, ILogger log)
{
    /// <summary>Bytes kept of what is refused as a whole.</summary>
    public const int HeadBytes = 1024 * 1024;

    /// <summary>Longest reason that is journalled; what is beyond is counted.</summary>
    private const int MostReasons = 20;

    /// <summary>Clocks differ; less than this ahead is no news.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(10);

    /// <summary>Whether a resource type is a message here.</summary>
    public bool Takes(string type) => definition.Mappings.ContainsKey(type);

    /// <summary>All in one commit, with sequences in their order. Durable when returned.</summary>
    /// <exception cref="JournalUnavailableException">Nothing may be answered, and whoever holds the changes keeps them.</exception>
    public async Task<IReadOnlyList<AppendResult>> TakeAsync(IReadOnlyList<FhirChange> changes, CancellationToken cancellationToken) =>
        await AppendAsync([.. changes.Select(Incoming)], [.. changes], cancellationToken);

    /// <summary>Changes, and those that cannot be taken as rejected, in one commit with sequences in their order. Durable when returned.</summary>
    /// <param name="parts">None that only keeps others company.</param>
    /// <exception cref="JournalUnavailableException">The last ones, or all, were not stored.</exception>
    public Task<IReadOnlyList<AppendResult>> TakePartsAsync(IReadOnlyList<FhirPart> parts, CancellationToken cancellationToken) =>
        AppendAsync([.. parts.Select(part => part.Change is { } change ? Incoming(change) : Rejected(part.Type, "", part.Head, part.Problems))], [.. parts.Select(part => part.Change)], cancellationToken);

    /// <summary>The same for parts of a file, each with its place.</summary>
    public Task<IReadOnlyList<AppendResult>> TakePiecesAsync(IReadOnlyList<(FhirPart Part, FilePlace Place)> pieces, CancellationToken cancellationToken) => AppendAsync(
        [.. pieces.Select(piece => (piece.Part.Change is { } change ? Incoming(change) : Rejected(piece.Part.Type, "", piece.Part.Head, piece.Part.Problems)) with { Place = piece.Place })],
        [.. pieces.Select(piece => piece.Part.Change)],
        cancellationToken);

    /// <summary>Journals what is refused as a whole, so that the ledger has it.</summary>
    /// <param name="head">It, or its beginning.</param>
    public Task RefuseAsync(string type, string id, ReadOnlyMemory<byte> head, IReadOnlyList<FhirProblem> problems, CancellationToken cancellationToken) =>
        AppendAsync([Rejected(type, id, head, problems)], [null], cancellationToken);

    private async Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<IncomingMessage> messages, IReadOnlyList<FhirChange?> changes, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        // One that comes alone shares its flush with those of other callers; several keep their order in a commit of their own.
        var kept = messages is [{ Place: null } single] ? [await line.AppendAsync(single, cancellationToken)] : await journal.AppendInOrderAsync(messages, cancellationToken);
        for (var at = 0; at < kept.Count; at++)
        {
            Conclude(messages[at], changes[at], kept[at]);
        }

        return kept;
    }

    private void Conclude(IncomingMessage message, FhirChange? change, AppendResult kept)
    {
        var which = string.Create(CultureInfo.InvariantCulture, $"message {kept.Sequence}");
        if (message.Rejection is { } rejection)
        {
            FhirEdgeLog.Refused(log, definition.Name, kept.Sequence, rejection.Reason);
            noted(definition.Name, InterfaceEventKind.MessageRefused, "FHIR", which);
        }
        else if (kept.Refused)
        {
            IngestionLog.NotStorable(log, definition.Name, kept.Sequence);
        }
        else if (!kept.Resend)
        {
            appended(kept.Sequence);
            NoteAge(change!, kept, which);
        }
    }

    /// <summary>A change that is polled long after it was made is as late as one that was pushed late.</summary>
    private void NoteAge(FhirChange change, AppendResult kept, string which)
    {
        if (definition.Expect?.Lateness is not { } lateness || FhirPage.Instant(change.LastUpdated) is not { } changed)
        {
            return;
        }

        var age = kept.AnswerAt - changed;
        if (age > lateness)
        {
            noted(definition.Name, InterfaceEventKind.FeedLate, "", which);
        }
        else if (age < -s_tolerance)
        {
            noted(definition.Name, InterfaceEventKind.ClockAhead, "", which);
        }
    }

    private IncomingMessage Incoming(FhirChange change)
    {
        var use = definition.Sender.ControlId;
        return new IncomingMessage(definition.Name, FhirIdentity.ControlId(change), change.Type, FhirIdentity.Hash(change, use), null, JudgeResend: !FhirIdentity.IsNamed(change, use), change.Body, null);
    }

    private IncomingMessage Rejected(string type, string id, ReadOnlyMemory<byte> head, IReadOnlyList<FhirProblem> problems)
    {
        var errors = problems.Where(problem => problem.Severity == FhirSeverity.Error).Select(problem => problem.ToString()).ToList();
        var reason = string.Join("; ", errors.Count > MostReasons ? [.. errors.Take(MostReasons), $"and {errors.Count - MostReasons} more"] : errors);
        return new IncomingMessage(
            definition.Name,
            // The id of what is no message here may be a patient's number.
            Takes(type) || type == "Bundle" ? ReferenceText(id) : "",
            TypeText(type),
            SHA256.HashData(head.Span),
            null,
            JudgeResend: false,
            head,
            new Failure(FailureKind.Invalid, reason, "The sender has to mend and send it again."));
    }

    /// <summary>A type is shown to people: only what is one.</summary>
    private static string TypeText(string type) => FhirArrival.IsResourceType(type) ? type : "?";

    private static string ReferenceText(string id) => id.Length <= 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? id : "";
}
