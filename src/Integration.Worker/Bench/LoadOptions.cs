namespace Integration.Worker.Bench;

/// <param name="WarmUp">Not counted.</param>
/// <param name="Messages">How many are sent; null for as many as go through within the time.</param>
internal sealed record LoadOptions(string Host, int Port, int Connections, TimeSpan WarmUp, TimeSpan Measured, long? Messages);

/// <summary>What a load came to. Times in milliseconds, from the first byte written to the last byte of the answer read.</summary>
/// <param name="Accepted">Answered AA within the measured time, or of the messages asked for.</param>
/// <param name="NotAccepted">Answered otherwise, or not at all.</param>
/// <param name="All">Answered AA, warm-up included.</param>
internal sealed record LoadResult(int Connections, double Seconds, long Accepted, long NotAccepted, long All, double Rate, double P50, double P95, double P99, double Most);
