using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Ingestion.Fhir;
using Integration.Journal;

namespace Integration.Ingestion.Files;

/// <summary>
/// Files of FHIR: a resource or a bundle, or a resource a line in <c>.ndjson</c> and <c>.jsonl</c>. They are never read whole: their bytes are walked twice, and each change is read when it is its turn.
/// </summary>
internal sealed class FhirFiles(FhirIntake intake, IngestionOptions options) : IFileReading
{
    private static readonly string[] s_lines = [".ndjson", ".jsonl"];

    public long MaxBytes => options.MaxPayloadBytes;

    public IFileContents Open(Stream content, string name, int taken)
    {
        var isLines = s_lines.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
        return new Contents(intake, isLines ? FhirArrival.ReadLines(content, options.Bounds) : FhirArrival.Read(content, options.Bounds), taken);
    }

    private sealed class Contents : IFileContents
    {
        private readonly FhirIntake _intake;
        private readonly FhirArrival _arrival;
        private readonly IEnumerator<FhirPart> _parts;
        private bool _hasNext;

        public Contents(FhirIntake intake, FhirArrival arrival, int taken)
        {
            (_intake, _arrival, _parts) = (intake, arrival, MessagesOf(arrival, intake).GetEnumerator());
            for (_hasNext = _parts.MoveNext(); _hasNext && Messages < taken; _hasNext = _parts.MoveNext())
            {
                Messages++;
            }
        }

        public int Messages { get; private set; }

        public IReadOnlyList<string> Problems =>
        [
            .. _arrival.Problems.Select(problem => problem.ToString()),
            .. Messages == 0 && !_hasNext ? ["There is no message in it."] : Array.Empty<string>(),
        ];

        public async Task<bool> TakeNextAsync(long file, CancellationToken cancellationToken)
        {
            var window = new List<(FhirPart Part, FilePlace Place)>();
            for (long size = 0; _hasNext && (_arrival.IsWhole || (window.Count < AppendWindow.MostMessages && size < AppendWindow.MostBytes)); _hasNext = _parts.MoveNext())
            {
                var part = _parts.Current;
                window.Add((part, new FilePlace(file, ++Messages, part.Offset, part.Change is null ? "AE" : "AA")));
                size += part.Change?.Body.Length ?? part.Head.Length;
            }

            if (window.Count > 0)
            {
                await _intake.TakePiecesAsync(window, cancellationToken);
            }

            return window.Count > 0;
        }

        /// <summary>What is refused as a whole is one message, so that it has an outcome; so is a transaction of which one entry cannot be taken.</summary>
        private static IEnumerable<FhirPart> MessagesOf(FhirArrival arrival, FhirIntake intake)
        {
            if (arrival.IsRefused)
            {
                return [Refused(arrival, arrival.Problems)];
            }

            var parts = arrival.Parts(intake.Takes, 0).Where(part => part.Change is not null || part.IsRefused);
            if (!arrival.IsWhole)
            {
                return parts;
            }

            var all = parts.ToList();
            return all.Exists(part => part.IsRefused) ? [Refused(arrival, [.. all.SelectMany(part => part.Problems)])] : all;
        }

        private static FhirPart Refused(FhirArrival arrival, IReadOnlyList<FhirProblem> problems) =>
            new(0, 0, arrival.Type, FhirMethod.None, "", null, problems) { Head = arrival.Head(FhirIntake.HeadBytes) };
    }
}
