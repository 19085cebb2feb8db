using System.Globalization;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>One record as it was found in Odoo.</summary>
/// <param name="Key">As in <see cref="Wanted.Key"/>.</param>
/// <param name="Identities">Its external ids: of ours there has to be exactly one.</param>
/// <param name="Stands">Whether it asks for anything; what was called off does not.</param>
internal sealed record Found(string Key, string Content, IReadOnlyList<string> Identities, bool Stands)
{
    /// <summary>As Odoo writes it.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

internal sealed record FoundOrder
{
    public required string? Origin { get; init; }

    public required string? Vendor { get; init; }

    public required string State { get; init; }

    public required string Priority { get; init; }

    public int Notes { get; init; }

    public required IReadOnlyList<FoundLine> Lines { get; init; }

    public override string ToString() => $"{State}, priority {Priority}, {Notes} notes: {FoundLine.List(Lines)}";
}

internal sealed record FoundTransfer
{
    public const string Case = "CASE";

    /// <summary>Any state in which a confirmed transfer waits for its goods.</summary>
    public const string Stands = "stands";

    public required string? Operation { get; init; }

    public required string State { get; init; }

    public required string? Source { get; init; }

    public required string? Destination { get; init; }

    public required string? Scheduled { get; init; }

    /// <summary>Null where nothing is known of it.</summary>
    public string? Origin { get; init; }

    public int Notes { get; init; }

    public required IReadOnlyList<FoundLine> Lines { get; init; }

    public override string ToString() =>
        $"{Operation} from {Source} to {Destination} at {Scheduled}, {(State is "waiting" or "confirmed" or "assigned" ? Stands : State)}, {Notes} notes: " +
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
