namespace Integration.Ingestion.Files;

/// <summary>How the files of an interface are read: there are those of HL7 v2 and those of FHIR.</summary>
internal interface IFileReading
{
    /// <summary>Largest file, in bytes.</summary>
    long MaxBytes { get; }

    /// <param name="content">Can seek; stays open as long as the contents are read.</param>
    /// <param name="name">Of the file, for what its ending says.</param>
    /// <param name="taken">How many of its messages are in the journal already: the first ones.</param>
    IFileContents Open(Stream content, string name, int taken);
}

/// <summary>What stands in a file, taken window by window.</summary>
internal interface IFileContents
{
    /// <summary>Messages so far; all of them once no window is left.</summary>
    int Messages { get; }

    /// <summary>What is wrong with the file as such: sentences without content.</summary>
    IReadOnlyList<string> Problems { get; }

    /// <summary>Takes the next messages in one commit, each with its place.</summary>
    /// <param name="file">The file's number in the journal.</param>
    /// <returns>False when none was left.</returns>
    /// <exception cref="Journal.JournalUnavailableException">The last ones, or all, were not stored.</exception>
    Task<bool> TakeNextAsync(long file, CancellationToken cancellationToken);
}
