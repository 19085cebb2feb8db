using System.Globalization;

namespace Integration.Sandbox.Hospital.Network;

/// <summary>Patients who come, move and go on the wards of the hospitals: admitted, transferred, discharged, and each of it taken back; told late, told twice. Every bed is left at most once, so that each turnover can be found by its bed.</summary>
internal sealed class VisitStories(DayBook book)
{
    private const string Feed = "north-adt";

    /// <summary>The wards of the day: point of care as sent, how their beds' codes begin, and the floor's rooms, each with two beds.</summary>
    private static readonly (string Facility, string Ward, string Code, int FirstRoom, int Rooms, string Name)[] s_wards =
        [("NORTH", "5E", "N-5E", 501, 30, "North 5 East"), ("SOUTH", "4W", "S-4W", 401, 30, "South 4 West"), ("EAST", "3N", "E-3N", 301, 30, "East 3 North")];

    private readonly Queue<Bed> _free = new(book.Some(s_wards.SelectMany(ward => Enumerable.Range(0, ward.Rooms * 2).Select(at => new Bed(Facility.Hospitals.First(one => one.Code == ward.Facility), ward.Ward, ward.Code, ward.FirstRoom + (at / 2), at % 2 == 0 ? "A" : "B"))), 1000));
    private readonly List<(string Facility, DateTimeOffset From, DateTimeOffset? To)> _stays = [];
    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Visit> story = (at % 10) switch
            {
                3 => MovedAndDischarged,
                4 => Moved,
                5 => DischargeTakenBack,
                6 => TransferTakenBack,
                7 => AdmissionTakenBack,
                8 => DischargedBeforeTheAdmissionWasTold,
                9 => ToldTwice,
                _ => Discharged,
            };
            story(new Visit($"N-V{++_count:00000}", book.Moment(before: 8)));
        }

        foreach (var ward in s_wards)
        {
            ExpectStaff(ward.Facility, ward.Name);
        }
    }

    private void Discharged(Visit visit)
    {
        var bed = _free.Dequeue();
        Admit(visit, bed);
        Send(visit.At.AddHours(3), visit.At.AddHours(3), "A03", visit, bed, null);
        Left(bed, visit.At.AddHours(3));
        Stay(visit, bed, visit.At.AddHours(3));
    }

    private void Moved(Visit visit)
    {
        var (from, to) = Two();
        Admit(visit, from);
        Send(visit.At.AddHours(2), visit.At.AddHours(2), "A02", visit, to, from);
        Left(from, visit.At.AddHours(2));
        Stay(visit, from, null);
    }

    private void MovedAndDischarged(Visit visit)
    {
        var (from, to) = Two();
        Admit(visit, from);
        Send(visit.At.AddHours(2), visit.At.AddHours(2), "A02", visit, to, from);
        Left(from, visit.At.AddHours(2));
        Send(visit.At.AddHours(5), visit.At.AddHours(5), "A03", visit, to, null);
        Left(to, visit.At.AddHours(5));
        Stay(visit, from, visit.At.AddHours(5));
    }

    private void DischargeTakenBack(Visit visit)
    {
        var bed = _free.Dequeue();
        Admit(visit, bed);
        Send(visit.At.AddHours(3), visit.At.AddHours(3), "A03", visit, bed, null);
        Send(visit.At.AddHours(4), visit.At.AddHours(4), "A13", visit, bed, null, of: visit.At.AddHours(3));
        Kept(bed);
        Stay(visit, bed, null);
    }

    private void TransferTakenBack(Visit visit)
    {
        var (from, to) = Two();
        Admit(visit, from);
        Send(visit.At.AddHours(2), visit.At.AddHours(2), "A02", visit, to, from);

        // PV1-3 is the bed the patient is back in, and PV1-6 the one that was left.
        Send(visit.At.AddHours(3), visit.At.AddHours(3), "A12", visit, from, to, of: visit.At.AddHours(2));
        Kept(from);
        Kept(to);
        Stay(visit, from, null);
    }

    private void AdmissionTakenBack(Visit visit)
    {
        var bed = _free.Dequeue();
        Admit(visit, bed);
        Send(visit.At.AddHours(1), visit.At.AddHours(1), "A11", visit, bed, null, of: visit.At);
        Kept(bed);
    }

    private void DischargedBeforeTheAdmissionWasTold(Visit visit)
    {
        var bed = _free.Dequeue();
        Send(visit.At.AddHours(3), visit.At.AddHours(3), "A03", visit, bed, null);
        Send(visit.At.AddHours(4), visit.At, "A01", visit, bed, null);
        Left(bed, visit.At.AddHours(3));
        Stay(visit, bed, visit.At.AddHours(3));
    }

    private void ToldTwice(Visit visit)
    {
        var bed = _free.Dequeue();
        book.Resend(visit.At.AddMinutes(5), Feed, Admit(visit, bed));
        var name = Send(visit.At.AddHours(2), visit.At.AddHours(2), "A03", visit, bed, null);
        book.Resend(visit.At.AddHours(2.1), Feed, name);
        Left(bed, visit.At.AddHours(2));
        Stay(visit, bed, visit.At.AddHours(2));
    }

    private string Admit(Visit visit, Bed bed) => Send(visit.At, visit.At, "A01", visit, bed, null);

    private (Bed From, Bed To) Two()
    {
        var from = _free.Dequeue();
        var to = _free.First(bed => bed.Facility == from.Facility);
        var rest = _free.Where(bed => bed != to).ToList();
        _free.Clear();
        rest.ForEach(_free.Enqueue);
        return (from, to);
    }

    /// <param name="of">On a cancellation: when what it takes back happened (EVN-6).</param>
    private string Send(DateTimeOffset at, DateTimeOffset said, string trigger, Visit visit, Bed bed, Bed? other, DateTimeOffset? of = null)
    {
        var facility = bed.Facility;
        var admitted = DayBook.Time(visit.At, facility);
        var structure = trigger is "A01" or "A13" ? "ADT_A01" : trigger is "A11" or "A12" ? "ADT_A09" : trigger is "A03" ? "ADT_A03" : "ADT_A02";
        var discharged = trigger is "A03" ? DayBook.Time(said, facility) : "";
        return book.Send(at, said, Feed, facility, "ADTREG", $"ADT^{trigger}^{structure}", "processed",
        [
            $"EVN|{trigger}|{DayBook.Time(said, facility)}||||{DayBook.Time(of ?? said, facility)}",
            $"PID|1||MRN-{visit.Id}^^^{facility.Code}^MR||FENWICK^ORSOLA||19551230|F",
            $"PV1|1|I|{bed.Sent}|||{other?.Sent}|||||||||||||{visit.Id}^^^{facility.Code}{new string('|', 25)}{admitted}|{discharged}",
        ]);
    }

    private void Left(Bed bed, DateTimeOffset at) => book.Expect(new ExpectedRecord("turnover task", bed.Code, $"{bed.Code} by {DayBook.Utc(at.AddMinutes(60))}"));

    private void Kept(Bed bed) => book.Expect(ExpectedRecord.CalledOff("turnover task", bed.Code));

    private void Stay(Visit visit, Bed bed, DateTimeOffset? to) => _stays.Add((bed.Facility.Code, visit.At, to));

    /// <summary>A nurse for five patients, and never none, for the most patients of any hour of the shift that runs and of those that begin within half a day.</summary>
    private void ExpectStaff(string facility, string ward)
    {
        var zone = Facility.Hospitals.First(one => one.Code == facility).TimeZone;
        (string Name, int From, int Hours)[] shifts = facility == "EAST" ? [("day", 7, 8), ("evening", 15, 8), ("night", 23, 8)] : [("day", 7, 12), ("night", 19, 12)];
        var today = TimeZoneInfo.ConvertTime(book.Now, zone).Date;
        foreach (var (name, day, from, hours) in Enumerable.Range(-1, 3).SelectMany(days => shifts.Select(shift => (shift.Name, Day: today.AddDays(days), shift.From, shift.Hours))))
        {
            var start = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.AddHours(from), zone), TimeSpan.Zero);
            if (start.AddHours(hours) > book.Now && start <= book.Now.AddHours(12))
            {
                var most = Enumerable.Range(0, hours).Max(hour => _stays.Count(stay => stay.Facility == facility && stay.From <= start.AddHours(hour) && (stay.To is not { } to || to > start.AddHours(hour))));
                var shift = string.Create(CultureInfo.InvariantCulture, $"Staff {ward}, {name} {day:yyyy-MM-dd}");
                book.Expect(new ExpectedRecord("staffing task", shift, string.Create(CultureInfo.InvariantCulture, $"{shift}: nurse {Math.Max(1, (most + 4) / 5)} by {DayBook.Utc(start)}")));
            }
        }
    }

    private sealed record Visit(string Id, DateTimeOffset At);

    private sealed record Bed(Facility Facility, string Ward, string Unit, int Room, string Letter)
    {
        /// <summary>PV1-3.</summary>
        public string Sent => string.Create(CultureInfo.InvariantCulture, $"{Ward}^{Room}^{Letter}^{Facility.Code}");

        public string Code => string.Create(CultureInfo.InvariantCulture, $"{Unit}-{Room}-{Letter}");
    }
}
