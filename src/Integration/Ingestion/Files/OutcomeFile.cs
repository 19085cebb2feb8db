using System.Text.Encodings.Web;
using System.Text.Json;
using Integration.Journal;

namespace Integration.Ingestion.Files;

/// <summary>What became of a file and of each of its messages, for whoever dropped it. All of it comes from the journal, so that it can be written again.</summary>
internal static class OutcomeFile
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(Stream stream, ReceivedFile file, IReadOnlyList<FileMessage> messages) => JsonSerializer.SerializeAsync(
        stream,
        new
        {
            file = file.Name,
            file.Interface,
            file.Id,
            sha256 = file.Checksum.Length == 0 ? null : file.Checksum,
            file.Size,
            file.ReceivedAt,
            file.SameAs,
            file.Messages,
            file.Accepted,
            file.Duplicates,
            file.Refused,
            file.Problems,
            outcomes = messages.Select(message => new
            {
                message.Index,
                message.Offset,
                message.Sequence,
                message.ControlId,
                outcome = message.Code == "AA" && message.Duplicate ? "duplicate" : message.Code,
                reasons = message.Reason is null ? [] : message.Reason.Split("; "),
            }),
        },
        s_options);
}
