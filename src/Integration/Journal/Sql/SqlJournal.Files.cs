using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Files of messages.</summary>
internal sealed partial class SqlJournal
{
    public async Task<IReadOnlyList<AppendResult>> AppendInOrderAsync(IReadOnlyList<IncomingMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            return await AppendAllAsync(messages, opaque: false, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalRefusedException refused)
        {
            LogFailure(messages.Count, refused);
        }

        if (messages.Count > 1)
        {
            var first = await AppendInOrderAsync([.. messages.Take(messages.Count / 2)], cancellationToken).ConfigureAwait(false);
            var rest = await AppendInOrderAsync([.. messages.Skip(messages.Count / 2)], cancellationToken).ConfigureAwait(false);
            return [.. first, .. rest];
        }

        try
        {
            return await AppendAllAsync(messages, opaque: true, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalRefusedException refused)
        {
            throw new JournalUnavailableException("The journal did not store the message.", refused);
        }
    }

    public Task<FileClaim?> TakeFileAsync(string worker, FileArrival arrival, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Files.TakeAsync(session, worker, arrival, lease, cancellationToken), cancellationToken);

    public Task<bool> HoldFileAsync(string worker, long file, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Files.HoldAsync(session, worker, file, lease, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReceivedFile>> OpenFilesAsync(string interfaceName, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Files.OpenAsync(session, interfaceName, cancellationToken), cancellationToken);

    public Task<ReceivedFile> PlaceFileAsync(long file, int messages, IReadOnlyList<string> problems, Func<bool, string> target, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Files.PlaceAsync(session, file, messages, problems, target, cancellationToken), cancellationToken);

    public Task EndFileAsync(long file, string? problem, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Files.EndAsync(session, file, problem, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FileMessage>> FileMessagesAsync(long file, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => FileMessages.ReadAsync(session, file, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReceivedFile>> FilesAsync(string interfaceName, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Files.NewestAsync(session, interfaceName, most, cancellationToken), cancellationToken);

    private Task<IReadOnlyList<AppendResult>> AppendAllAsync(IReadOnlyList<IncomingMessage> messages, bool opaque, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Append, session => MessageAppend.WriteAsync(session, messages, opaque, cancellationToken), cancellationToken);
}
