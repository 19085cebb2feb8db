using System.Globalization;

namespace Integration.Contracts;

/// <summary>
/// For tests: a worker whose machine's clock is wrong. <c>INTEGRATION_CLOCK_SKEW=02:00:00</c> runs two hours ahead, <c>-02:00:00</c> behind. Leases, due times and what is journalled go by the database's clock, so nothing may depend on it.
/// </summary>
public static class ClockSkew
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "INTEGRATION_CLOCK_SKEW";

    private static readonly TimeSpan s_most = TimeSpan.FromDays(1);

    /// <summary>The clock of this process.</summary>
    /// <exception cref="InvalidOperationException">The variable is no time span of at most a day.</exception>
    public static TimeProvider Clock() => Clock(Environment.GetEnvironmentVariable(Variable));

    /// <param name="setting">Value of the variable; null or empty for a clock that is right.</param>
    internal static TimeProvider Clock(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return TimeProvider.System;
        }

        return TimeSpan.TryParse(setting, CultureInfo.InvariantCulture, out var skew) && skew.Duration() <= s_most
            ? new Skewed(skew)
            : throw new InvalidOperationException($"{Variable}={setting} is no time span of at most a day, such as 02:00:00 or -02:00:00.");
    }

    /// <summary>Says a wrong time; what it measures and waits for is right.</summary>
    private sealed class Skewed(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}
