namespace Integration.Sandbox.Hospital.Network;

/// <summary>One place of the synthetic network.</summary>
/// <param name="Code">MSH-4 of what it sends.</param>
/// <param name="Zone">IANA zone its local times are in.</param>
/// <param name="Shelf">Code of its supply room.</param>
/// <param name="Use">Code of the place its cases use items up; null where none are done.</param>
/// <param name="Lead">Minutes before a case's start that its items are needed.</param>
internal sealed record Facility(string Code, string Zone, string Shelf, string CostCentre, string? Use = null, int Lead = 0)
{
    public static IReadOnlyList<Facility> Hospitals { get; } =
    [
        new("NORTH", "America/New_York", "OR-SUPPLY", "4100", "OR-USE", 120),
        new("SOUTH", "America/New_York", "SOUTH-OR-SUPPLY", "4110", "SOUTH-OR-USE", 150),
        new("EAST", "America/New_York", "EAST-OR-SUPPLY", "4120", "EAST-OR-USE", 90),
    ];

    public static IReadOnlyList<Facility> Clinics { get; } =
    [
        new("LAKESIDE", "America/Chicago", "CLINIC-SUPPLY", "5200"),
        .. new[] { "HARBOR", "MILLTOWN", "OAKHILL", "RIVERSIDE", "STONEGATE", "FAIRVIEW", "BROOKSIDE" }.Select(code => new Facility(code, "America/New_York", $"{code}-SUPPLY", "5200")),
    ];

    public static Facility Laboratory { get; } = new("LAB", "America/New_York", "LAB-SUPPLY", "4300");

    /// <summary>Everybody who asks the central warehouse and the buyers for something.</summary>
    public static IReadOnlyList<Facility> All { get; } = [.. Hospitals, .. Clinics, Laboratory];

    public TimeZoneInfo TimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Zone);
}
