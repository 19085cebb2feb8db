using System.Globalization;
using System.Text;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>One system of the hospital that speaks HL7 v2, over a connection of its own and by its own clock.</summary>
/// <param name="Application">MSH-3, by which the interface knows it.</param>
/// <param name="Facility">MSH-4.</param>
/// <param name="Prefix">Of its control ids: no other system of its interface has it.</param>
/// <param name="Skew">How far its clock is ahead.</param>
internal sealed record SendingSystem(string Application, string Facility, string Prefix, TimeSpan Skew, Outbox Outbox, TimeProvider Time)
{
    /// <summary>In every message, and nowhere else in the world: where it turns up, a patient would have.</summary>
    public const string Nobody = "ZWYRNTHAL";

    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private readonly Lock _lock = new();
    private DateTimeOffset _last;
    private int _number;

    /// <summary>For PID, as every sender writes one.</summary>
    public static string Patient => $"PID|1||{Nobody}7^^^NORTH^MR||{Nobody}^ODALYS^^^MS||19610412|F|||1 {Nobody} LANE^^NORTHFIELD";

    public long Written => Outbox.Written;

    /// <summary>An instant as the hospital's clocks show it.</summary>
    public static string Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, s_zone).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>As MSH-7 and ORC-9 have it.</summary>
    public static string Stamp(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMddHHmmss.fff+0000", CultureInfo.InvariantCulture);

    /// <summary>The time by its clock; never the same twice.</summary>
    public DateTimeOffset Now()
    {
        lock (_lock)
        {
            var now = Time.GetUtcNow() + Skew;
            now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
            return _last = now > _last ? now : _last.AddMilliseconds(1);
        }
    }

    /// <returns>Whether the outbox holds it back.</returns>
    public bool Write(DateTimeOffset sent, string type, params IEnumerable<string> segments)
    {
        var control = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Interlocked.Increment(ref _number):00000}");
        var header = $@"MSH|^~\&|{Application}|{Facility}|INTEGRATION|NORTHFIELD|{Stamp(sent)}||{type}|{control}|P|2.5.1";
        return Outbox.Send(new Letter(control, "", Encoding.UTF8.GetBytes(string.Concat(segments.Prepend(header).Select(segment => segment + "\r")))));
    }
}
