using System.Globalization;
using System.Text;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion;
using Integration.Worker.Commands;

namespace Integration.Worker.Inspection;

/// <summary>Prints what arrives over MLLP and answers it. Keeps nothing.</summary>
/// <param name="answer">For every message; null for no answer.</param>
/// <param name="contents">Whether values are printed as they are.</param>
/// <param name="time">When things arrive.</param>
internal sealed class Arrivals(AcknowledgementCode? answer, bool contents, TimeProvider time)
{
    private const int LongestLine = 400;
    private static readonly AcceptAnswers s_answers = new(answersAfterMapping: false);
    private readonly Lock _gate = new();
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public MllpHooks Hooks => new()
    {
        OnOpened = peer => Say(peer, $"connected{(peer.Certificate is { } shown ? $" with the certificate {string.Join(", ", shown.Names)} (SHA-256 {shown.Fingerprint})" : "")}"),
        OnClosed = (peer, end, _) => Say(peer, InWords(end)),
        OnRefused = peer => Say(peer, "closed at once: there are too many connections"),
        OnHandshakeFailed = (peer, fault, reason) => Say(peer, $"not let in: {fault.InWords()}{(reason is null ? "" : $" ({reason.Message})")}"),
        OnProblem = (problem, peer, _) =>
        {
            Say(peer, InWords(problem));
            return ValueTask.FromResult(MllpReply.Nothing);
        },
    };

    public ValueTask<MllpReply> HandleAsync(MllpFrame frame, MllpPeer peer)
    {
        var number = Interlocked.Increment(ref _count);
        var parsed = Hl7Parser.Parse(frame.Bytes, new Hl7ParseOptions());
        var bytes = answer is { } code && parsed.Header is var header
            ? s_answers.Of(header, new Acknowledgement(code, number.ToString(CultureInfo.InvariantCulture), time.GetUtcNow(), Reasons(code)))
            : null;
        lock (_gate)
        {
            foreach (var message in new FileInspection(null).Inspect($"{Now()} {peer.Address}", frame.Bytes))
            {
                InspectionPrinter.Print(message, notes: true);
            }

            foreach (var line in Lines(frame.Bytes, parsed.Message))
            {
                Output.Line($"    | {line}");
            }

            Output.Line($"    {(bytes is null ? "not answered" : $"answered {(parsed.Header is { } asked && !AnswersWanted.Of(asked).IsOriginalMode ? Acknowledgement.AsAccept(answer!.Value) : answer)}")}; not kept");
        }

        return ValueTask.FromResult(bytes is null ? MllpReply.Nothing : MllpReply.Answer(bytes));
    }

    private static AcknowledgementError[] Reasons(AcknowledgementCode code) =>
        code == AcknowledgementCode.AA ? [] : [new AcknowledgementError(ErrorCondition.ApplicationInternalError, Hl7Location.Message, $"integration listen was told to answer {code}")];

    /// <summary>The segments; of what cannot be read, its lines.</summary>
    private IEnumerable<string> Lines(ReadOnlyMemory<byte> bytes, Hl7Message? message) => message is not null
        ? message.Segments.Select(segment => segment.Name + Shown(string.Concat(Fields(segment))))
        : Encoding.Latin1.GetString(bytes.Span).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Take(20).Select(Shown);

    private static IEnumerable<string> Fields(Hl7Segment segment)
    {
        for (var field = segment.Name == "MSH" ? 2 : 1; field <= segment.FieldCount; field++)
        {
            var repetitions = Math.Max(1, segment.RepetitionCount(field));
            yield return "|" + string.Join('~', Enumerable.Range(1, repetitions).Select(repetition => segment.Read(field, repetition).Text));
        }
    }

    private string Shown(string text) => contents
        ? string.Concat(text.Select(sign => char.IsControl(sign) ? ' ' : sign))
        : Commands.Masking.Mask(text, LongestLine);

    private static string InWords(MllpEnd end) => end switch
    {
        MllpEnd.PeerClosed => "hung up",
        MllpEnd.PeerBroken => "its connection broke",
        MllpEnd.Idle => "closed: it said nothing for long",
        MllpEnd.HalfFrame => "closed: it began a message and did not end it (0x0B … 0x1C 0x0D)",
        MllpEnd.PeerDoesNotRead => "closed: it does not read its answers",
        MllpEnd.HandlerClosed or MllpEnd.ServerStopped => "closed",
        MllpEnd.HandlerFailed or MllpEnd.Defect => "closed: a defect of this program",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string InWords(MllpProblem problem)
    {
        var length = $"{Output.Number(problem.Length)} bytes";
        return problem.Kind switch
        {
            MllpProblemKind.Garbage when problem.Head.Span is [0x16, 0x03, ..] => $"{length} that are the beginning of TLS; this port speaks plain MLLP (--certificate makes it speak TLS)",
            MllpProblemKind.Garbage => $"{length} outside a message were skipped: each begins with 0x0B",
            MllpProblemKind.MissingStart => $"{length} ended like a message but did not begin with 0x0B; skipped",
            MllpProblemKind.MissingEnd => $"a message of {length} has no end (0x1C 0x0D) before the next one begins; skipped, as it may be cut",
            MllpProblemKind.TooLong => $"a message is longer than is taken; skipped after {length}",
            MllpProblemKind.Truncated => $"it hung up in the middle of a message, after {length}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private void Say(MllpPeer peer, string text)
    {
        lock (_gate)
        {
            Output.Line($"{Now()} {peer.Address}: {text}");
        }
    }

    private string Now() => time.GetUtcNow().ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
