namespace Integration.Worker.Bench;

/// <summary>Files of one measurement, gone afterwards.</summary>
internal sealed class BenchFolder : IDisposable
{
    private BenchFolder(DirectoryInfo place) => Place = place;

    public DirectoryInfo Place { get; }

    /// <param name="on">On the disk to measure; the system's temporary folder unless given.</param>
    public static BenchFolder Make(DirectoryInfo? on = null) =>
        new(Directory.CreateDirectory(Path.Combine(on?.FullName ?? Path.GetTempPath(), $"integration-bench-{Guid.CreateVersion7():n}")));

    public void Dispose() => Place.Delete(recursive: true);
}
