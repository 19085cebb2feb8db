namespace Integration.Sandbox.Hospital.Network;

/// <summary>24 hours of the network: three hospitals, eight clinics, the laboratory, the central warehouse and the biomedical team. Told from a seed; what it should lead to is written by the stories and not by the product.</summary>
internal sealed record NetworkDay(IReadOnlyList<SampleMessage> Messages, IReadOnlyList<ExpectedRecord> Expected, IReadOnlyDictionary<string, int> Outcomes)
{
    public static NetworkDay Tell(int seed, DateTimeOffset now)
    {
        var book = new DayBook(seed, now);
        new RequisitionStories(book).Tell(400);
        new CaseStories(book).Tell(300);
        new VisitStories(book).Tell(130);
        new DeviceStories(book).Tell();
        new ChargeStories(book).Tell(600);
        return new NetworkDay(book.Messages, book.Expected, book.Outcomes);
    }
}
