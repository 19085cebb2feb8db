namespace Integration.Ingestion.Files;

/// <summary>Knows since when each file has had its size and time, by this process's own clock: a share has another one.</summary>
internal sealed class Settling(TimeSpan most, TimeProvider time)
{
    private Dictionary<string, (DroppedFile As, long Since)> _seen = [];

    /// <summary>Takes note of what lies in the folder now, and forgets what does not.</summary>
    public void Look(IReadOnlyList<DroppedFile> files) => _seen = files.ToDictionary(
        file => file.Name, file => _seen.TryGetValue(file.Name, out var seen) && seen.As == file ? seen : (file, time.GetTimestamp()), StringComparer.Ordinal);

    public bool IsComplete(DroppedFile file) => _seen.TryGetValue(file.Name, out var seen) && seen.As == file && time.GetElapsedTime(seen.Since) >= most;
}
