namespace Integration.Journal;

/// <summary>
/// Files of messages. A file is in one worker's hands at a time, by a lease; but that each of its messages is stored once does not hang on the lease: the append keeps the message's place in the file in its own transaction.
/// </summary>
public interface IFileJournal
{
    /// <summary>Takes a file in hand: a new row, or the row of the same file that a worker left behind.</summary>
    /// <returns>Null when another worker has it.</returns>
    Task<FileClaim?> TakeFileAsync(string worker, FileArrival arrival, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps an open file in hand, or takes it over when its lease has run out.</summary>
    /// <returns>False when another worker has it, or it has ended.</returns>
    Task<bool> HoldFileAsync(string worker, long file, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The files of an interface that have not ended.</summary>
    Task<IReadOnlyList<ReceivedFile>> OpenFilesAsync(string interfaceName, CancellationToken cancellationToken);

    /// <summary>
    /// Appends all or none in one commit, with rising sequences. Where the database refuses one of them (rule 21) they are appended in several commits, still in order: after an outage the first ones are in, never later ones alone.
    /// A message whose <see cref="IncomingMessage.Place"/> is taken is not stored again.
    /// </summary>
    Task<IReadOnlyList<AppendResult>> AppendInOrderAsync(IReadOnlyList<IncomingMessage> messages, CancellationToken cancellationToken);

    /// <summary>Counts what became of its messages and keeps where it will be put, before it is moved.</summary>
    /// <param name="messages">How many stand in it.</param>
    /// <param name="problems">What is wrong with the file as such, each a sentence without content.</param>
    /// <param name="target">Gives the place by whether it failed; relative to the interface's folder.</param>
    Task<ReceivedFile> PlaceFileAsync(long file, int messages, IReadOnlyList<string> problems, Func<bool, string> target, CancellationToken cancellationToken);

    /// <summary>Ends it: it lies where it was to be put, or is no more.</summary>
    /// <param name="problem">Why it is no more; null otherwise.</param>
    Task EndFileAsync(long file, string? problem, CancellationToken cancellationToken);

    /// <summary>Its messages in the order of the file.</summary>
    Task<IReadOnlyList<FileMessage>> FileMessagesAsync(long file, CancellationToken cancellationToken);

    /// <summary>The newest files of an interface.</summary>
    Task<IReadOnlyList<ReceivedFile>> FilesAsync(string interfaceName, int most, CancellationToken cancellationToken);
}

/// <param name="Checksum">SHA-256 in hexadecimal digits; empty for a file that is not read.</param>
/// <param name="Size">In bytes.</param>
public sealed record FileArrival(string Interface, string Name, string Checksum, long Size);

/// <param name="Taken">How many of its messages are in the journal already: the first ones.</param>
/// <param name="SameAs">The earlier file with the same checksum; null when there is none.</param>
public sealed record FileClaim(long Id, int Taken, long? SameAs);

public enum FileState
{
    /// <summary>Its messages are being taken in.</summary>
    Taking,

    /// <summary>All its messages are in; it is being moved.</summary>
    Placing,

    /// <summary>Every message is accepted or a duplicate.</summary>
    Done,

    /// <summary>A message was refused, or the file could not be read.</summary>
    Failed,

    /// <summary>It was taken away or replaced by others before it could be moved.</summary>
    Gone,
}

/// <param name="ReceivedAt">UTC, database clock.</param>
/// <param name="Duplicates">Known at once; a resend that mapping has to judge counts as accepted.</param>
/// <param name="Target">Where it is put, relative to the interface's folder.</param>
/// <param name="Holder">The worker that has it in hand now; null when none has.</param>
public sealed record ReceivedFile(
    long Id,
    string Interface,
    string Name,
    string Checksum,
    long Size,
    DateTimeOffset ReceivedAt,
    long Messages,
    long Accepted,
    long Duplicates,
    long Refused,
    IReadOnlyList<string> Problems,
    FileState State,
    string? Target,
    long? SameAs,
    DateTimeOffset? FinishedAt,
    string? Holder);

/// <summary>Where a message stands in a file.</summary>
/// <param name="Index">Which message of the file, from 1.</param>
/// <param name="Offset">The byte at which it begins, from 0.</param>
/// <param name="Code">AA, AE or AR: what a sender on a line would be answered.</param>
public sealed record FilePlace(long File, int Index, long Offset, string Code);

/// <param name="Reason">Why it was refused; never content.</param>
public sealed record FileMessage(int Index, long Offset, long Sequence, string ControlId, string Code, bool Duplicate, string? Reason);
