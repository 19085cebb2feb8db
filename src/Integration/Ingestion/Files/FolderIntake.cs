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
    string interfaceName, string worker, DropFolder folder, IFileReading reading, IFileJournal journal, EventNoted noted, IngestionOptions options, TimeProvider time, ILogger log)
{
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

            var isTooLong = file.Length > reading.MaxBytes;
            if ((!isTooLong && !_settling.IsComplete(file)) || !await TakeAsync(file, stoppingToken) || stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>Whether the next file may be taken.</returns>
    private async Task<bool> TakeAsync(DroppedFile file, CancellationToken stoppingToken)
    {
        Stream? content;
        try
        {
            content = folder.Open(file.Name, reading.MaxBytes);
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

        await using (content)
        {
            return await TakeAsync(file, content, stoppingToken);
        }
    }

    /// <param name="content">Null for a file that is too long, which is not read and may grow as it likes.</param>
    private async Task<bool> TakeAsync(DroppedFile file, Stream? content, CancellationToken stoppingToken)
    {
        var arrival = new FileArrival(interfaceName, file.Name, content is null ? "" : Checksum(content), content?.Length ?? file.Length);
        if (await journal.TakeFileAsync(worker, arrival, options.FileLease, CancellationToken.None) is not { } claim)
        {
            return false;
        }

        FailPoint.Hit(FilePoint.Taken);
        if (!IsAsRead(file, content))
        {
            // Another worker has finished and moved it between our look and our claim, or its writer went on: what lies there now is looked at anew.
            await journal.EndFileAsync(claim.Id, "It was no more there, or changed, when it was to be taken.", CancellationToken.None);
            return false;
        }

        if (claim.Taken > 0)
        {
            FileLog.Resumed(log, interfaceName, claim.Id, claim.Taken);
        }

        var contents = content is null ? null : reading.Open(content, file.Name, claim.Taken);
        if (contents is not null && !await AppendAsync(claim, contents, stoppingToken))
        {
            return false;
        }

        FailPoint.Hit(FilePoint.Appended);
        if (!IsAsRead(file, content))
        {
            const string Changed = "It was changed while it was read: what it is now is taken as another file.";
            FileLog.Problem(log, interfaceName, claim.Id, Changed);
            Note(InterfaceEventKind.FileChanged, claim.Id);
            await journal.EndFileAsync(claim.Id, Changed, CancellationToken.None);
            return false;
        }

        var wrong = contents?.Problems ?? [$"It is longer than {reading.MaxBytes} bytes, the most a file may have; it was not read."];
        var problems = claim.SameAs is { } earlier ? wrong.Append($"It is the same, byte for byte, as file {earlier}.") : wrong;
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var placed = await journal.PlaceFileAsync(
            claim.Id, contents?.Messages ?? 0, [.. problems], failed => folder.FreeTarget(failed, day, file.Name, claim.Id), CancellationToken.None);
        FailPoint.Hit(FilePoint.Placed);
        await PutAsync(placed);
        return true;
    }

    private bool IsAsRead(DroppedFile file, Stream? content) => folder.Find(file.Name) is { } now && (content is null || now == file);

    /// <returns>False when it was lost to another worker, or this one stops.</returns>
    private async Task<bool> AppendAsync(FileClaim claim, IFileContents contents, CancellationToken stoppingToken)
    {
        while (await journal.HoldFileAsync(worker, claim.Id, stoppingToken.IsCancellationRequested ? TimeSpan.Zero : options.FileLease, CancellationToken.None) && !stoppingToken.IsCancellationRequested)
        {
            if (!await contents.TakeNextAsync(claim.Id, CancellationToken.None))
            {
                return true;
            }

            FailPoint.Hit(FilePoint.Half);
        }

        return false;
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

            if (file.State == FileState.Placing && (folder.Has(file.Target!) || IsStillThere(file)))
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

    private bool IsStillThere(ReceivedFile file)
    {
        if (folder.Find(file.Name) is not { IsLink: false } there)
        {
            return false;
        }

        if (file.Checksum.Length == 0)
        {
            return there.Length == file.Size;
        }

        using var content = folder.Open(file.Name, reading.MaxBytes);
        return content is not null && Checksum(content) == file.Checksum;
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

    private static string Checksum(Stream content)
    {
        content.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
