using Integration.Contracts;
using static Integration.SystemTests.Scenarios.Kills.Requisition;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>One kill: where, which roles the victim has, and what is sent so that it gets there.</summary>
/// <param name="Roles">Only the roles that lead to the point, so that what earlier victims left in hand is not started and killed again and again.</param>
/// <param name="QuickBuyerOf">The requisition whose order a buyer confirms between the victim's look and its write.</param>
internal sealed record Kill(string Point, string Roles, Action Send, Requisition? QuickBuyerOf = null);

/// <summary>For every fail point the work that leads through it, in two steps: what has to be in Odoo before, and the message that makes a worker pass the point.</summary>
internal sealed class FailPointKills(Hospital hospital, DateTimeOffset now)
{
    private const string All = "ingest,process,deliver";
    private const string Processing = "ingest,process";
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
        foreach (var (_, code) in Mapped) hospital.NewRequisition(stock: false).Order(ALine(1, "1002", 1) with { Code = code });
        return _kills;
    }

    private void Delivering()
    {
        foreach (var point in new[] { CommitPoint.ClaimPostings.Before, CommitPoint.ClaimPostings.After, CommitPoint.RecordPostings.Before, CommitPoint.RecordPostings.After })
            Add(point, All, () => hospital.NewRequisition(stock: true).Order(ALine(1, "1006", 2), ALine(2, "1007", 24)));
        foreach (var point in Points(CallPoint.Load)) Add(point, All, () => hospital.NewRequisition(stock: false).Order(ALine(1, "1001", 50), ALine(2, "1005", 2)));
        foreach (var point in Points(CallPoint.Confirm)) Add(point, All, () => hospital.NewCase().Book(hospital.NextStart(), "47562", "49505"));
    }

    /// <summary>The same call again where it changes what stands there: a line, a line more, a date.</summary>
    private void Changing()
    {
        var changed = Ordered();
        Add(CallPoint.Load.AfterSend, All, () => changed.Order(ALine(1, "1001", 7)));
        var longer = Ordered();
        Add(CallPoint.Load.AfterSend, All, () => longer.Order(ALine(3, "1010", 3)));
        var moved = Booked();
        Add(CallPoint.Load.AfterSend, All, () => moved.Move(hospital.NextStart()));
        foreach (var point in Points(CallPoint.Unlink))
        {
            var shorter = Ordered();
            Add(point, All, () => shorter.Cancel(2));
        }
    }

    private void CallingOff()
    {
        foreach (var point in Points(CallPoint.Withdraw))
        {
            var off = Booked();
            Add(point, All, off.Cancel);
        }

        var order = Ordered();
        Add(CallPoint.Withdraw.AfterSend, All, () => order.Cancel(1, 2));
    }

    private void LeavingAlone()
    {
        foreach (var point in Points(CallPoint.Note))
        {
            var taken = Ordered();
            Confirmed.Add(taken);
            taken.Taken = [Confirm(taken, notes: 1)];
            Add(point, All, () => taken.Order(ALine(1, "1001", 7)));
        }

        foreach (var point in Points(CallPoint.PutBack))
        {
            var raced = Ordered();
            var (before, changed) = (Confirm(raced, notes: 1), (Line)ALine(1, "1001", 7));
            // Wherever in it the worker dies, what it wrote over the buyer's decision does not stay.
            raced.Taken = [before];
            _kills.Add(new Kill(point, All, () => raced.Order(changed), raced));
        }
    }

    private void Committing()
    {
        foreach (var point in new[] { CommitPoint.ClaimMessages.Before, CommitPoint.ClaimMessages.After, CommitPoint.Append.Before, CommitPoint.Append.After })
            Add(point, Processing, () => hospital.NewRequisition(stock: false).Order(ALine(1, "1004", 3)));
        foreach (var (point, hours) in new[] { (CommitPoint.ClaimTicks.Before, 30), (CommitPoint.ClaimTicks.After, 31) })
            Add(point, Processing, () => hospital.NewCase().BookForgotten(now.AddDays(-3), new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(-hours), "27447"));
        foreach (var point in new[] { CommitPoint.Folds.Before, CommitPoint.Folds.After })
        {
            var changed = Ordered();
            Add(point, Processing, () => changed.Order(ALine(1, "1001", 9)));
        }

        // These are met while a worker starts.
        foreach (var point in new[] { CommitPoint.Other.Before, CommitPoint.Other.After }) Add(point, Processing, () => { });
    }

    private void Add(string point, string roles, Action send) => _kills.Add(new Kill(point, roles, send));

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

    private static List<FoundOrder> Confirm(Requisition requisition, int notes) => [.. requisition.Orders().Select(order => order with { State = "purchase", Notes = notes })];

    private Line ALine(int number, string item, decimal quantity)
    {
        var found = Catalogue.Items.Single(one => one.Code == item);
        return new Line(number, found, found.Units[0], quantity, null, hospital.Noon(number));
    }
}
