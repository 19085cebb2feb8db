namespace Integration.Benchmarks;

/// <summary>What one operation of a benchmark class is fed.</summary>
public interface IWorkload
{
    /// <summary>Bytes one operation has to look at.</summary>
    long InputBytes { get; }
}
