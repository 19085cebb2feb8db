namespace Integration.Routing;

/// <summary>What the folds of beds and units need to know; section <c>Integration:Routing:Beds</c>.</summary>
public sealed class BedOptions
{
    public const string Section = FoldOptions.Section + ":Beds";

    /// <summary>How long after a bed was left its turnover is still worth a task.</summary>
    public TimeSpan TurnoverLapse { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A turnover is urgent where somebody is expected in the bed within this time of its being left.</summary>
    public TimeSpan UrgentWithin { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long what is said of a unit is gathered before its staffing tasks are written.</summary>
    public TimeSpan StaffingSettle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long before a shift begins its staffing task is made.</summary>
    public TimeSpan StaffingHorizon { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a stay that is over is still known to its bed and unit, and so how far back a census can be asked for.</summary>
    public TimeSpan CensusKept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Everything that is wrong, each as one sentence.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        Check(nameof(TurnoverLapse), TurnoverLapse, TimeSpan.FromMinutes(10), TimeSpan.FromDays(7), "10 minutes to 7 days");
        Check(nameof(UrgentWithin), UrgentWithin, TimeSpan.Zero, TimeSpan.FromDays(1), "0 to 1 day");
        Check(nameof(StaffingSettle), StaffingSettle, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2), "1 second to 2 hours");
        Check(nameof(StaffingHorizon), StaffingHorizon, TimeSpan.Zero, TimeSpan.FromDays(1), "0 to 1 day");
        Check(nameof(CensusKept), CensusKept, TimeSpan.FromDays(2), TimeSpan.FromDays(31), "2 to 31 days");
        if (CensusKept <= TurnoverLapse)
        {
            errors.Add($"{Section}:CensusKept must be longer than TurnoverLapse: a bed would forget what it has to turn over.");
        }

        return errors;

        void Check(string name, TimeSpan value, TimeSpan least, TimeSpan most, string words)
        {
            if (value < least || value > most)
            {
                errors.Add($"{Section}:{name} must be {words}.");
            }
        }
    }
}
