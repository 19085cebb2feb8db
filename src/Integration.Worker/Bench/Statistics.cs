namespace Integration.Worker.Bench;

/// <summary>What is told of many figures.</summary>
internal static class Statistics
{
    /// <param name="values">At least one.</param>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <param name="sorted">Smallest first; 0 is told of none.</param>
    /// <param name="share">0.95 is the value that 95 of a hundred do not exceed.</param>
    public static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
