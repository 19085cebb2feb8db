namespace Integration.Journal;

/// <summary>How both stores keep time: microseconds since 1970-01-01 UTC, of the database's clock.</summary>
internal static class Micros
{
    public const long PerDay = 86_400_000_000;

    public static long Of(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Of(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToInstant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public static long Day(long micros) => micros / PerDay;

    public static DateOnly ToDay(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)day);
}
