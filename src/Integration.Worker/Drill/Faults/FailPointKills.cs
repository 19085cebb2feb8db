using Integration.Contracts;
using Integration.Sandbox.Hospital.Drill;
using static Integration.Sandbox.Hospital.Drill.Requisition;
using Requisition = Integration.Sandbox.Hospital.Drill.Requisition;

namespace Integration.Worker.Drill.Faults;

/// <summary>One kill: where, which roles the victim has, and what is sent so that it gets there.</summary>
/// <param name="Delivers">Whether the way there leads through delivery: else the victim has only the roles before it, so that what earlier victims left in hand is not started and killed again and again.</param>
/// <param name="QuickBuyerOf">The requisition whose order a buyer confirms between the victim's look and its write.</param>
internal sealed record Kill(string Point, bool Delivers, Action Send, Requisition? QuickBuyerOf = null);

/// <summary>For every fail point the work that leads through it, in two steps: what has to be in Odoo before, and the message that makes a worker pass the point.</summary>
internal sealed class FailPointKills(DrillHospital hospital, DateTimeOffset now)
{
    private readonly List<Kill> _kills = [];

    /// <summary>Those whose order a buyer confirms before the kill.</summary>
    public List<Requisition> Confirmed { get; } = [];

    /// <summary>Held for a code that only a person can map.</summary>
    public IReadOnlyList<(string Point, string Code)> Mapped { get; } = [(CommitPoint.MapCode.Before, "HIPX1"), (CommitPoint.MapCode.After, "HIPX2")];

    /// <summary>Sends what comes before the kills.</summary>
    public IReadOnlyList<Kill> Prepare()
    {
        Delivering();
        Changing();
        CallingOff();
        LeavingAlone();
        Committing();
        foreach (var (_, code) in Mapped)
        {
            hospital.NewRequisition(stock: false).Order(ALine(1, "1002", 1) with { Code = code });
        }

        return _kills;
    }

    private void Delivering()
    {
        foreach (var point in new[] { CommitPoint.ClaimPostings.Before, CommitPoint.ClaimPostings.After, CommitPoint.RecordPostings.Before, CommitPoint.RecordPostings.After })
        {
            Add(point, true, () => hospital.NewRequisition(stock: true).Order(ALine(1, "1006", 2), ALine(2, "1007", 24)));
        }

        foreach (var point in Points(CallPoint.Load))
        {
            Add(point, true, () => hospital.NewRequisition(stock: false).Order(ALine(1, "1001", 50), ALine(2, "1005", 2)));
        }

        foreach (var point in Points(CallPoint.Confirm))
        {
            Add(point, true, () => hospital.NewCase().Book(hospital.NextStart(), "47562", "49505"));
        }
    }

    /// <summary>The same call again where it changes what stands there: a line, a line more, a date.</summary>
    private void Changing()
    {
        var changed = Ordered();
        Add(CallPoint.Load.AfterSend, true, () => changed.Order(ALine(1, "1001", 7)));
        var longer = Ordered();
        Add(CallPoint.Load.AfterSend, true, () => longer.Order(ALine(3, "1010", 3)));
        var moved = Booked();
        Add(CallPoint.Load.AfterSend, true, () => moved.Move(hospital.NextStart()));
        foreach (var point in Points(CallPoint.Unlink))
        {
            var shorter = Ordered();
            Add(point, true, () => shorter.Cancel(2));
        }
    }

    private void CallingOff()
    {
        foreach (var point in Points(CallPoint.Withdraw))
        {
            var off = Booked();
            Add(point, true, off.Cancel);
        }

        var order = Ordered();
        Add(CallPoint.Withdraw.AfterSend, true, () => order.Cancel(1, 2));
    }

    private void LeavingAlone()
    {
        foreach (var point in Points(CallPoint.Note))
        {
            var taken = Ordered();
            Confirmed.Add(taken);
            Taken(taken);
            Add(point, true, () => taken.Order(ALine(1, "1001", 7)));
        }

        foreach (var point in Points(CallPoint.PutBack))
        {
            var raced = Ordered();
            // Wherever in it the worker dies, what it wrote over the buyer's decision does not stay.
            Taken(raced);
            _kills.Add(new Kill(point, true, () => raced.Order(ALine(1, "1001", 7)), raced));
        }
    }

    private void Committing()
    {
        foreach (var point in new[] { CommitPoint.ClaimMessages.Before, CommitPoint.ClaimMessages.After, CommitPoint.Append.Before, CommitPoint.Append.After })
        {
            Add(point, false, () => hospital.NewRequisition(stock: false).Order(ALine(1, "1004", 3)));
        }

        foreach (var (point, hours) in new[] { (CommitPoint.ClaimTicks.Before, 30), (CommitPoint.ClaimTicks.After, 31) })
        {
            Add(point, false, () => hospital.NewCase().BookForgotten(now.AddDays(-3), new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(-hours), "27447"));
        }

        foreach (var point in new[] { CommitPoint.Folds.Before, CommitPoint.Folds.After })
        {
            var changed = Ordered();
            Add(point, false, () => changed.Order(ALine(1, "1001", 9)));
        }

        // These are met while a worker starts.
        foreach (var point in new[] { CommitPoint.Other.Before, CommitPoint.Other.After })
        {
            Add(point, false, () => { });
        }
    }

    private void Add(string point, bool delivers, Action send) => _kills.Add(new Kill(point, delivers, send));

    private static string[] Points(CallPoint point) => [point.BeforeSend, point.AfterSend, point.AfterAnswer];

    private Requisition Ordered()
    {
        var requisition = hospital.NewRequisition(stock: false);
        requisition.Order(ALine(1, "1001", 5), ALine(2, "1005", 2));
        return requisition;
    }

    private Case Booked()
    {
        var booked = hospital.NewCase();
        booked.Book(hospital.NextStart(), "27447");
        return booked;
    }

    /// <summary>Confirmed as it stands, with one note about what the source wanted since.</summary>
    private static void Taken(Requisition requisition) =>
        requisition.Took([.. requisition.Wants().Select(want => want with { ByPeople = true, Ways = [want.Ways[0].Replace("draft, priority 0, 0 notes", "purchase, priority 0, 1 notes", StringComparison.Ordinal)] })]);

    private Line ALine(int number, string item, decimal quantity)
    {
        var found = Catalogue.Items.Single(one => one.Code == item);
        return new Line(number, found, found.Units[0], quantity, null, hospital.Noon(number));
    }
}
