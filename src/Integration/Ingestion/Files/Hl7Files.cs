using Integration.Journal;

namespace Integration.Ingestion.Files;

/// <summary>Files of HL7 v2 messages, read whole.</summary>
internal sealed class Hl7Files(MessageIntake intake, IFileJournal journal, IngestionOptions options) : IFileReading
{
    public long MaxBytes => options.MaxFileBytes;

    public IFileContents Open(Stream content, string name, int taken)
    {
        var bytes = new byte[content.Length];
        content.Position = 0;
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var contents = DroppedContents.Read(bytes[..length]);
        return new Contents(intake, journal, taken, contents.Messages.Count > options.MaxFileMessages
            ? new DroppedContents([], [$"It has {contents.Messages.Count} messages, more than the {options.MaxFileMessages} a file may have; none was taken."])
            : contents);
    }

    private sealed class Contents(MessageIntake intake, IFileJournal journal, int taken, DroppedContents contents) : IFileContents
    {
        private int _at = taken;

        public int Messages => contents.Messages.Count;

        public IReadOnlyList<string> Problems => contents.Problems;

        public async Task<bool> TakeNextAsync(long file, CancellationToken cancellationToken)
        {
            var window = new List<FilePiece>();
            for (long size = 0; _at < Messages && window.Count < AppendWindow.MostMessages && (window.Count == 0 || size + contents.Messages[_at].Body.Length <= AppendWindow.MostBytes); _at++)
            {
                var (offset, body) = contents.Messages[_at];
                window.Add(new FilePiece(file, _at + 1, offset, body));
                size += body.Length;
            }

            if (window.Count > 0)
            {
                await intake.TakeInOrderAsync(journal, window, cancellationToken);
            }

            return window.Count > 0;
        }
    }
}
