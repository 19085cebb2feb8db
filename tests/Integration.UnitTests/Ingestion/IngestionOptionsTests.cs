using Integration.Ingestion;

namespace Integration.UnitTests.Ingestion;

public sealed class IngestionOptionsTests
{
    [Fact]
    public void One_frame_must_fit_into_the_bytes_in_hand()
    {
        var options = new IngestionOptions { MaxFrameBytes = 1000, MaxBytesInHand = 1000 };
        Assert.Empty(options.Errors());
        options.MaxBytesInHand = 999;
        Assert.Contains("MaxBytesInHand must be at least one frame", Assert.Single(options.Errors()), StringComparison.Ordinal);
    }
}
