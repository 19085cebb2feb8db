namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>
/// One case as the system that books it knows it. Each booking has a start that no other has: by it, and not by anything the product computed, the case is found in Odoo.
/// </summary>
internal sealed class Case(SendingSystem sender, string number)
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(120);
    private readonly List<DateTimeOffset> _starts = [];
    private IReadOnlyList<string> _procedures = [];

    public bool IsBooked { get; private set; }

    /// <summary>How often it was called off: as many transfers may stand cancelled in Odoo.</summary>
    public int Ends { get; private set; }

    /// <summary>Dates that a cancelled transfer of this case may bear.</summary>
    public IEnumerable<string> Dates => _starts.Select(start => Found.Instant(start - Lead));

    public void Book(DateTimeOffset start, params IReadOnlyList<string> procedures) => Write("S12", start, procedures);

    public void Move(DateTimeOffset start) => Write("S13", start, _procedures);

    public void Change(params IReadOnlyList<string> procedures) => Write("S14", _starts[^1], procedures);

    public void Cancel()
    {
        sender.Write("SIU^S15^SIU_S12", Segments("Cancelled"));
        IsBooked = false;
        Ends++;
    }

    /// <summary>Booked so long ago that its transfer has lapsed by now: the tick that says so is due at once.</summary>
    public void BookForgotten(DateTimeOffset sent, DateTimeOffset start, string procedure)
    {
        _starts.Add(start);
        _procedures = [procedure];
        sender.WriteAt(sent, "SIU^S12^SIU_S12", Segments("Booked"));
        Ends++;
    }

    public IEnumerable<FoundTransfer> Transfers() => !IsBooked ? [] :
    [
        new FoundTransfer
        {
            Operation = "CASE",
            State = FoundTransfer.Stands,
            Source = "CS-STOCK",
            Destination = "OR-USE",
            Scheduled = Found.Instant(_starts[^1] - Lead),
            Lines = [.. _procedures.SelectMany(procedure => Catalogue.Cards[procedure]).GroupBy(row => row.Item).Select(item => new FoundLine(item.Key, item.Sum(row => row.Quantity), "Units", null, null))],
        },
    ];

    private void Write(string trigger, DateTimeOffset start, IReadOnlyList<string> procedures)
    {
        if (!_starts.Contains(start)) _starts.Add(start);
        _procedures = procedures;
        sender.Write($"SIU^{trigger}^SIU_S12", Segments("Booked"));
        IsBooked = true;
    }

    private IEnumerable<string> Segments(string status)
    {
        var start = SendingSystem.Local(_starts[^1]);
        return
        [
            $"SCH|P{number}^ORSCHED|{number}^ORSCHED|||||||120|min|^^^{start}||||||||||||||{status}^^HL70278",
            "RGS|1|A",
            .. _procedures.Select((procedure, at) => $"AIS|{at + 1}|A|{procedure}^^C4|{start}"),
            "AIL|1|A|OR-3^^^NORTH",
            "AIP|1|A|S1001^SURGEON^SAM|SURGEON",
        ];
    }
}
