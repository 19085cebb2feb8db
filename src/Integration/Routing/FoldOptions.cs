namespace Integration.Routing;

/// <summary>What the folds need to know of the house; section <c>Integration:Routing</c> of the configuration.</summary>
public sealed class FoldOptions
{
    public const string Section = "Integration:Routing";

    /// <summary>How long after a case's needed-at its transfer may still be picked, before what was not picked is called off (rule 16).</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a case's transfer is still worth making in Odoo after the source spoke of the case, even if its needed-at has gone by: time for what is booked as an emergency to be carried out.</summary>
    public TimeSpan Urgency { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long a credit waits for the charge it takes back before it is booked on its own.</summary>
    public TimeSpan CreditWait { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Code of the place stock requisitions are supplied from.</summary>
    public string CentralStore { get; set; } = "CS-STOCK";

    /// <summary>How many contracts of one key are kept in order; older ones become the snapshot at the fold's horizon (rule 22).</summary>
    public int MostContracts { get; set; } = 64;

    /// <summary>How many generations of one record a desired set names; older ones have left it, which calls them off as well.</summary>
    public int MostGenerations { get; set; } = 32;

    /// <summary>Beds and units.</summary>
    public BedOptions Beds { get; set; } = new();

    /// <summary>How long an alarm of a device lasts before it asks for a maintenance request; a shorter one that ended by itself is only counted.</summary>
    public TimeSpan AlarmDebounce { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a device's counters are shown on its equipment at most, unless they make something due.</summary>
    public TimeSpan ReadingEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after that the last reading of a device that fell silent is shown.</summary>
    public TimeSpan ReadingSettle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (Grace <= TimeSpan.Zero || Grace > TimeSpan.FromDays(30))
        {
            errors.Add($"{Section}:Grace must be more than 0 and at most 30 days.");
        }

        if (Urgency < TimeSpan.Zero || Urgency > TimeSpan.FromDays(2))
        {
            errors.Add($"{Section}:Urgency must be 0 to 2 days.");
        }

        if (CreditWait <= TimeSpan.Zero || CreditWait > TimeSpan.FromDays(90))
        {
            errors.Add($"{Section}:CreditWait must be more than 0 and at most 90 days.");
        }

        if (AlarmDebounce < TimeSpan.Zero || AlarmDebounce > TimeSpan.FromHours(1))
        {
            errors.Add($"{Section}:AlarmDebounce must be 0 to 1 hour.");
        }

        if (ReadingEvery < TimeSpan.FromSeconds(1) || ReadingEvery > TimeSpan.FromDays(1))
        {
            errors.Add($"{Section}:ReadingEvery must be 1 second to 1 day.");
        }

        if (ReadingSettle < TimeSpan.Zero || ReadingSettle > TimeSpan.FromDays(1))
        {
            errors.Add($"{Section}:ReadingSettle must be 0 to 1 day.");
        }

        if (string.IsNullOrWhiteSpace(CentralStore))
        {
            errors.Add($"{Section}:CentralStore must be the code of a place, such as CS-STOCK.");
        }

        if (MostContracts is < 1 or > 1000)
        {
            errors.Add($"{Section}:MostContracts must be 1 to 1000.");
        }

        if (MostGenerations is < 1 or > 1000)
        {
            errors.Add($"{Section}:MostGenerations must be 1 to 1000.");
        }

        errors.AddRange(Beds.Errors());
        return errors;
    }
}
