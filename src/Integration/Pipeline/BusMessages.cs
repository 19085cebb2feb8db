namespace Integration.Pipeline;

/// <summary>Wake-up for the process stage: these sequences were appended. Ids only; losing it costs a sweep's delay.</summary>
public sealed record MessagesAppended(IReadOnlyList<long> Sequences);

/// <summary>Wake-up for the deliver stage: something of this Odoo database is due. Which, the journal knows; losing it costs a sweep's delay.</summary>
public sealed record PostingsDue(string Database);

/// <summary>The same after a delay: it lies in the queue of its rung until that has passed.</summary>
public sealed record RetryDue(string Database);
