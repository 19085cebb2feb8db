namespace Integration.Pipeline;

/// <summary>Wake-up for the process stage: these sequences were appended. Ids only; losing it costs a sweep's delay.</summary>
public sealed record MessagesAppended(IReadOnlyList<long> Sequences);

/// <summary>Wake-up for the deliver stage: these external ids are due. Ids only; losing it costs a sweep's delay.</summary>
public sealed record PostingsDue(IReadOnlyList<string> ExternalIds);
