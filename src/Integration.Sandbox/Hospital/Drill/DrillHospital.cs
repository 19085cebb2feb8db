using System.Globalization;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>Where the hospital's systems send to.</summary>
/// <param name="Ehr">The FHIR listener, without a trailing slash.</param>
internal sealed record DrillAddresses(int Requisitions, int Schedule, int Charges, Uri Ehr, string EhrSecret);

/// <summary>
/// The hospital: its systems and all they have said. Five of them make the traffic that goes on all the while, in no orderly manner; three more are for whoever writes single messages that must go as they are written. What Odoo should
/// hold is made of what was sent, and of nothing else.
/// </summary>
internal sealed class DrillHospital : IAsyncDisposable
{
    private const int MinutesADay = 480;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _midday;
    private readonly Outbox[] _outboxes;
    private readonly Lock _lock = new();
    private readonly List<Story> _stories = [];
    private int _starts;
    private int _numbers;

    public DrillHospital(DrillAddresses to, int seed, TimeProvider time)
    {
        _time = time;
        var now = time.GetUtcNow();
        _midday = new DateTimeOffset(now.UtcDateTime.Date.AddDays(2).AddHours(13), TimeSpan.Zero);
        Outbox Mllp(int port, int? mischief) => new(new MllpLine(port, time), time, mischief is { } number ? new Random(seed + number) : null);
        SendingSystem System(string application, string facility, string prefix, int port, int? mischief, double hours = 0) => new(application, facility, prefix, TimeSpan.FromHours(hours), Mllp(port, mischief), time);
        Supply = System("ORSUPPLY", "NORTH", "A", to.Requisitions, 101);
        // The order in which its messages arrive is all that is left of its time: none may be held back.
        SupplyAhead = System("ORSUPPLY", "SOUTH", "B", to.Requisitions, null, 1);
        SupplyBehind = System("ORSUPPLY", "EAST", "C", to.Requisitions, 103, -1);
        Schedule = System("ORSCHED", "NORTH", "D", to.Schedule, 104);
        Billing = System("ORBILL", "NORTH", "E", to.Charges, 105);
        Ehr = new Outbox(new FhirLine(to.Ehr, to.EhrSecret), time, new Random(seed + 106));
        CalmSupply = System("ORSUPPLY", "NORTH", "F", to.Requisitions, null);
        CalmSchedule = System("ORSCHED", "NORTH", "G", to.Schedule, null);
        CalmBilling = System("ORBILL", "NORTH", "H", to.Charges, null);
        Systems = [Supply, SupplyAhead, SupplyBehind, Schedule, Billing, CalmSupply, CalmSchedule, CalmBilling];
        _outboxes = [.. Systems.Select(system => system.Outbox), Ehr];
    }

    public SendingSystem Supply { get; }

    /// <summary>Its clock is an hour ahead.</summary>
    public SendingSystem SupplyAhead { get; }

    /// <summary>Its clock is an hour behind.</summary>
    public SendingSystem SupplyBehind { get; }

    public SendingSystem Schedule { get; }

    public SendingSystem Billing { get; }

    public Outbox Ehr { get; }

    public SendingSystem CalmSupply { get; }

    public SendingSystem CalmSchedule { get; }

    public SendingSystem CalmBilling { get; }

    public IReadOnlyList<SendingSystem> Systems { get; }

    /// <summary>Name of the episode that goes on.</summary>
    public string Episode { get; set; } = "";

    public long Written => _outboxes.Sum(outbox => outbox.Written);

    /// <summary>Letters that wait to be accepted.</summary>
    public int Unanswered => _outboxes.Sum(outbox => outbox.Waiting);

    public IReadOnlyList<Outbox> Outboxes => _outboxes;

    /// <summary>All that was ever sent about, oldest first.</summary>
    public IReadOnlyList<Story> Stories
    {
        get
        {
            lock (_lock)
            {
                return [.. _stories];
            }
        }
    }

    public IReadOnlyList<long> Mark() => [.. _outboxes.Select(outbox => outbox.Mark())];

    /// <summary>Whether all that was written by then is answered.</summary>
    public bool HasAnswered(IReadOnlyList<long> mark) => _outboxes.Zip(mark).All(pair => pair.First.HasSent(pair.Second));

    /// <summary>Sends what is written until it is cancelled.</summary>
    public Task PumpAsync(CancellationToken cancellationToken) => Task.WhenAll(_outboxes.Select(outbox => Task.Run(() => outbox.PumpAsync(cancellationToken), CancellationToken.None)));

    /// <summary>A start that no other case has.</summary>
    public DateTimeOffset NextStart()
    {
        var number = Interlocked.Increment(ref _starts);
        return _midday.AddDays(number / MinutesADay).AddMinutes(number % MinutesADay);
    }

    public DateTimeOffset Noon(int day) => _midday.AddDays(day);

    public Requisition NewRequisition(bool stock, SendingSystem? by = null) => Add(new Requisition(by ?? CalmSupply, Number("RQ"), stock));

    public Case NewCase(SendingSystem? by = null) => Add(new Case(by ?? CalmSchedule, Number("CASE")));

    public Charge NewCharge(Random random, SendingSystem? by = null) => Add(new Charge(by ?? CalmBilling, Number("N-D"), AService(random)));

    public EhrCharge NewEhrCharge(Random random) => Add(new EhrCharge(Ehr, _time, Number("E-D"), AService(random)));

    /// <summary>Which case was ever booked for this date, as Odoo writes it; null for none.</summary>
    public Func<string, string?> CasesByDate()
    {
        var cases = Stories.OfType<Case>().SelectMany(one => one.Dates.Select(date => (date, one.Number))).DistinctBy(pair => pair.date).ToDictionary(pair => pair.date, pair => pair.Number);
        return date => cases.GetValueOrDefault(date);
    }

    /// <summary>Who sends to which interface.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Outbox>> Feeds() => new Dictionary<string, IReadOnlyList<Outbox>>
    {
        ["north-supply-requisitions"] = Of("ORSUPPLY"),
        ["north-or-schedule"] = Of("ORSCHED"),
        ["north-charges"] = Of("ORBILL"),
        ["north-ehr"] = [Ehr],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in _outboxes)
        {
            await outbox.DisposeAsync();
        }
    }

    private Performed AService(Random random)
    {
        var (code, title, price) = ChargeStories.Activities[random.Next(ChargeStories.Activities.Count)];
        var (department, account) = ChargeStories.Departments[random.Next(ChargeStories.Departments.Count)];
        return new Performed(code, title, price, department, account, random.Next(1, 10), DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).AddDays(-1));
    }

    private List<Outbox> Of(string application) => [.. Systems.Where(system => system.Application == application).Select(system => system.Outbox)];

    private string Number(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{Interlocked.Increment(ref _numbers):00000}");

    private T Add<T>(T story)
        where T : Story
    {
        story.During = Episode;
        lock (_lock)
        {
            _stories.Add(story);
        }

        return story;
    }
}
