using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>What an Odoo holds, counted by a script that shares nothing with the product.</summary>
internal sealed record Found(IReadOnlyList<FoundOrder> Orders, IReadOnlyList<FoundTransfer> Transfers)
{
    private const string Python = "/usr/bin/python3";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<Found> CountAsync(OdooConnection administrator)
    {
        var start = new ProcessStartInfo(Python, [Repository.Path("tests/Integration.SystemTests/Support/count_odoo.py"), administrator.Url.ToString(), administrator.Database, administrator.User])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ODOO_PASSWORD"] = administrator.Secret;
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<Found>(output, Json)!;
    }

    /// <summary>As Odoo writes it.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

internal sealed record FoundOrder
{
    public IReadOnlyList<string> Identities { get; init; } = [];

    public required string? Origin { get; init; }

    public required string? Vendor { get; init; }

    public required string State { get; init; }

    public required string Priority { get; init; }

    public int Notes { get; init; }

    public required IReadOnlyList<FoundLine> Lines { get; init; }

    public override string ToString() => $"order {Origin} from {Vendor}, {State}, priority {Priority}, {Notes} notes: {FoundLine.List(Lines)}";
}

internal sealed record FoundTransfer
{
    /// <summary>Any state in which a confirmed transfer waits for its goods.</summary>
    public const string Stands = "stands";

    public IReadOnlyList<string> Identities { get; init; } = [];

    /// <summary>Null where nothing is known of it.</summary>
    public string? Origin { get; init; }

    public required string? Operation { get; init; }

    public required string State { get; init; }

    public required string? Source { get; init; }

    public required string? Destination { get; init; }

    public required string? Scheduled { get; init; }

    public int Notes { get; init; }

    public required IReadOnlyList<FoundLine> Lines { get; init; }

    public override string ToString() =>
        $"transfer {Operation} {(Operation == "CASE" ? "" : Origin)} from {Source} to {Destination} at {Scheduled}, {(State is "waiting" or "confirmed" or "assigned" ? Stands : State)}, {Notes} notes: " +
        // A move of nothing is how an item is taken out.
        FoundLine.List(Lines.Where(line => line.Quantity != 0));
}

internal sealed record FoundLine(string? Item, decimal Quantity, string? Unit, decimal? Price, string? Planned)
{
    public static string List(IEnumerable<FoundLine> lines) => string.Join(", ", lines.Select(line => line.ToString()).Order(StringComparer.Ordinal));

    public override string ToString() =>
        $"{Item} {Quantity.ToString("0.00", CultureInfo.InvariantCulture)} {Unit}" +
        (Price is { } price ? $" at {price.ToString("0.00", CultureInfo.InvariantCulture)}" : "") + (Planned is null ? "" : $" by {Planned}");
}
