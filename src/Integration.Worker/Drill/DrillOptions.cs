namespace Integration.Worker.Drill;

/// <summary>Who acts in a real Odoo during a drill, and how it gets a place of its own on a real broker; the stand-in's people are known. Section <c>Integration:Drill</c>.</summary>
public sealed class DrillOptions
{
    public const string Section = "Integration:Drill";

    /// <summary>Confirms, edits, merges and deletes orders.</summary>
    public DrillLogin Buyer { get; set; } = new();

    /// <summary>Picks and validates transfers.</summary>
    public DrillLogin Storekeeper { get; set; } = new();

    /// <summary>Counts: reads everything.</summary>
    public DrillLogin Administrator { get; set; } = new();

    /// <summary>Root of RabbitMQ's management API; its usual port on the broker's machine unless given.</summary>
    public Uri? BrokerManagement { get; set; }

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    public IReadOnlyList<string> Errors() =>
    [
        .. new[] { (nameof(Buyer), Buyer), (nameof(Storekeeper), Storekeeper), (nameof(Administrator), Administrator) }
            .Where(login => login.Item2.User is null || (login.Item2.Secret is null && !File.Exists(login.Item2.SecretFile)))
            .Select(login => $"{Section}:{login.Item1} needs User, and Secret (from the environment) or SecretFile: people act in Odoo during a drill."),
    ];
}

/// <summary>One person's.</summary>
public sealed class DrillLogin
{
    public string? User { get; set; }

    public string? Secret { get; set; }

    /// <summary>A file holding it in its first line, in place of <see cref="Secret"/>.</summary>
    public string? SecretFile { get; set; }

    public string Read() => SecretFile is null ? Secret ?? "" : File.ReadLines(SecretFile).FirstOrDefault()?.Trim() ?? "";

}
