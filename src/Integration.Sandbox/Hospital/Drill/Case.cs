namespace Integration.Sandbox.Hospital.Drill;

/// <summary>
/// One case as the system that books it knows it. Each booking has a start that no other has: by it, and not by anything the product computed, the case is found in Odoo.
/// </summary>
internal sealed class Case(SendingSystem sender, string number) : Story
{
    private static readonly TimeSpan s_lead = TimeSpan.FromMinutes(120);
    private readonly List<DateTimeOffset> _starts = [];
    private IReadOnlyList<string> _procedures = [];

    public bool IsBooked { get; private set; }

    public string Number => number;

    public string Key => $"transfer of {number}";

    /// <summary>Dates that a transfer of this case may ever have borne, as Odoo writes them.</summary>
    public IEnumerable<string> Dates => _starts.Select(start => Found.Instant(start - s_lead));

    public void Book(DateTimeOffset start, params IReadOnlyList<string> procedures) => Write(sender.Now(), "S12", start, procedures);

    public void Move(DateTimeOffset start) => Write(sender.Now(), "S13", start, _procedures);

    public void Change(params IReadOnlyList<string> procedures) => Write(sender.Now(), "S14", _starts[^1], procedures);

    public void Cancel()
    {
        IsBooked = false;
        End(Key);
        Say(sender.Now(), "S15", "Cancelled", _starts[^1], _procedures);
    }

    /// <summary>Other procedures, said of a time before its booking: nothing comes of it.</summary>
    public void ChangeLate(TimeSpan ago, params IReadOnlyList<string> procedures) => Say(sender.Now() - ago, "S14", "Booked", _starts[0], procedures);

    /// <summary>A change that was written before people did what they did with the transfer, and came after.</summary>
    public void ChangedBefore(DateTimeOffset at, params IReadOnlyList<string> procedures) => Say(at, "S14", "Booked", _starts[^1], procedures);

    /// <summary>Booked so long ago that its transfer has lapsed by now: the tick that says so is due at once.</summary>
    public void BookForgotten(DateTimeOffset sent, DateTimeOffset start, string procedure)
    {
        _starts.Add(start);
        _procedures = [procedure];
        End(Key);
        Say(sent, "S12", "Booked", start, _procedures);
    }

    public override IReadOnlyList<Wanted> Wants() => !IsBooked ? [] :
    [
        Want(Key, new FoundTransfer
        {
            Operation = FoundTransfer.Case,
            State = FoundTransfer.Stands,
            Source = "CS-STOCK",
            Destination = "OR-USE",
            Scheduled = Found.Instant(_starts[^1] - s_lead),
            Lines = [.. _procedures.SelectMany(procedure => Catalogue.Cards[procedure]).GroupBy(row => row.Item).Select(item => new FoundLine(item.Key, item.Sum(row => row.Quantity), "Units", null, null))],
        }.ToString()),
    ];

    private void Write(DateTimeOffset at, string trigger, DateTimeOffset start, IReadOnlyList<string> procedures)
    {
        if (!_starts.Contains(start))
        {
            _starts.Add(start);
        }

        _procedures = procedures;
        IsBooked = true;
        Say(at, trigger, "Booked", start, procedures);
    }

    private void Say(DateTimeOffset at, string trigger, string status, DateTimeOffset start, IReadOnlyList<string> procedures)
    {
        var local = SendingSystem.Local(start);
        IReadOnlyList<string> segments =
        [
            $"SCH|P{number}^ORSCHED|{number}^ORSCHED|||||||120|min|^^^{local}||||||||||||||{status}^^HL70278",
            SendingSystem.Patient,
            "RGS|1|A",
            .. procedures.Select((procedure, place) => $"AIS|{place + 1}|A|{procedure}^^C4|{local}"),
            "AIL|1|A|OR-3^^^NORTH",
            "AIP|1|A|S1001^SURGEON^SAM|SURGEON",
        ];
        if (sender.Write(at, $"SIU^{trigger}^SIU_S12", segments))
        {
            End(Key);
            Late = true;
        }
    }
}
