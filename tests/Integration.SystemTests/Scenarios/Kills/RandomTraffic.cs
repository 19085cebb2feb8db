using static Integration.SystemTests.Scenarios.Kills.Requisition;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>Requisitions and cases with their changes, in an order that follows from the seed alone.</summary>
internal sealed class RandomTraffic(Hospital hospital, int seed)
{
    // Enough of them open that a kill meets many, few enough that each meets changes.
    private const int Open = 12;
    private static readonly IReadOnlyList<string> Procedures = [.. Catalogue.Cards.Keys];
    private readonly Random _supply = new(seed);
    private readonly Random _schedule = new(seed + 1);
    private readonly List<Requisition> _requisitions = [];
    private readonly List<Case> _cases = [];

    /// <summary>Writes the next message about supplies.</summary>
    public void Order()
    {
        if (_requisitions.Count < Open || _supply.Next(4) == 0)
        {
            var made = hospital.NewRequisition(stock: _supply.Next(3) == 0);
            made.Order([.. Enumerable.Range(1, _supply.Next(1, 4)).Select(number => ALine(number, Pick(_supply, Catalogue.Items), made.IsStock))]);
            Keep(_requisitions, made);
            return;
        }

        var known = Pick(_supply, _requisitions);
        var lines = known.Lines.ToList();
        switch (_supply.Next(6))
        {
            case 0 when lines.Count > 0:
                known.Cancel(Pick(_supply, lines));
                break;
            case 1 when lines.Count > 0:
                known.Cancel(lines);
                break;
            case 2 or 3 when lines.Count > 0:
                var number = Pick(_supply, lines);
                known.Order(ALine(number, known.ItemOf(number)!, known.IsStock));
                break;
            default:
                var another = _supply.Next(1, 6);
                known.Order(ALine(another, known.ItemOf(another) ?? Pick(_supply, Catalogue.Items), known.IsStock));
                break;
        }
    }

    /// <summary>Writes the next message about a case.</summary>
    public void Book()
    {
        if (_cases.Count < Open || _schedule.Next(4) == 0)
        {
            var made = hospital.NewCase();
            made.Book(hospital.NextStart(), SomeProcedures());
            Keep(_cases, made);
            return;
        }

        var known = Pick(_schedule, _cases);
        switch (_schedule.Next(4))
        {
            case 0 when known.IsBooked:
                known.Cancel();
                break;
            case 1 when known.IsBooked:
                known.Change(SomeProcedures());
                break;
            case 2 or 3 when known.IsBooked:
                known.Move(hospital.NextStart());
                break;
            default:
                known.Book(hospital.NextStart(), SomeProcedures());
                break;
        }
    }

    private string[] SomeProcedures() => _schedule.Next(3) == 0 ? ["47562", "49505"] : [Pick(_schedule, Procedures)];

    /// <summary>The oldest is left alone from then on, as it stands.</summary>
    private static void Keep<T>(List<T> open, T made)
    {
        open.Add(made);
        if (open.Count > Open) open.RemoveAt(0);
    }

    private Line ALine(int number, Item item, bool stock) => new(
        number,
        item,
        Pick(_supply, item.Units),
        _supply.Next(1, 20),
        !stock && _supply.Next(3) == 0 ? _supply.Next(100, 99_999) / 100m : null,
        hospital.Noon(_supply.Next(1, 6)).AddMinutes(_supply.Next(0, 300)));

    private static T Pick<T>(Random random, IReadOnlyList<T> some) => some[random.Next(some.Count)];
}
