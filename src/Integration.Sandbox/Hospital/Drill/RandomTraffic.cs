using static Integration.Sandbox.Hospital.Drill.Requisition;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>Writes one message more of its kind, about something new or something it has written about; what, follows from the seed alone.</summary>
internal abstract class RandomTraffic<T>(Random random)
    where T : Story
{
    /// <summary>Enough of them open that a fault meets many, few enough that each meets changes.</summary>
    private const int Open = 12;
    private readonly List<T> _open = [];
    private T? _late;

    protected Random Random => random;

    public void Write(string episode)
    {
        // What was held back is overtaken by the next about the same thing.
        var known = _late ?? (_open.Count < Open || random.Next(4) == 0 ? null : Any(_open));
        var story = known ?? New();
        story.During = episode;
        if (known is null)
        {
            Begin(story);
            // The oldest is left alone from then on, as it stands.
            _open.Add(story);
            if (_open.Count > Open)
            {
                _open.RemoveAt(0);
            }
        }
        else
        {
            Change(story);
        }

        _late = story.TakeLate() ? story : null;
    }

    protected abstract T New();

    protected abstract void Begin(T story);

    protected abstract void Change(T story);

    protected TItem Any<TItem>(IReadOnlyList<TItem> some) => some[random.Next(some.Count)];
}

/// <summary>Requisitions and their changes.</summary>
internal sealed class OrderTraffic(DrillHospital hospital, SendingSystem by, int seed) : RandomTraffic<Requisition>(new Random(seed))
{
    private static readonly TimeSpan s_longAgo = TimeSpan.FromHours(2);

    protected override Requisition New() => hospital.NewRequisition(stock: Random.Next(3) == 0, by);

    protected override void Begin(Requisition story) =>
        story.Order([.. Enumerable.Range(1, Random.Next(1, 4)).Select(number => ALine(number, Any(Catalogue.Items), story.IsStock))]);

    protected override void Change(Requisition story)
    {
        var lines = story.Lines.ToList();
        switch (Random.Next(8))
        {
            case 0 when lines.Count > 0:
                story.Cancel(Any(lines));
                break;
            case 1 when lines.Count > 0:
                story.Cancel(lines);
                break;
            case 2 or 3 when lines.Count > 0:
                var number = Any(lines);
                story.Order(ALine(number, story.ItemOf(number)!, story.IsStock));
                break;
            case 4 when lines.Count > 0:
                var late = Any(lines);
                story.OrderLate(ALine(late, story.ItemOf(late)!, story.IsStock) with { Quantity = 777 }, s_longAgo);
                break;
            case 5:
                story.Echo();
                break;
            default:
                var another = Random.Next(1, 6);
                story.Order(ALine(another, story.ItemOf(another) ?? Any(Catalogue.Items), story.IsStock));
                break;
        }
    }

    private Line ALine(int number, Item item, bool stock) => new(
        number,
        item,
        Any(item.Units),
        Random.Next(1, 20),
        !stock && Random.Next(3) == 0 ? Random.Next(100, 99_999) / 100m : null,
        hospital.Noon(Random.Next(1, 6)).AddMinutes(Random.Next(0, 300)));
}

/// <summary>Cases and their changes.</summary>
internal sealed class CaseTraffic(DrillHospital hospital, SendingSystem by, int seed) : RandomTraffic<Case>(new Random(seed))
{
    private static readonly TimeSpan s_longAgo = TimeSpan.FromHours(2);
    private static readonly IReadOnlyList<string> s_procedures = [.. Catalogue.Cards.Keys];

    protected override Case New() => hospital.NewCase(by);

    protected override void Begin(Case story) => story.Book(hospital.NextStart(), SomeProcedures());

    protected override void Change(Case story)
    {
        switch (Random.Next(5))
        {
            case 0 when story.IsBooked:
                story.Cancel();
                break;
            case 1 when story.IsBooked:
                story.Change(SomeProcedures());
                break;
            case 2 when story.IsBooked:
                story.Move(hospital.NextStart());
                break;
            case 3 when story.IsBooked:
                story.ChangeLate(s_longAgo, "27130");
                break;
            default:
                story.Book(hospital.NextStart(), SomeProcedures());
                break;
        }
    }

    private string[] SomeProcedures() => Random.Next(3) == 0 ? ["47562", "49505"] : [Any(s_procedures)];
}

/// <summary>Charges, what takes them back, and both again: under other numbers, or as versions that say the same.</summary>
internal sealed class ChargeTraffic(Func<Random, ServiceStory> next, int seed) : RandomTraffic<ServiceStory>(new Random(seed))
{
    protected override ServiceStory New() => next(Random);

    protected override void Begin(ServiceStory story) => story.Book();

    protected override void Change(ServiceStory story)
    {
        if (!story.IsTakenBack && Random.Next(3) == 0)
        {
            story.TakeBack();
        }
        else
        {
            story.Echo();
        }
    }
}
