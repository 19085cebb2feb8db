using Integration.Sandbox.Hospital.Drill;

namespace Integration.UnitTests.Drill;

/// <summary>How the drill's senders behave: by this the drill counts.</summary>
public sealed class OutboxTests
{
    private const int Letters = 300;

    [Fact]
    public async Task A_letter_stays_until_it_is_accepted_and_keeps_its_place()
    {
        var line = new RecordingLine(3, [null, null, true, true, true]);
        await SendAsync(line, null, 3);

        Assert.Equal(["1", "1", "1", "2", "3"], line.Sent.Select(letter => letter.Name));
    }

    [Fact]
    public async Task One_that_is_refused_is_told_and_not_sent_again()
    {
        var line = new RecordingLine(2, [false, true]);
        var outbox = await SendAsync(line, null, 2);

        Assert.Equal(["1"], outbox.Refused);
        Assert.Equal(["1", "2"], line.Sent.Select(letter => letter.Name));
    }

    [Fact]
    public async Task Mischief_resends_and_reorders_and_loses_none()
    {
        var line = new RecordingLine(int.MaxValue, []);
        var outbox = await SendAsync(line, new Random(5), Letters);

        Assert.Equal(Letters, line.Sent.Select(letter => letter.Name).Distinct().Count());
        Assert.Equal(Letters + outbox.Resent, line.Sent.Count);
        Assert.True(outbox is { Resent: > 5, Reordered: > 5 });
        var firsts = line.Sent.Select(letter => letter.Name).Distinct().Select(int.Parse).ToList();
        Assert.Equal(outbox.Reordered, firsts.Zip(firsts.Skip(1)).Count(pair => pair.First > pair.Second));
        // To the byte.
        Assert.All(line.Sent.GroupBy(letter => letter.Name), same => Assert.Single(same.Distinct()));
    }

    private static async Task<Outbox> SendAsync(RecordingLine line, Random? mischief, int count)
    {
        var outbox = new Outbox(line, TimeProvider.System, mischief);
        for (var number = 1; number <= count; number++)
        {
            outbox.Send(new Letter($"{number}", "", [1]));
        }

        var mark = outbox.Mark();
        line.Enough = () => outbox.HasSent(mark - 1);
        await outbox.PumpAsync(line.Over.Token);
        return outbox;
    }

    private sealed class RecordingLine(int last, IEnumerable<bool?> answers) : ILine
    {
        private readonly Queue<bool?> _answers = new(answers);
        private int _answered;

        public List<Letter> Sent { get; } = [];

        public CancellationTokenSource Over { get; } = new();

        public Func<bool> Enough { get; set; } = () => false;

        public async Task<bool?> TransmitAsync(Letter letter, CancellationToken cancellationToken)
        {
            Sent.Add(letter);
            var answer = _answers.TryDequeue(out var next) ? next : true;
            if (answer is not null && (++_answered == last || Enough()))
            {
                await Over.CancelAsync();
            }

            return answer;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
