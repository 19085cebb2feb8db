using System.Diagnostics;
using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion.Watching;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion;

/// <summary>
/// One interface's intake, however its messages come: judge, append, and only then let anybody answer. It answers nothing itself.
/// </summary>
internal sealed class MessageIntake(
    InterfaceDefinition definition,
    IMessageAppend journal,
    MessageAppended appended,
    EventNoted noted,
    int maxMessageBytes,
    ILogger log)
{
    private readonly Admission _admission = new(definition);
    private readonly FeedNotes _notes = new(definition, noted);

    private int _untold;

    private readonly Hl7ParseOptions _parse = new()
    {
        DefaultCharset = CharacterSets.Read(definition.Sender.CharacterSet),
        MaxBytes = maxMessageBytes,
    };

    /// <summary>Durable when returned.</summary>
    /// <param name="body">The message as received.</param>
    /// <param name="certificate">What its sender showed; null where none is asked for.</param>
    /// <param name="refusal">Of what is refused whatever it holds; null where the message itself decides.</param>
    /// <param name="cancellationToken">Gives up waiting; the message may be stored all the same.</param>
    /// <exception cref="JournalUnavailableException">It was not stored: nothing may be answered, and whoever holds the message keeps it.</exception>
    public async ValueTask<TakenMessage> TakeAsync(ReadOnlyMemory<byte> body, MllpCertificate? certificate, Refusal? refusal, CancellationToken cancellationToken)
    {
        var judged = Judge(body, certificate, refusal);
        return Conclude(judged, await journal.AppendAsync(judged.Message, cancellationToken));
    }

    /// <summary>Messages of a file, in one commit and with sequences in their order; those that are in already stay as they are. Durable when returned.</summary>
    /// <exception cref="JournalUnavailableException">The last ones, or all, were not stored.</exception>
    public async Task<IReadOnlyList<TakenMessage>> TakeInOrderAsync(IFileJournal files, IReadOnlyList<FilePiece> pieces, CancellationToken cancellationToken)
    {
        var judged = pieces.Select(piece => Judge(piece.Body, null, null).At(piece)).ToList();
        var kept = await files.AppendInOrderAsync([.. judged.Select(one => one.Message)], cancellationToken);
        return [.. judged.Zip(kept, Conclude)];
    }

    private JudgedMessage Judge(ReadOnlyMemory<byte> body, MllpCertificate? certificate, Refusal? refusal)
    {
        var parsed = Hl7Parser.Parse(body, _parse);
        refusal ??= _admission.Judge(parsed, certificate);
        return new JudgedMessage(parsed.Header, refusal, Incoming(body, parsed.Header, refusal));
    }

    private TakenMessage Conclude(JudgedMessage judged, AppendResult kept)
    {
        var refusal = judged.Refusal;
        if (refusal is not null)
        {
            IngestionLog.Refused(log, definition.Name, kept.Sequence, refusal.Code.ToString(), string.Join(", ", refusal.Errors.Select(error => $"{error.Location} {error.Condition}")));
        }
        else if (kept.Refused)
        {
            IngestionLog.NotStorable(log, definition.Name, kept.Sequence);
            var error = new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, "the message holds data that cannot be stored; it was kept as opaque bytes and will not be processed");
            refusal = new Refusal(AcknowledgementCode.AE, [error]);
        }
        else if (!kept.Resend)
        {
            appended(kept.Sequence);
        }

        var taken = new TakenMessage(judged.Header, refusal, kept);
        _notes.Note(taken);
        return taken;
    }

    private IncomingMessage Incoming(ReadOnlyMemory<byte> body, MessageHeader? header, Refusal? refusal)
    {
        var use = definition.Sender.ControlId;
        var rejection = refusal is null
            ? null
            : new Failure(FailureKind.Invalid, string.Join("; ", refusal.Errors.Select(error => $"{error.Location}: {error.UserMessage}")), "The sender has to mend and send it again.");
        return new IncomingMessage(
            definition.Name,
            header?.ControlId ?? "",
            header is null ? "?" : $"{header.MessageType}^{header.TriggerEvent}",
            MessageIdentity.Hash(body, header, use),
            header is null ? null : MessageIdentity.SenderKey(header, use),
            use != ControlIdUse.Unique,
            body,
            rejection)
        {
            Link = header is null ? null : _notes.LinkOf(header),
            Answer = header is null ? AnswerWish.None : WishOf(AnswersWanted.Of(header), refusal),
        };
    }

    /// <summary>A refusal that the accept acknowledgement tells is not told twice.</summary>
    private AnswerWish WishOf(AnswersWanted wanted, Refusal? refusal)
    {
        var wish = wanted.Application switch
        {
            null or AnswerCondition.Never => AnswerWish.None,
            AnswerCondition.Always => AnswerWish.Always,
            AnswerCondition.OnError => AnswerWish.OnError,
            AnswerCondition.OnSuccess => AnswerWish.OnSuccess,
            _ => throw new UnreachableException(),
        };
        if (wish != AnswerWish.None && definition.ApplicationAnswers is null)
        {
            if (Interlocked.Exchange(ref _untold, 1) == 0)
            {
                IngestionLog.NotToldAfterMapping(log, definition.Name);
            }

            return AnswerWish.None;
        }

        return refusal is not null && AnswersWanted.Covers(wanted.Accept ?? AnswerCondition.Never, accepted: false) ? AnswerWish.None : wish;
    }
}

/// <summary>Why a message is not taken in; it is journalled all the same.</summary>
/// <param name="Code">AE or AR.</param>
internal sealed record Refusal(AcknowledgementCode Code, IReadOnlyList<AcknowledgementError> Errors);

/// <summary>A message that is in the journal.</summary>
/// <param name="Header">Null when no MSH could be read.</param>
/// <param name="Refusal">Null when it was accepted.</param>
internal sealed record TakenMessage(MessageHeader? Header, Refusal? Refusal, AppendResult Kept);

/// <summary>A message as it is about to be stored.</summary>
internal sealed record JudgedMessage(MessageHeader? Header, Refusal? Refusal, IncomingMessage Message)
{
    public JudgedMessage At(FilePiece piece) =>
        this with { Message = Message with { Place = new FilePlace(piece.File, piece.Index, piece.Offset, (Refusal?.Code ?? AcknowledgementCode.AA).ToString()) } };
}

/// <summary>One message of a file.</summary>
/// <param name="File">The file's number in the journal.</param>
/// <param name="Index">From 1.</param>
/// <param name="Offset">The byte of the file at which it begins, from 0.</param>
internal sealed record FilePiece(long File, int Index, long Offset, ReadOnlyMemory<byte> Body);
