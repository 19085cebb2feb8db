using Integration.Fhir.Bundles;

namespace Integration.Ingestion.Fhir;

/// <summary>Takes changes out of a bundle into the journal; durable when returned.</summary>
/// <param name="bundle">As received.</param>
/// <param name="isWanted">Which of its changes; the others are context of these.</param>
/// <param name="newestFirst">As a history is: the journal gets them the other way round.</param>
/// <returns>How many were taken.</returns>
internal delegate Task<int> TakeChanges(ReadOnlyMemory<byte> bundle, Func<FhirChange, bool> isWanted, bool newestFirst, CancellationToken cancellationToken);
