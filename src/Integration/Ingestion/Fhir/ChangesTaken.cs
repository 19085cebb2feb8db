using Integration.Fhir.Bundles;
using Integration.Journal;

namespace Integration.Ingestion.Fhir;

/// <summary>Takes changes out of a bundle into the journal; durable when returned.</summary>
/// <param name="bundle">As received.</param>
/// <param name="isWanted">Asked of each entry that holds a change, or that cannot be read and would be journalled as rejected; the others keep these company.</param>
/// <returns>How many changes were taken.</returns>
internal delegate Task<int> TakeChanges(ReadOnlyMemory<byte> bundle, Func<FhirPart, bool> isWanted, CancellationToken cancellationToken);

/// <summary>What servers answer and tell, taken apart like what is posted. A bundle that cannot be read as one is not taken: its server is asked again, and people are told.</summary>
internal static class ChangesTaken
{
    /// <summary>Entries appended in one commit.</summary>
    private const int Most = 500;

    /// <param name="takes">Which resource types are messages.</param>
    /// <param name="append">Durable when returned.</param>
    public static TakeChanges From(Predicate<string> takes, FhirBounds bounds, Func<IReadOnlyList<FhirPart>, CancellationToken, Task<IReadOnlyList<AppendResult>>> append) => async (bundle, isWanted, cancellationToken) =>
    {
        using var content = new MemoryStream(bundle.ToArray(), writable: false);
        var arrival = FhirArrival.Read(content, bounds);
        if (arrival.IsRefused)
        {
            throw new FhirServerException(FhirServerFault.NotUnderstood, $"its bundle cannot be read: {arrival.Problems[0].Rule} at {arrival.Problems[0].Place}");
        }

        var taken = 0;
        foreach (var parts in arrival.Parts(takes, 0).Chunk(Most))
        {
            List<FhirPart> wanted = [.. parts.Where(part => (part.IsRefused || part.Change is not null) && isWanted(part))];
            if (wanted.Count > 0)
            {
                await append(wanted, cancellationToken);
            }

            taken += wanted.Count(part => !part.IsRefused);
        }

        return taken;
    };
}
