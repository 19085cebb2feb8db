using System.Globalization;

namespace Integration.Sandbox.Hospital.Network;

/// <summary>What the network's systems send within 24 hours, and what it should lead to: written story by story, each from the same seed.</summary>
/// <param name="now">End of the 24 hours.</param>
internal sealed class DayBook(int seed, DateTimeOffset now)
{
    private readonly List<(DateTimeOffset At, SampleMessage Message)> _messages = [];
    private readonly List<ExpectedRecord> _expected = [];
    private readonly Dictionary<string, int> _outcomes = [];
    private int _count;

#pragma warning disable CA5394 // A day is told again from its seed; nothing is kept secret with it.
    private readonly Random _random = new(seed);

    public int Number(int from, int to) => _random.Next(from, to + 1);

    public T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    public IReadOnlyList<T> Some<T>(IEnumerable<T> of, int count) => [.. of.OrderBy(_ => _random.Next()).Take(count)];
#pragma warning restore CA5394

    public DateTimeOffset Now => now;

    /// <summary>A moment of the day that leaves so many hours after it.</summary>
    public DateTimeOffset Moment(double before = 0) => now.AddSeconds(-Number((int)(before * 3600), 24 * 3600 - 1));

    /// <summary>In the order in which they arrive.</summary>
    public IReadOnlyList<SampleMessage> Messages => [.. _messages.OrderBy(sent => sent.At).Select(sent => sent.Message)];

    public IReadOnlyList<ExpectedRecord> Expected => _expected;

    /// <summary>How many messages end how, by the journal's word.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <param name="at">When it arrives.</param>
    /// <param name="said">MSH-7: when it was said.</param>
    /// <param name="outcome">How it ends.</param>
    /// <returns>Its name, for a resend.</returns>
    public string Send(DateTimeOffset at, DateTimeOffset said, string feed, Facility facility, string application, string type, string outcome, params IEnumerable<string> segments)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"network-{++_count:00000}-{type.Replace('^', '-')}");
        string[] all = [$@"MSH|^~\&|{application}|{facility.Code}|INTEGRATION|NORTHFIELD|{Time(said, facility)}||{type}|N{_count:000000}|P|2.5.1", .. segments];
        Add(at, feed, name, string.Join('\n', all), outcome);
        return name;
    }

    /// <summary>The same message again, to the byte.</summary>
    public void Resend(DateTimeOffset at, string feed, string name) => Add(at, feed, string.Create(CultureInfo.InvariantCulture, $"network-{++_count:00000}-again"), $"same {name}", "duplicate");

    public void Expect(ExpectedRecord record) => _expected.Add(record);

    /// <summary>A local time with its offset, as HL7 v2 writes it.</summary>
    public static string Time(DateTimeOffset at, Facility facility)
    {
        var local = TimeZoneInfo.ConvertTime(at, facility.TimeZone);
        return local.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + (local.Offset < TimeSpan.Zero ? "-" : "+") + local.Offset.ToString("hhmm", CultureInfo.InvariantCulture);
    }

    /// <summary>As Odoo writes it, UTC.</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void Add(DateTimeOffset at, string feed, string name, string text, string outcome)
    {
        _messages.Add((at, new SampleMessage("network", name, feed, outcome == "rejected" ? "AR" : "AA", text)));
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
    }
}
