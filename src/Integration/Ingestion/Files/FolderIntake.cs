using System.Globalization;
using System.Security.Cryptography;
using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Files;

/// <summary>
/// Takes the files of one folder, one after the other in the order of their names. Messages go into the journal in windows of one commit each, so that the journal holds the first part of a file or all of it, in its order,
/// whatever happens; each message's place is kept in the same commit, so that a file that was read by half is taken up where it was left. Where it will be put is kept before it is moved.
/// </summary>
internal sealed class FolderIntake(
    string interfaceName, string worker, DropFolder folder, MessageIntake intake, IFileJournal journal, EventNoted noted, IngestionOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Messages of one commit at most.</summary>
    public const int MostInWindow = 256;

    /// <summary>Bytes of one commit at most, unless one message has more.</summary>
    public const int MostBytesInWindow = 8 * 1024 * 1024;

    private readonly HashSet<DroppedFile> _told = [];

    private readonly Settling _settling = new(options.FileSettling, time);

    /// <summary>Finishes what a worker left behind, then takes what is complete. Stops at the first file that is not, or is in other hands: later ones come after it.</summary>
    public async Task LookAsync(CancellationToken stoppingToken)
    {
        await FinishAsync();
        var files = folder.List();
        _settling.Look(files);
        _told.IntersectWith(files);
        foreach (var file in files)
        {
            if (file.IsLink)
            {
                NotTaken(file, "a link is not followed");
                continue;
            }

            var isTooLong = file.Length > options.MaxFileBytes;
            if ((!isTooLong && !_settling.IsComplete(file)) || !await TakeAsync(file, stoppingToken) || stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>Whether the next file may be taken.</returns>
    private async Task<bool> TakeAsync(DroppedFile file, CancellationToken stoppingToken)
    {
        byte[]? bytes;
        try
        {
            bytes = await folder.ReadAsync(file.Name, options.MaxFileBytes, CancellationToken.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // One that others took away meanwhile is nobody's trouble; one that cannot be opened does not hold up the rest.
            if (folder.Find(file.Name) is not null)
            {
                NotTaken(file, $"it cannot be read ({fault.GetType().Name})");
            }

            return true;
        }

        var arrival = new FileArrival(interfaceName, file.Name, bytes is null ? "" : Checksum(bytes), bytes?.Length ?? file.Length);
        if (await journal.TakeFileAsync(worker, arrival, options.FileLease, CancellationToken.None) is not { } claim)
        {
            return false;
        }

        FailPoint.Hit(FilePoint.Taken);
        if (!IsAsRead(file, bytes))
        {
            // Another worker has finished and moved it between our look and our claim, or its writer went on: what lies there now is looked at anew.
            await journal.EndFileAsync(claim.Id, "It was no more there, or changed, when it was to be taken.", CancellationToken.None);
            return false;
        }

        if (claim.Taken > 0)
        {
            FileLog.Resumed(log, interfaceName, claim.Id, claim.Taken);
        }

        var contents = Open(bytes);
        if (!await AppendAsync(claim, contents, stoppingToken))
        {
            return false;
        }

        FailPoint.Hit(FilePoint.Appended);
        if (!IsAsRead(file, bytes))
        {
            const string Changed = "It was changed while it was read: what it is now is taken as another file.";
            FileLog.Problem(log, interfaceName, claim.Id, Changed);
            Note(InterfaceEventKind.FileChanged, claim.Id);
            await journal.EndFileAsync(claim.Id, Changed, CancellationToken.None);
            return false;
        }

        var problems = claim.SameAs is { } earlier ? contents.Problems.Append($"It is the same, byte for byte, as file {earlier}.") : contents.Problems;
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var placed = await journal.PlaceFileAsync(
            claim.Id, contents.Messages.Count, [.. problems], failed => folder.FreeTarget(failed, day, file.Name, claim.Id), CancellationToken.None);
        FailPoint.Hit(FilePoint.Placed);
        await PutAsync(placed);
        return true;
    }

    /// <summary>One that is too long was not read, and may grow as it likes.</summary>
    private bool IsAsRead(DroppedFile file, byte[]? bytes) => folder.Find(file.Name) is { } now && (bytes is null || now == file);

    private DroppedContents Open(byte[]? bytes)
    {
        if (bytes is null)
        {
            return new DroppedContents([], [$"It is longer than {options.MaxFileBytes} bytes, the most a file may have; it was not read."]);
        }

        var contents = DroppedContents.Read(bytes);
        return contents.Messages.Count > options.MaxFileMessages
            ? new DroppedContents([], [$"It has {contents.Messages.Count} messages, more than the {options.MaxFileMessages} a file may have; none was taken."])
            : contents;
    }

    /// <returns>False when it was lost to another worker, or this one stops.</returns>
    private async Task<bool> AppendAsync(FileClaim claim, DroppedContents contents, CancellationToken stoppingToken)
    {
        for (var at = claim.Taken; at < contents.Messages.Count;)
        {
            if (!await journal.HoldFileAsync(worker, claim.Id, stoppingToken.IsCancellationRequested ? TimeSpan.Zero : options.FileLease, CancellationToken.None) || stoppingToken.IsCancellationRequested)
            {
                return false;
            }

            var window = new List<FilePiece>();
            for (long size = 0; at < contents.Messages.Count && window.Count < MostInWindow && (window.Count == 0 || size + contents.Messages[at].Body.Length <= MostBytesInWindow); at++)
            {
                var (offset, body) = contents.Messages[at];
                window.Add(new FilePiece(claim.Id, at + 1, offset, body));
                size += body.Length;
            }

            await intake.TakeInOrderAsync(journal, window, CancellationToken.None);
            FailPoint.Hit(FilePoint.Half);
        }

        return true;
    }

    /// <summary>From wherever a worker was stopped: what is done already is not done again.</summary>
    private async Task FinishAsync()
    {
        foreach (var file in await journal.OpenFilesAsync(interfaceName, CancellationToken.None))
        {
            var mine = file.Holder is null || file.Holder == worker;
            if (!mine || (file.State == FileState.Taking && folder.Find(file.Name) is not null) || !await journal.HoldFileAsync(worker, file.Id, options.FileLease, CancellationToken.None))
            {
                continue;
            }

            if (file.State == FileState.Placing && (folder.Has(file.Target!) || await IsStillThereAsync(file)))
            {
                await PutAsync(file);
            }
            else
            {
                const string Away = "It was taken away before all of it was taken and moved.";
                FileLog.Problem(log, interfaceName, file.Id, Away);
                Note(InterfaceEventKind.FileChanged, file.Id);
                await journal.EndFileAsync(file.Id, Away, CancellationToken.None);
            }
        }
    }

    private async Task<bool> IsStillThereAsync(ReceivedFile file)
    {
        if (folder.Find(file.Name) is not { IsLink: false } there)
        {
            return false;
        }

        return file.Checksum.Length == 0
            ? there.Length == file.Size
            : await folder.ReadAsync(file.Name, options.MaxFileBytes, CancellationToken.None) is { } bytes && Checksum(bytes) == file.Checksum;
    }

    private async Task PutAsync(ReceivedFile file)
    {
        var target = file.Target!;
        if (!folder.Has(target))
        {
            folder.Move(file.Name, target);
        }

        FailPoint.Hit(FilePoint.Moved);
        var messages = await journal.FileMessagesAsync(file.Id, CancellationToken.None);
        await folder.WriteOutcomeAsync(target, stream => OutcomeFile.WriteAsync(stream, file, messages));
        FailPoint.Hit(FilePoint.Told);
        await journal.EndFileAsync(file.Id, null, CancellationToken.None);
        if (file.Refused > 0 || file.Accepted + file.Duplicates == 0)
        {
            Note(InterfaceEventKind.FileFailed, file.Id);
        }

        if (file.SameAs is not null)
        {
            Note(InterfaceEventKind.FileRepeated, file.Id);
        }

        if (file.Accepted + file.Duplicates + file.Refused > 0 && file.Problems.Count > (file.SameAs is null ? 0 : 1))
        {
            Note(InterfaceEventKind.BatchWrong, file.Id);
        }

        FileLog.Ended(log, interfaceName, file.Id, file.Messages, file.Accepted, file.Duplicates, file.Refused, target);
        foreach (var problem in file.Problems)
        {
            FileLog.Problem(log, interfaceName, file.Id, problem);
        }
    }

    private void Note(InterfaceEventKind kind, long file) => noted(interfaceName, kind, "", string.Create(CultureInfo.InvariantCulture, $"file {file}"));

    /// <summary>Told once as long as it lies there as it is.</summary>
    private void NotTaken(DroppedFile file, string reason)
    {
        if (_told.Add(file))
        {
            FileLog.NotTaken(log, interfaceName, reason);
            noted(interfaceName, InterfaceEventKind.FileNotTaken, reason, null);
        }
    }

    private static string Checksum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
