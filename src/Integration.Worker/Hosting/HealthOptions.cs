namespace Integration.Worker.Hosting;

/// <summary>Where health and metrics are answered; loopback only.</summary>
public sealed class HealthOptions
{
    public const string Section = "Integration:Health";

    /// <summary>0 lets the system choose.</summary>
    public int Port { get; set; } = 8070;
}
